from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class RecouvrementLevel(models.Model):
    _name = "recouvrement.level"
    _description = "Escalation Level"
    # An instalment climbs the levels in this order: those counted from the invoice
    # date come first ("invoice" > "due").
    _order = "policy_id, reference desc, delay, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    policy_id = fields.Many2one("recouvrement.policy", required=True, index=True, ondelete="cascade")
    delay = fields.Integer(
        string="Days",
        required=True,
        default=0,
        help="Days after the due date or the invoice date; a negative number counts days before the due date.",
    )
    reference = fields.Selection(
        [("due", "Due date"), ("invoice", "Invoice date")],
        string="Counted from",
        required=True,
        default="due",
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("letter", "Letter"), ("notice", "Formal notice"), ("call", "Telephone")],
        required=True,
        default="email",
    )
    fallback_channel = fields.Selection(
        selection="_get_channels",
        string="Otherwise by",
        help="Used for customers whom the channel cannot reach: no address, or one that bounced.",
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Message",
        ondelete="restrict",
        domain=[("model", "=", "recouvrement.reminder")],
    )
    requires_approval = fields.Boolean(
        string="Approval",
        help="The message waits for a person, who may correct it, remove an invoice from it or refuse it.",
    )
    minimum_gap = fields.Integer(
        string="Days since the previous level",
        default=7,
        help="Days that pass at least after an instalment reached the previous level.",
    )
    timing = fields.Char(compute="_compute_timing")

    _delay_unique = models.UniqueIndex(
        "(policy_id, reference, delay) WHERE active IS TRUE",
        "Two levels of a policy cannot fall on the same day: change the number of days of one of them.",
    )
    _minimum_gap_positive = models.Constraint(
        "CHECK(minimum_gap >= 0)", "The days since the previous level cannot be negative."
    )
    _invoice_delay_positive = models.Constraint(
        "CHECK(reference != 'invoice' OR delay >= 0)",
        "A level counted from the invoice date cannot come before the invoice.",
    )

    _fallback_differs = models.Constraint(
        "CHECK(fallback_channel IS NULL OR fallback_channel != channel)",
        "The other channel of a level must not be the same as its channel.",
    )

    @api.model
    def _get_channels(self):
        return self._fields["channel"]._description_selection(self.env)

    def _get_channel_codes(self):
        """The channels of a level, in the order in which they are tried."""
        self.ensure_one()
        return [code for code in (self.channel, self.fallback_channel) if code]

    @api.depends("delay", "reference")
    def _compute_timing(self):
        for level in self:
            if level.reference == "invoice":
                level.timing = self.env._("Invoice date + %(days)s days", days=level.delay)
            elif level.delay < 0:
                level.timing = self.env._("Due date - %(days)s days", days=-level.delay)
            elif level.delay == 0:
                level.timing = self.env._("On the due date")
            else:
                level.timing = self.env._("Due date + %(days)s days", days=level.delay)

    @api.constrains("channel", "fallback_channel", "template_id", "requires_approval")
    def _check_channels(self):
        for level in self:
            for code in level._get_channel_codes():
                problem = self.env["recouvrement.channel"]._get_channel(code)._get_level_problem(level)
                if problem:
                    raise ValidationError(problem)

    def _is_preventive(self):
        """Whether the level comes on or before the due date."""
        self.ensure_one()
        return self.reference == "due" and self.delay <= 0

    def _is_used(self):
        """Whether an instalment reached one of these levels, or a reminder was made for it."""
        levels = Domain("level_id", "in", self.ids)
        return bool(
            self.env["recouvrement.claim"].sudo().search_count(levels, limit=1)
            or self.env["recouvrement.reminder.line"].sudo().search_count(levels, limit=1)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for level in self:
            if level._is_used():
                raise UserError(
                    self.env._(
                        "Customers have reached the level %(level)s: archive it instead of deleting it.",
                        level=level.name,
                    )
                )
