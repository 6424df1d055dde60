from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools.verification import INVALID, VALID, Freshness, get_state
from .recouvrement_verification import ASKED
from .res_partner_data import FIELDS

COMPUTED_FIELDS = ["recouvrement_freshness", "recouvrement_freshness_reason", "recouvrement_checked_on"]


class ResPartner(models.Model):
    """How far the data of a customer can be relied upon, and who said so."""

    _inherit = "res.partner"

    recouvrement_freshness = fields.Selection(
        [("fresh", "Up to date"), ("stale", "To confirm"), ("unchecked", "Never confirmed"), ("wrong", "To correct")],
        string="Customer Data",
        compute="_compute_recouvrement_freshness",
        compute_sudo=True,
        groups="base.group_user",
    )
    recouvrement_freshness_reason = fields.Text(
        string="Why", compute="_compute_recouvrement_freshness", compute_sudo=True, groups="base.group_user"
    )
    recouvrement_checked_on = fields.Date(
        string="Last Confirmed", compute="_compute_recouvrement_freshness", compute_sudo=True, groups="base.group_user"
    )

    @api.depends(
        "commercial_partner_id", "email", "phone", "street", "zip", "city", "country_id", "vat", "company_registry"
    )
    @api.depends_context("company", "lang")
    def _compute_recouvrement_freshness(self):
        company = self.env.company
        found = self._get_recouvrement_freshness(company, company._get_recouvrement_today())
        for partner in self:
            freshness = found.get(partner) or Freshness("unchecked", (), None)
            partner.recouvrement_freshness = freshness.state
            partner.recouvrement_freshness_reason = "\n".join(freshness.reasons)
            partner.recouvrement_checked_on = freshness.checked_on

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base': a machine looks at once at what is entered of customers.
        partners = super().create(vals_list)
        partners._see_recouvrement_data()
        return partners

    def write(self, vals):
        # EXTENDS 'recouvrement_preventif'
        result = super().write(vals)
        if kinds := {kind for kind, names in FIELDS.items() if vals.keys() & set(names)}:
            self._see_recouvrement_data(kinds)
        return result

    def _see_recouvrement_data(self, kinds=tuple(FIELDS)):
        """Have a machine look at customers only. Whoever becomes one with a first invoice is looked at by night: posting
        does not wait for it."""
        customers = self.sudo().filtered(lambda partner: partner.commercial_partner_id.customer_rank)
        if customers:
            self.env["recouvrement.verification"].sudo()._see(customers, kinds)

    # === ASKING === #

    def _get_recouvrement_freshness(self, company, today):
        """How far the data of customers can be relied upon, whoever asks, in a fixed number of queries.

        :param company: `res.company`, whose policy says how long a confirmation is good for
        :param date today: the company's date
        :return: {partner: :class:`~..tools.verification.Freshness`}, one for each record of `self`, a contact having
            that of its customer; the sentences are in the language of the context and show no amount
        """
        partners = self._origin
        customers = partners.sudo().commercial_partner_id
        Verification = self.env["recouvrement.verification"].sudo()
        found = customers._get_recouvrement_data(company)
        freshness = {}
        for customer in customers:
            data = [entry[0] for entry in found[customer]]
            freshness[customer.id] = Freshness(
                get_state(data, today),
                Verification._describe_data(found[customer], today),
                max(filter(None, (datum.confirmed_on for datum in data)), default=None),
            )
        return {
            partner: freshness[partner.sudo()._origin.commercial_partner_id.id]
            for partner in self
            if partner.sudo()._origin.commercial_partner_id
        }

    # === CONFIRMING === #

    def _confirm_recouvrement_data(self, company, today, how):
        """Keep that somebody confirmed the data of customers with them: what a person can be asked, where their
        reminders go. That there is none (no telephone, for one) is confirmed too. Done twice a day, it is kept once.

        :param company: `res.company`
        :param date today: the company's date
        :param str how: `quotation`, `order`, `call` or `visit`
        :rtype: recordset of `recouvrement.verification`, for the inner workings
        """
        Verification = self.env["recouvrement.verification"].sudo()
        customers = self.sudo().commercial_partner_id
        known = {
            (check.partner_id.id, check.kind, check.value or "")
            for check in Verification.search(
                Domain("customer_id", "in", customers.ids)
                & Domain("company_id", "=", company.id)
                & Domain("user_id", "!=", False)
                & Domain("date", "=", today)
                & Domain("is_latest", "=", True)
            )
        }
        vals_list = []
        for chosen in customers._get_recouvrement_choice(company).values():
            for kind, (contact, value, finding) in chosen.items():
                if kind not in ASKED or (contact.id, kind, value) in known:
                    continue
                vals_list.append(
                    {
                        "company_id": company.id,
                        "date": today,
                        "finding": finding.code if finding.result == INVALID else False,
                        "hint": finding.hint if finding.result == INVALID else False,
                        "how": how,
                        "kind": kind,
                        "partner_id": contact.id,
                        "result": INVALID if finding.result == INVALID else VALID,
                        "user_id": self.env.uid,
                        "value": value,
                    }
                )
        checks = Verification.create(vals_list)
        self.env["res.partner"].invalidate_model(COMPUTED_FIELDS, flush=False)
        return checks

    def action_recouvrement_confirm_data(self):
        """Show the data of the customer, for whoever is with him to confirm them.

        The key `recouvrement_how` of the context says on what occasion: quotation, order, call or visit.

        :raise AccessError: the user is none of the company's people
        """
        self.ensure_one()
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only the people of the company confirm the data of its customers."))
        self.check_access("read")
        return {
            "name": self.env._("Confirm the customer's data"),
            "type": "ir.actions.act_window",
            "res_model": "recouvrement.verification.confirm",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_id": self.sudo().commercial_partner_id.id,
                "default_how": self.env.context.get("recouvrement_how") or "visit",
            },
        }
