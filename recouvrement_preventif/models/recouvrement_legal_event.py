from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..legal import limitation

KINDS = [
    (limitation.ACKNOWLEDGED, "The customer acknowledged the debt in writing"),
    (limitation.CLAIMED, "Claimed in court"),
    (limitation.ENFORCED, "Protective measure or act of enforcement"),
    (limitation.ORDER_SERVED, "Payment order served"),
]


class RecouvrementLegalEvent(models.Model):
    """A fact that starts the time to go to court again."""

    _name = "recouvrement.legal.event"
    _description = "Legal Event"
    _order = "date desc, id desc"
    _rec_name = "kind"
    _check_company_auto = True

    case_id = fields.Many2one("recouvrement.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer", store=True, precompute=True)
    move_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        check_company=True,
        help="Leave empty when it is about all that the customer owed on that day.",
    )
    kind = fields.Selection(
        KINDS,
        string="What Happened",
        required=True,
        help="A reminder or a formal notice, even registered, does not start the time again.",
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._get_recouvrement_today())
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence")

    @api.constrains("date", "case_id")
    def _check_date(self):
        for event in self:
            if event.date > event.company_id._get_recouvrement_today():
                raise ValidationError(self.env._("What has not happened yet cannot be recorded: check the date."))

    @api.constrains("case_id", "move_ids")
    def _check_moves(self):
        for event in self:
            foreign = event.move_ids.filtered(
                lambda move, event=event: (
                    move.commercial_partner_id != event.partner_id or move.company_id != event.company_id
                )
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(invoice)s is not an invoice of %(customer)s.",
                        invoice=foreign[0].display_name,
                        customer=event.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._claim_evidence()
        for event in events:
            event.case_id._message_log(body=self.env._("Recorded: %s", event._describe()))
        return events

    def write(self, vals):
        if "case_id" in vals and any(event.case_id.id != vals["case_id"] for event in self):
            raise UserError(self.env._("An event stays with its customer: record another one."))
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._claim_evidence()
        if vals.keys() & {"date", "kind", "move_ids"}:
            for event in self:
                event.case_id._message_log(body=self.env._("Corrected: %s", event._describe()))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_leaves_a_trace(self):
        for event in self:
            event.case_id._message_log(body=self.env._("Deleted: %s", event._describe()))

    def _claim_evidence(self):
        """Whoever may read the event may open its documents: on their own, only who uploaded them could."""
        for event in self:
            loose = event.attachment_ids.filtered(lambda attachment: not attachment.res_id)
            loose.write({"res_model": self._name, "res_id": event.id})

    def _describe(self):
        """What happened, when and about what, in words."""
        self.ensure_one()
        return self.env._(
            "%(what)s on %(date)s (%(scope)s)",
            what=self._get_kind_label(),
            date=format_date(self.env, self.date),
            scope=", ".join(self.move_ids.mapped("display_name")) or self.env._("everything"),
        )

    def _get_kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    @api.model
    def _get_by_customer(self, company, partners):
        """The events of customers, in one query.

        :param company: `res.company`
        :param partners: commercial partners
        :return: {customer: events}
        """
        domain = Domain("company_id", "=", company.id) & Domain("partner_id", "in", partners.ids)
        return self.search(domain).grouped("partner_id")
