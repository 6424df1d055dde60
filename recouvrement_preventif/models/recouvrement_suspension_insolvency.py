from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from .recouvrement_suspension_start import FOR_GOOD


class RecouvrementSuspension(models.Model):
    """The opening of insolvency proceedings: the customer is not chased any more, and interest stops."""

    _inherit = "recouvrement.suspension"

    kind = fields.Selection(selection_add=[("insolvency", "Insolvency opened")], ondelete={"insolvency": "cascade"})

    is_insolvency = fields.Boolean(
        string="Insolvency proceedings opened",
        compute="_compute_is_insolvency",
        inverse="_inverse_is_insolvency",
    )

    @api.depends("kind")
    def _compute_is_insolvency(self):
        for suspension in self:
            suspension.is_insolvency = suspension.kind == "insolvency"

    def _inverse_is_insolvency(self):
        for suspension in self.filtered(lambda suspension: suspension.kind in ("hold", "insolvency")):
            suspension.kind = "insolvency" if suspension.is_insolvency else "hold"

    @api.onchange("is_insolvency")
    def _onchange_is_insolvency(self):
        if self.is_insolvency:
            self.move_id = self.line_id = False
            self.date_to = FOR_GOOD
            self.reason = self.reason or self.env._("Insolvency proceedings")

    def _describe(self):
        # EXTENDS 'recouvrement.suspension'
        if self.kind == "insolvency":
            return self.env._("Insolvency proceedings opened on %s", format_date(self.env, self.date_from))
        return super()._describe()

    @api.constrains("kind", "move_id", "line_id", "date_from")
    def _check_insolvency(self):
        for suspension in self.filtered(lambda suspension: suspension.kind == "insolvency"):
            if suspension.move_id or suspension.line_id:
                raise ValidationError(
                    self.env._("Insolvency proceedings concern everything that the customer owes, not one invoice.")
                )
            if suspension.date_from > suspension.company_id._get_recouvrement_today():
                raise ValidationError(self.env._("The judgment that opens the proceedings cannot be of a day to come."))

    @api.model
    def _get_insolvency_days(self, company, partners):
        """The days on which insolvency proceedings were opened against customers.

        Each holds until a person releases it, past the end of the suspension too (C. com. L622-28).

        :return: {commercial partner: date}, of those that have one
        """
        opened = (
            Domain("kind", "=", "insolvency")
            & Domain("released_on", "=", False)
            & Domain("company_id", "=", company.id)
            & Domain("case_id.partner_id", "in", partners.ids)
        )
        rows = self.sudo()._read_group(opened, ["case_id"], ["date_from:min"])
        return {case.partner_id: day for case, day in rows}
