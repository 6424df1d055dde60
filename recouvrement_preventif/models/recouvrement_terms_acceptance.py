from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.contract import Accepted


class RecouvrementTermsAcceptance(models.Model):
    """A customer accepted a version of the payment terms: which one, when, and how it is known. It is never deleted."""

    _name = "recouvrement.terms.acceptance"
    _description = "Acceptance of Payment Terms"
    _order = "date desc, id desc"
    _rec_name = "terms_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    terms_id = fields.Many2one(
        "recouvrement.terms", string="Version", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="terms_id.company_id", store=True, precompute=True, index=True)
    lang = fields.Selection(selection="_get_langs", string="Language", readonly=True)
    digest = fields.Char(
        string="SHA-256", readonly=True, help="The fingerprint of the words that were accepted, as they were published."
    )
    date = fields.Date(string="Accepted on", required=True, readonly=True)
    how = fields.Selection(
        [
            ("signature", "Quotation signed"),
            ("portal", "In the customer's account"),
            ("page", "On the customer's page"),
            ("paper", "On paper"),
            ("other", "Otherwise"),
        ],
        required=True,
        readonly=True,
    )
    signer = fields.Char(string="Accepted by", readonly=True)
    ip = fields.Char(string="From IP address", readonly=True)
    note = fields.Char(readonly=True)
    res_model = fields.Char(string="Document model", readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", readonly=True)
    document_ids = fields.Many2many("ir.attachment", string="Documents", readonly=True, bypass_search_access=True)
    user_id = fields.Many2one(
        "res.users", string="Recorded by", required=True, readonly=True, default=lambda self: self.env.user
    )
    cancelled_on = fields.Date(readonly=True, copy=False)
    cancelled_by = fields.Many2one("res.users", readonly=True, copy=False)
    cancel_reason = fields.Char(string="Cancelled because", readonly=True, copy=False)

    _cancelled_for_a_reason = models.Constraint(
        "CHECK(cancelled_on IS NULL OR cancel_reason IS NOT NULL)", "An acceptance is cancelled for a reason."
    )
    _running_index = models.Index("(partner_id, company_id, date) WHERE cancelled_on IS NULL")

    @api.model
    def _get_langs(self):
        return self.env["res.lang"].get_installed()

    @api.depends("terms_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for acceptance in self:
            acceptance.display_name = acceptance._describe()

    def _describe(self):
        """Which version was accepted, when and how, in a line."""
        self.ensure_one()
        hows = dict(self._fields["how"]._description_selection(self.env))
        return self.env._(
            "%(terms)s, accepted on %(date)s (%(how)s)",
            terms=self.terms_id.display_name,
            date=format_date(self.env, self.date),
            how=(hows.get(self.how) or "").lower(),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An acceptance is never deleted: cancel it instead, and say why."))

    # === RECORDING === #

    @api.model
    def _record(self, partner, terms, today, how, **values):
        """Keep that a customer accepted a published version. What is in force already is not recorded again.

        :param partner: `res.partner`, any contact of the customer
        :param terms: `recouvrement.terms` that were published on that day
        :param date today: the day on which it was accepted, as the company has it
        :param str how: a value of the field
        :param values: `signer`, `ip`, `lang`, `note`, `res_model` and `res_id` of what carried it, `documents`
            (`ir.attachment`, which then belong to the acceptance too)
        :return: the acceptance that holds, with all rights
        :raise UserError: the version was not published on that day
        """
        customer = partner.commercial_partner_id.sudo()
        terms = terms.sudo()
        if not terms.published_on or terms.published_on > today:
            raise UserError(self.env._("Only a published version can be accepted, from the day of its publication on."))
        known = customer._get_recouvrement_acceptance(terms.company_id, today)[customer]
        if known.terms_id == terms:
            return known
        lang = values.pop("lang", None) or partner.sudo().lang or self.env.lang
        text = terms._get_text(lang)
        documents = values.pop("documents", None) or self.env["ir.attachment"]
        acceptance = self.sudo().create(
            {
                "partner_id": customer.id,
                "terms_id": terms.id,
                "lang": text.lang,
                "digest": text.digest,
                "date": today,
                "how": how,
                "document_ids": [fields.Command.set(documents.ids)],
                "user_id": self.env.uid,
                **values,
            }
        )
        acceptance._log_on_case(self.env._("Payment terms accepted: %s", acceptance._describe()))
        return acceptance

    def _log_on_case(self, text):
        """Tell on the customer's case, if it has one."""
        self.ensure_one()
        domain = Domain("partner_id", "=", self.partner_id.id) & Domain("company_id", "=", self.company_id.id)
        for case in self.env["recouvrement.case"].sudo().search(domain):
            case._message_log(body=text)

    def _cancel(self, reason, today):
        """An acceptance was recorded wrongly: it never counted. The record stays, and says why.

        :param str reason: why
        :param date today: the company's date
        """
        running = self.filtered(lambda acceptance: not acceptance.cancelled_on)
        running.sudo().write({"cancelled_on": today, "cancelled_by": self.env.uid, "cancel_reason": reason})
        for acceptance in running:
            acceptance._log_on_case(
                self.env._(
                    "Acceptance cancelled: %(acceptance)s. %(reason)s", acceptance=acceptance._describe(), reason=reason
                )
            )

    def action_cancel(self):
        """Ask why the acceptance is cancelled."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel the Acceptance"),
            "res_model": "recouvrement.terms.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_acceptance_id": self.id},
        }

    def action_open_document(self):
        """Open what carried the acceptance: the quotation that was signed, for instance."""
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document or not document.has_access("read"):
            raise UserError(self.env._("This document is not there any more, or is not yours to read."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    # === WHAT COUNTS === #

    @api.model
    def _get_running_domain(self, company, partners):
        """The acceptances of customers that count, for a company or the one it is a branch of."""
        return (
            Domain("partner_id", "in", partners.ids)
            & Domain("company_id", "in", company.sudo().parent_ids.ids)
            & Domain("cancelled_on", "=", False)
        )

    @api.model
    def _get_accepted(self, company, partners):
        """What customers agreed to, one acceptance after the other.

        Read from the customers, so that those that are read together take one query, even when they are asked one by one.

        :param company: `res.company`
        :param partners: commercial partners
        :return: {customer id: list of :class:`~..tools.contract.Accepted`, oldest first}
        """
        companies, accepted = company.sudo().parent_ids, {}
        for partner in partners.sudo():
            running = partner.recouvrement_acceptance_ids.filtered(
                lambda acceptance: not acceptance.cancelled_on and acceptance.company_id in companies
            )
            accepted[partner.id] = [
                Accepted(acceptance.date, acceptance.terms_id._get_stated())
                for acceptance in running.sorted(lambda acceptance: (acceptance.date, acceptance.id))
            ]
        return accepted
