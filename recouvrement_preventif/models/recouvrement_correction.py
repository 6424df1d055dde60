from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

# The value of `field_name` that proposes a new contact.
NEW_CONTACT = "contact"
FIELDS = ("name", "email", "phone", "street", "street2", "zip", "city", "vat", "company_registry")


class RecouvrementCorrection(models.Model):
    """One value that a customer proposes to correct about itself. Nothing is written before a person accepts it, with
    his own rights."""

    _name = "recouvrement.correction"
    _description = "Proposed Correction"
    _order = "submission_id desc, id"
    _rec_name = "new_value"

    submission_id = fields.Many2one(
        "recouvrement.submission", string="Request", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="submission_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Contact", readonly=True, index="btree_not_null", ondelete="set null"
    )
    field_name = fields.Selection(
        [
            ("name", "Name"),
            ("email", "E-mail"),
            ("phone", "Telephone"),
            ("street", "Street"),
            ("street2", "Address, continued"),
            ("zip", "Postal code"),
            ("city", "City"),
            ("vat", "VAT number"),
            ("company_registry", "Registration number"),
            (NEW_CONTACT, "New contact"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    old_value = fields.Char(string="Before", readonly=True, help="What was known when it was proposed.")
    new_value = fields.Char(string="Proposed", readonly=True)
    email = fields.Char(string="E-mail", readonly=True, help="Of a new contact.")
    phone = fields.Char(string="Telephone", readonly=True, help="Of a new contact.")
    proposal = fields.Char(string="Proposed Value", compute="_compute_proposal")
    current_value = fields.Char(string="Now", compute="_compute_current_value", compute_sudo=True)
    has_changed = fields.Boolean(
        string="Changed meanwhile",
        compute="_compute_current_value",
        compute_sudo=True,
        help="Somebody wrote another value since.",
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("accepted", "Accepted"), ("declined", "Declined")],
        required=True,
        readonly=True,
        default="proposed",
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("new_value", "email", "phone")
    @api.depends_context("lang")
    def _compute_proposal(self):
        for correction in self:
            parts = (correction.new_value, correction.email, correction.phone)
            correction.proposal = " · ".join(filter(None, parts)) or self.env._("(to be removed)")

    @api.depends("field_name", "old_value", "state", *(f"partner_id.{name}" for name in FIELDS))
    def _compute_current_value(self):
        for correction in self:
            is_known = bool(correction.partner_id) and correction.field_name != NEW_CONTACT
            correction.current_value = is_known and correction.partner_id[correction.field_name]
            correction.has_changed = (
                is_known
                and correction.state == "proposed"
                and (correction.current_value or "") != (correction.old_value or "")
            )

    # === DECIDING === #

    def action_accept(self):
        """Write what is proposed on the contacts, as the user who accepts it.

        :raise UserError: the user may not write contacts, or the value is refused
        """
        waiting = self._get_waiting()
        for correction in waiting:
            partner = correction._apply()
            correction.sudo().partner_id = partner
            correction._log(partner)
        waiting._set_decided("accepted")

    def action_decline(self):
        """Leave the contacts as they are."""
        self._get_waiting()._set_decided("declined")

    def _get_waiting(self):
        """The corrections that nobody decided on; only whoever acts on the case decides."""
        self.submission_id.case_id.check_access("write")
        return self.filtered(lambda correction: correction.state == "proposed")

    def _apply(self):
        """Write one correction, with the rights of the user.

        :return: `res.partner` that has it
        """
        self.ensure_one()
        partner = self.partner_id
        try:
            if self.field_name == NEW_CONTACT:
                return partner.create(self._prepare_contact_vals())
            if not partner:
                raise UserError(self.env._("This contact was deleted: decline the correction."))
            partner.write({self.field_name: self.new_value or False})
        except AccessError as error:
            raise UserError(
                self.env._(
                    "You are not allowed to change contacts. Ask for the right “Contact: Creation”, or leave this "
                    "correction to somebody who has it."
                )
            ) from error
        return partner

    def _prepare_contact_vals(self):
        customer = self.submission_id.partner_id
        return {
            "email": self.email,
            "lang": customer.lang,
            "name": self.new_value,
            "parent_id": customer.id,
            "phone": self.phone,
            "type": "collections",
        }

    def _log(self, partner):
        """Tell on the thread of the contact what was corrected, and who proposed it."""
        self.ensure_one()
        labels = dict(self._fields["field_name"]._description_selection(self.env))
        values = {
            "field": labels[self.field_name],
            "old": self.old_value or self.env._("(nothing)"),
            "new": self.proposal,
            "name": self.submission_id.name or self.submission_id.contact_id.name or self.submission_id.partner_id.name,
            "date": format_date(self.env, fields.Datetime.context_timestamp(self, self.submission_id.date).date()),
        }
        if self.field_name == NEW_CONTACT:
            text = self.env._("Proposed by %(name)s on the customer's page on %(date)s: %(new)s", **values)
        else:
            text = self.env._(
                "%(field)s: %(old)s → %(new)s, as proposed by %(name)s on the customer's page on %(date)s", **values
            )
        partner._message_log(body=Markup("<p>%s</p>") % text)

    def _set_decided(self, state):
        self.sudo().write({"state": state, "decided_by_id": self.env.user.id, "decided_on": fields.Datetime.now()})
        decided = self.submission_id.filtered(
            lambda submission: (
                submission.state == "new"
                and not submission.correction_ids.filtered(lambda correction: correction.state == "proposed")
            )
        )
        decided.action_done()
