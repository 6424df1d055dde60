from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL


class RecouvrementHistory(models.Model):
    """What was said on a case, in both directions, newest first: reminders with what
    became of them, calls, letters, answers. It stores nothing itself."""

    _name = "recouvrement.history"
    _description = "Collection History"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "summary"
    _depends = {
        "recouvrement.reminder": ["case_id", "channel", "company_id", "contact_id", "date", "level_id", "state"],
        "recouvrement.contact": [
            "case_id",
            "company_id",
            "contact_id",
            "date",
            "direction",
            "kind",
            "outcome",
            "reminder_id",
            "summary",
            "user_id",
        ],
    }

    case_id = fields.Many2one("recouvrement.case", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date(readonly=True)
    reminder_id = fields.Many2one("recouvrement.reminder", readonly=True)
    exchange_id = fields.Many2one("recouvrement.contact", readonly=True)
    means = fields.Selection(selection="_get_means", string="By", readonly=True)
    direction = fields.Selection([("out", "From us"), ("in", "From the customer")], readonly=True)
    contact_id = fields.Many2one("res.partner", string="With", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    state = fields.Selection(selection="_get_states", readonly=True)
    outcome = fields.Selection(selection="_get_outcomes", readonly=True)
    summary = fields.Char(compute="_compute_summary")

    @api.model
    def _get_means(self):
        """Every channel of the reminders, and every kind of exchange."""
        means = dict(self.env["recouvrement.contact"]._fields["kind"]._description_selection(self.env))
        return list((means | dict(self.env["recouvrement.level"]._get_channels())).items())

    @api.model
    def _get_states(self):
        return self.env["recouvrement.reminder"]._fields["state"]._description_selection(self.env)

    @api.model
    def _get_outcomes(self):
        return self.env["recouvrement.contact"]._fields["outcome"]._description_selection(self.env)

    @property
    def _table_query(self):
        # Reminders have even numbers, exchanges odd ones.
        return SQL(
            """
            SELECT id * 2 AS id, case_id, company_id, date, id AS reminder_id, NULL::int AS exchange_id,
                   channel AS means, 'out' AS direction, contact_id, NULL::int AS user_id, state, NULL AS outcome
              FROM recouvrement_reminder
             -- A call that was made is told by its exchange.
             WHERE NOT (channel = 'call' AND state = 'sent')
            UNION ALL
            SELECT id * 2 + 1, case_id, company_id, date, reminder_id, id,
                   kind, direction, contact_id, NULLIF(user_id, %s), NULL, outcome
              FROM recouvrement_contact
            """,
            # What the mail gateway brought was received by nobody.
            SUPERUSER_ID,
        )

    @api.depends("reminder_id", "exchange_id")
    @api.depends_context("lang")
    def _compute_summary(self):
        for line in self:
            if line.exchange_id:
                line.summary = line.exchange_id.summary
            else:
                line.summary = f"{line.reminder_id.level_id.name} · {line.reminder_id.amounts}"

    def action_open(self):
        """Open what lies behind a line: the message that left, or the exchange."""
        self.ensure_one()
        record = self.exchange_id or self.reminder_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "target": "new" if self.exchange_id else "current",
        }
