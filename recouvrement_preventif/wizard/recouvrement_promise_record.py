from odoo import api, fields, models


class RecouvrementPromiseRecord(models.TransientModel):
    """Take down a promise that came in by e-mail, letter or visit, as an exchange of the case; the call
    sheet takes down those that were made by telephone."""

    _name = "recouvrement.promise.record"
    _description = "Record a Promise"
    _inherit = ["recouvrement.promise.terms"]

    exchange_id = fields.Many2one(
        "recouvrement.contact",
        string="Said in",
        domain="[('case_id', '=', case_id), ('is_information', '=', False)]",
        help="The exchange in which it was said, when the case has it already.",
    )
    means = fields.Selection(
        selection=lambda self: self.env["recouvrement.contact"]._fields["kind"]._description_selection(self.env),
        string="How",
        default="email",
        required=True,
    )
    contact_id = fields.Many2one(
        string="Promised by", compute="_compute_contact_id", precompute=True, store=True, readonly=False
    )

    @api.depends("case_id", "exchange_id")
    def _compute_contact_id(self):
        for record in self:
            record.contact_id = record.exchange_id.contact_id or record._get_usual_contact()

    def action_record(self):
        """Record the promise: what it covers is not chased until its day, and the customer is told what was agreed."""
        self.ensure_one()
        self.case_id.check_access("write")
        promises = self.env["recouvrement.promise"]
        # What is wrong with the promise is told before an exchange is made of it.
        promises._check_terms(self._get_terms(), self.company_id._get_recouvrement_today())
        promise = promises._record(self.case_id, self._get_terms(self._ensure_exchange()))
        promise._confirm()
        return {"type": "ir.actions.act_window_close"}

    def _ensure_exchange(self):
        """The exchange in which the promise was made, recorded unless it is there."""
        if self.exchange_id:
            self.exchange_id.outcome = self.exchange_id.outcome or "promise"
            return self.exchange_id
        return self.env["recouvrement.contact"].create(
            {
                "case_id": self.case_id.id,
                "contact_id": self.contact_id.id,
                "date": self.company_id._get_recouvrement_today(),
                "direction": "in",
                "kind": self.means,
                "note": self.note,
                "outcome": "promise",
                "summary": self._describe_promise(),
            }
        )
