from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL


class RecouvrementHistory(models.Model):
    """What was said on a case, in both directions, newest first: reminders with what
    became of them, calls, letters, answers, offers. It stores nothing itself."""

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
            "summary",
            "user_id",
        ],
    }

    case_id = fields.Many2one("recouvrement.case", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date(readonly=True)
    res_model = fields.Char(string="Told in", readonly=True)
    res_id = fields.Many2oneReference(string="Told by", model_field="res_model", readonly=True)
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
        return SQL(" UNION ALL ").join(self._get_queries())

    @api.model
    def _get_queries(self):
        """What tells of a case, as SQL, a statement for each model: the columns are those of the first one, the ids
        multiples of four, each model with a remainder of its own. The models have a `_get_history_summary`."""
        return [
            SQL(
                """
                SELECT id * 4 AS id, case_id, company_id, date, 'recouvrement.reminder' AS res_model, id AS res_id,
                       channel AS means, 'out' AS direction, contact_id, NULL::int AS user_id, state, NULL AS outcome
                  FROM recouvrement_reminder
                 -- A call that was made is told by its exchange.
                 WHERE NOT (channel = 'call' AND state = 'sent')
                """
            ),
            SQL(
                """
                SELECT id * 4 + 1, case_id, company_id, date, 'recouvrement.contact', id,
                       kind, direction, contact_id, NULLIF(user_id, %s), NULL, outcome
                  FROM recouvrement_contact
                """,
                # What the mail gateway brought was received by nobody.
                SUPERUSER_ID,
            ),
        ]

    @api.depends("res_model", "res_id")
    @api.depends_context("lang")
    def _compute_summary(self):
        for model, lines in self.grouped("res_model").items():
            records = self.env[model].browse(lines.mapped("res_id"))
            for line, record in zip(lines, records, strict=True):
                line.summary = record._get_history_summary()

    def action_open(self):
        """Open what lies behind a line: the message that left, the exchange, what was offered."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "target": "new" if self.res_model == "recouvrement.contact" else "current",
        }
