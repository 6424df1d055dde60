"""Posting invoices with and without the addon: the same script on two databases, in turn."""

from datetime import timedelta
from statistics import median, quantiles

from odoo import Command

from .database import environment, get_day
from .measure import measure

BATCH = 20


def compare(without, with_addon, repetitions):
    """Post batches of invoices in turn on two databases.

    :return: the median time of a batch on either, and the median of the ratios of the
        pairs of batches that were posted one after the other
    """
    costs = {without: [], with_addon: []}
    with environment(without) as plain, environment(with_addon) as extended:
        for repetition in range(repetitions + 1):
            pair = [plain, extended]
            # Whoever comes second finds a warmer machine.
            for env in reversed(pair) if repetition % 2 else pair:
                cost = _post(env)
                # The first batch fills the caches.
                if repetition:
                    costs[env.cr.dbname].append(cost)
    ratios = [one.cpu / other.cpu for one, other in zip(costs[with_addon], costs[without], strict=True)]
    return {
        "posting": {
            "batch": BATCH,
            "repetitions": repetitions,
            "seconds_without": round(median(cost.seconds for cost in costs[without]), 4),
            "seconds_with": round(median(cost.seconds for cost in costs[with_addon]), 4),
            "cpu_without": round(median(cost.cpu for cost in costs[without]), 4),
            "cpu_with": round(median(cost.cpu for cost in costs[with_addon]), 4),
            "queries_without": median(cost.queries for cost in costs[without]),
            "queries_with": median(cost.queries for cost in costs[with_addon]),
            "cpu_ratio": round(median(ratios), 4),
            # Half of the ratios lie between these: the noise.
            "cpu_ratio_range": [round(ratio, 4) for ratio in quantiles(ratios, n=4)[::2]],
        }
    }


def _post(env):
    day = get_day(env)
    product = env["product.product"].search([("name", "=", "Bench service")], limit=1)
    customers = env["res.partner"].search([("name", "=like", "Customer 0%")], limit=BATCH, order="id")
    invoices = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": day,
                "invoice_date_due": day + timedelta(days=30),
                "invoice_line_ids": [Command.create({"product_id": product.id, "price_unit": 10})],
            }
            for customer in customers
        ]
    )
    env.flush_all()
    cost, _done = measure(lambda: (invoices.action_post(), env.cr.flush()))
    env.cr.postcommit.clear()
    env.cr.rollback()
    env.invalidate_all()
    return cost
