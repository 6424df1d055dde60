from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.concern import BLOCKING, Concern, get_strictest, is_late
from .recouvrement_policy import CHECKS, REACTIONS

PEOPLE = "base.group_user"


class SaleOrder(models.Model):
    """What a salesperson should know of the customer, in words, before the order is confirmed."""

    _inherit = "sale.order"

    # Core's buttons depend on it: empty for whoever is not of the company.
    recouvrement_reaction = fields.Selection(
        REACTIONS, string="Before Confirming", compute="_compute_recouvrement_banner", compute_sudo=True
    )
    recouvrement_banner = fields.Html(
        string="To Know of the Customer",
        compute="_compute_recouvrement_banner",
        compute_sudo=True,
        sanitize=False,
        groups=PEOPLE,
    )
    recouvrement_asks_data = fields.Boolean(
        compute="_compute_recouvrement_banner",
        compute_sudo=True,
        groups=PEOPLE,
        help="The details of the customer are to be confirmed.",
    )

    @api.depends(
        "amount_paid",
        "amount_total",
        "company_id",
        "invoice_status",
        "partner_id",
        "partner_invoice_id",
        "payment_term_id",
        "recouvrement_approval_ids.state",
        "state",
    )
    @api.depends_context("lang", "uid")
    def _compute_recouvrement_banner(self):
        if not self.env.user._is_internal():
            self.recouvrement_reaction = self.recouvrement_banner = self.recouvrement_asks_data = False
            return
        concerns = self._get_recouvrement_concerns_now()
        blocks = self._get_recouvrement_blocks(concerns)
        for order in self:
            order.recouvrement_asks_data = any(concern.key == "data" for concern in concerns[order])
            if not concerns[order]:
                order.recouvrement_reaction = order.recouvrement_banner = False
                continue
            left = get_strictest(concern.reaction for concern in blocks[order])
            order.recouvrement_reaction = left or "inform"
            lines = [concern.text for concern in concerns[order]]
            order.recouvrement_banner = Markup("<ul class='mb-0 ps-3'>%s</ul>") % Markup().join(
                Markup("<li>%s</li>") % line for line in lines + order._get_recouvrement_steps(blocks[order])
            )

    def _get_recouvrement_steps(self, blocks):
        """What has to be done before the order is confirmed, as sentences.

        :param blocks: what keeps it from being confirmed, as :class:`Concern`
        :rtype: list of str
        """
        self.ensure_one()
        steps = []
        reactions = {concern.reaction for concern in blocks}
        terms = self.env["account.payment.term"].browse({concern.term_id for concern in blocks if concern.term_id})
        if "deposit" in reactions:
            steps.append(self.env._("A deposit is asked for: payment terms “%(terms)s”.", terms=terms[:1].name))
        if "approval" in reactions:
            steps.append(self._describe_recouvrement_request())
        if "stop" in reactions:
            steps.append(self.env._("This order cannot be confirmed. A collection manager can decide otherwise."))
        return steps

    # === CONCERNS === #

    def _get_recouvrement_concerns_now(self):
        """What there is to know of each order today, as its company has it: {order: tuple of Concern}."""
        concerns = dict.fromkeys(self, ())
        for company, orders in self.grouped("company_id").items():
            if company:
                concerns |= orders._get_recouvrement_concerns(company._get_recouvrement_today())
        return concerns

    def _get_recouvrement_concerns(self, today):
        """What a salesperson should know of the customers of these orders on a day.

        Nothing of an order that is invoiced, cancelled, or under no policy. The number of queries does not depend on
        the number of orders; no right is needed.

        :param date today: the company's date
        :return: for each order, in the order in which they are said
        :rtype: dict of tuples of :class:`~..tools.concern.Concern`
        """
        found = defaultdict(list)
        watched = self.sudo().filtered(lambda order: order._is_recouvrement_watched())
        for company, orders in watched.grouped("company_id").items():
            policies = orders._get_recouvrement_policies(company)
            for key in CHECKS:
                name = f"sale_{key}_reaction"
                asking = orders._filter_recouvrement_asking(policies, name)
                if not asking:
                    continue
                texts = getattr(asking, f"_find_recouvrement_{key}")(company, today, policies)
                for order, text in texts.items():
                    reaction = policies[order][name]
                    term = policies[order].sale_deposit_term_id if reaction == "deposit" else None
                    found[order].append(Concern(key, text, reaction, term and term.id))
        return {order: tuple(found[order]) for order in self}

    def _filter_recouvrement_asking(self, policies, reaction_field):
        return self.filtered(lambda order: policies[order] and policies[order][reaction_field] != "nothing")

    def _is_recouvrement_watched(self):
        """Whether there is something to decide, or to deliver and invoice, still."""
        self.ensure_one()
        if not self.partner_id:
            return False
        return self.state in ("draft", "sent") or (self.state == "sale" and self.invoice_status != "invoiced")

    def _get_recouvrement_payer(self):
        """The customer who will owe the invoice."""
        self.ensure_one()
        return (self.partner_invoice_id or self.partner_id).commercial_partner_id._origin

    def _get_recouvrement_payers(self):
        return self.env["res.partner"].union(*(order._get_recouvrement_payer() for order in self))

    def _get_recouvrement_policies(self, company):
        """The policy that applies to the payer of each order: {order: policy, empty without one}."""
        default = company._get_recouvrement_policy()
        if not default:
            return dict.fromkeys(self, default)
        planner = self.env["recouvrement.planner"]
        rows = planner._fetch(
            SQL(
                "SELECT p.id, %s AS policy_id FROM res_partner p WHERE p.id = ANY(%s)",
                planner._get_policy_id_sql(company, default),
                self._get_recouvrement_payers().ids,
            )
        )
        chosen = {row.id: row.policy_id for row in rows}
        policies = default.browse(set(chosen.values()) | set(default.ids)).grouped("id")
        return {order: policies[chosen.get(order._get_recouvrement_payer().id, default.id)] for order in self}

    def _find_recouvrement_late(self, company, today, policies):
        """{order: sentence} of those whose payer is late by more than its policy lets pass."""
        chase = self.env["recouvrement.receivable"]._get_chase_ctes(
            company, today, partners=self._get_recouvrement_payers()
        )
        rows = self.env["recouvrement.planner"]._fetch(
            SQL(
                """
                WITH %(chase)s
                SELECT partner_id, %(today)s - date_due AS days_late, SUM(amount_company) AS amount
                  FROM chase WHERE amount > 0 AND date_due < %(today)s GROUP BY 1, 2
                """,
                chase=chase,
                today=today,
            )
        )
        debts = defaultdict(list)
        for row in rows:
            debts[row.partner_id].append((row.days_late, float(row.amount)))
        return {
            order: self.env._("Invoices of this customer are overdue.")
            for order in self
            if is_late(
                debts[order._get_recouvrement_payer().id],
                days=policies[order].sale_late_days,
                amount=policies[order].sale_late_amount,
            )
        }

    def _find_recouvrement_limit(self, company, today, policies):
        """{order: sentence} of those with which core's credit limit is exceeded."""
        if not company.account_use_credit_limit:
            return {}
        Move = self.env["account.move"]
        found = {}
        for order in self.with_company(company):
            # Of a confirmed order, core counts what is not invoiced yet by itself.
            own = 0.0 if order.state == "sale" else order.amount_total / (order.currency_rate or 1.0)
            if Move._build_credit_warning_message(order, current_amount=own):
                found[order] = self.env._("This order takes the customer beyond the credit limit.")
        return found

    # === WHAT KEEPS IT FROM BEING CONFIRMED === #

    def _get_recouvrement_blocks(self, concerns):
        """What keeps each order from being confirmed: {order: tuple of Concern}.

        Nothing, once the order is paid in advance; nor a deposit, once it is agreed; nor what a manager approved.

        :param dict concerns: as :meth:`_get_recouvrement_concerns` gives them
        """
        blocks = {}
        for order in self:
            blocks[order] = ()
            blocking = [concern for concern in concerns[order] if concern.reaction in BLOCKING]
            if blocking and order.state in ("draft", "sent") and not order._is_recouvrement_prepaid():
                approved = order._get_recouvrement_approved_keys({concern.term_id for concern in blocking} - {None})
                blocks[order] = tuple(
                    concern
                    for concern in blocking
                    if concern.key not in approved
                    and not (concern.reaction == "deposit" and order._has_recouvrement_deposit(concern.term_id))
                )
        return blocks

    def _is_recouvrement_prepaid(self):
        """Whether nothing is left to owe: what was paid online in advance is worth the whole."""
        self.ensure_one()
        if not self.order_line:
            return False
        return self.currency_id.compare_amounts(self.sudo().amount_paid, self.amount_total) >= 0

    def _has_recouvrement_deposit(self, term_id):
        """Whether the order asks for as much at once as payment terms do, or as much was paid.

        :param int term_id: `account.payment.term`
        """
        self.ensure_one()
        order = self.sudo()
        deposit = order.payment_term_id.browse(term_id)._get_recouvrement_due_at_once(order.amount_total)
        agreed = max(order.payment_term_id._get_recouvrement_due_at_once(order.amount_total), order.amount_paid)
        return order.currency_id.compare_amounts(agreed, deposit) >= 0

    @api.depends_context("uid")
    def _compute_partner_credit_warning(self):
        # EXTENDS 'sale': core's words tell amounts; who sees no debts reads ours.
        result = super()._compute_partner_credit_warning()
        groups = ("account.group_account_invoice", "account.group_account_readonly")
        if not any(map(self.env.user.has_group, groups)):
            for company, orders in self.filtered("partner_credit_warning").grouped("company_id").items():
                policies = orders.sudo()._get_recouvrement_policies(company)
                orders._filter_recouvrement_asking(policies, "sale_limit_reaction").partner_credit_warning = ""
        return result
