"""OCA's `account_credit_control` doing the same work on the same invoices, without PDF.

It climbs from the first level at its first run as well, and writes one e-mail per customer,
currency and level."""

from odoo.modules.registry import Registry

from .database import environment, get_day
from .measure import measure

MODULE = "account_credit_control"


def install(name):
    Registry.new(name, update_module=True, install_modules=[MODULE])
    with environment(name) as env:
        policy = env.ref(f"{MODULE}.credit_control_3_time")
        policy.account_ids = env["account.account"].search([("account_type", "=", "asset_receivable")])
        env["res.company"].search([], order="id", limit=1).credit_policy_id = policy
        # As shipped, each e-mail carries a PDF, which takes 95 % of the time.
        env.ref(f"{MODULE}.email_template_credit_control_base").report_template_ids = False
        # No ANALYZE: the new tables are empty, and in production nothing would say so to PostgreSQL,
        # which would then read them whole, row after row, while they grow.
        env.cr.commit()
    return {}


def run(name, limit):
    """Find what is overdue, decide, and queue the e-mails.

    :param int limit: how many customers are taken to the end; the time of the steps after
        the first is multiplied accordingly (to the peer's advantage: its third step is
        quadratic)
    """
    with environment(name) as env:
        job = env["credit.control.run"].create({"date": get_day(env)})
        costs = {}
        costs["lines"], _done = measure(lambda: (job.generate_credit_lines(), env.cr.flush()))
        lines = job.line_ids.filtered(lambda line: line.channel == "email")
        customers = lines.partner_id
        taken = lines.filtered(lambda line: line.partner_id in customers[:limit]) if limit else lines
        costs["mark"], _done = measure(lambda: (taken.write({"state": "to_be_sent"}), env.cr.flush()))
        Communication = env["credit.control.communication"]
        costs["communications"], (made, _done) = measure(
            lambda: (Communication._generate_comm_from_credit_lines(taken), env.cr.flush())
        )
        costs["mails"], _done = measure(lambda: (made._generate_emails(), env.cr.flush()))
        mails = env["mail.mail"].search_count([("model", "=", Communication._name)])
    share = len(taken) / len(lines)

    def add_up(figure):
        after = sum(getattr(costs[step], figure) for step in ("mark", "communications", "mails"))
        return getattr(costs["lines"], figure) + after / share

    return {
        "peer": {
            "seconds": round(add_up("seconds"), 2),
            "messages": round(mails / share),
            "measured_messages": mails,
            "lines": len(lines),
            "peak_mib": round(max(cost.peak_mib for cost in costs.values()), 1),
            "queries": round(add_up("queries")),
            "steps": {step: cost.as_dict() for step, cost in costs.items()},
        }
    }
