from base64 import b64decode

from odoo import api, fields, models


class RecouvrementPlanAccept(models.TransientModel):
    """Record that a customer accepts a payment plan: who, when, how, and the signed agreement."""

    _name = "recouvrement.plan.accept"
    _description = "Accept a Payment Plan"

    plan_id = fields.Many2one("recouvrement.plan", required=True, readonly=True, ondelete="cascade")
    contact_id = fields.Many2one(
        "res.partner",
        string="Accepted by",
        required=True,
        compute="_compute_contact_id",
        precompute=True,
        store=True,
        readonly=False,
    )
    date = fields.Date(
        string="Accepted on",
        required=True,
        compute="_compute_date",
        precompute=True,
        store=True,
        readonly=False,
    )
    means = fields.Selection(
        selection=lambda self: self.env["recouvrement.contact"]._fields["kind"]._description_selection(self.env),
        string="How",
        default="email",
        required=True,
    )
    document = fields.Binary(string="Signed agreement", attachment=False)
    document_name = fields.Char()
    note = fields.Text()

    @api.depends("plan_id")
    def _compute_contact_id(self):
        for acceptance in self:
            acceptance.contact_id = acceptance.plan_id.contact_id or acceptance.plan_id.partner_id

    @api.depends("plan_id")
    def _compute_date(self):
        for acceptance in self:
            company = acceptance.plan_id.company_id
            acceptance.date = company._get_recouvrement_today() if company else False

    def action_accept(self):
        """Let the plan run: what it covers is not chased as long as it is kept."""
        self.ensure_one()
        plan = self.plan_id
        plan.case_id.check_access("write")
        plan._accept(self.contact_id, self.date, self.means, self.note, self._attach_document())
        return {"type": "ir.actions.act_window_close"}

    def _attach_document(self):
        """The signed agreement, as an attachment of the plan."""
        Attachment = self.env["ir.attachment"]
        if not self.document:
            return Attachment
        # Collectors read plans and write none: the document is kept in their name all the same.
        return Attachment.sudo().create(
            {
                "name": self.document_name or self.plan_id.reference,
                "raw": b64decode(self.document),
                "res_model": self.plan_id._name,
                "res_id": self.plan_id.id,
            }
        )
