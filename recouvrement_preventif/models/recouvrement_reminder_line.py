from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RecouvrementReminderLine(models.Model):
    """One instalment in one message. With a level, the instalment reaches it by this
    message, at most once ever; without, it is only listed."""

    _name = "recouvrement.reminder.line"
    _description = "Reminder Line"
    _order = "date_due, id"
    _rec_name = "name"

    reminder_id = fields.Many2one("recouvrement.reminder", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="reminder_id.company_id", store=True, index=True)
    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(related="move_line_id.move_id")
    claim_id = fields.Many2one("recouvrement.claim", index="btree_not_null", ondelete="set null")
    level_id = fields.Many2one("recouvrement.level", index="btree_not_null", ondelete="restrict")
    previous_level_id = fields.Many2one("recouvrement.level", ondelete="set null")
    previous_reached_on = fields.Date()
    is_cancelled = fields.Boolean(readonly=True)

    # What the message says: a snapshot, kept as it was.
    name = fields.Char(required=True)
    invoice_date = fields.Date()
    date_due = fields.Date(required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    residual = fields.Monetary(string="Open", help="What is open on the instalment.")
    amount = fields.Monetary(
        string="To Pay", help="What is asked: the open amount, less credits and what is suspended."
    )

    _claim_level_unique = models.UniqueIndex(
        "(claim_id, level_id) WHERE level_id IS NOT NULL AND is_cancelled IS NOT TRUE",
        "This instalment has already reached this level.",
    )

    @api.model
    def _insert(self, vals_list):
        """Make the lines of new messages, as `create` would, in one statement: a run makes
        several per message, and the ORM's cost of each would be a sixth of the whole.

        :param list vals_list: complete values, all with the same fields
        """
        names = list(vals_list[0])
        columns = [
            SQL("%s::%s[]", [vals[name] for vals in vals_list], SQL(self._fields[name].column_type[1]))
            for name in names
        ]
        self.env.execute_query(
            SQL(
                """
                INSERT INTO recouvrement_reminder_line (%(names)s, create_uid, write_uid, create_date, write_date)
                SELECT *, %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' FROM UNNEST(%(columns)s)
             RETURNING id
                """,
                names=SQL(", ").join(map(SQL.identifier, names)),
                columns=SQL(", ").join(columns),
                user=self.env.uid,
            )
        )
        self.env["recouvrement.reminder"].browse({vals["reminder_id"] for vals in vals_list}).invalidate_recordset(
            ["line_ids"]
        )

    def _reach(self):
        """Record that the instalments have reached the level of their line."""
        steps = self.filtered(lambda line: line.level_id and line.claim_id and not line.is_cancelled)
        for (level, day), lines in steps.grouped(lambda line: (line.level_id, line.reminder_id.date)).items():
            lines.claim_id.write({"level_id": level.id, "reached_on": day})

    def _fall_back(self):
        """Return the instalments to the level they had before this message."""
        undone = self.filtered(lambda line: line.level_id and line.claim_id.level_id == line.level_id)
        for (level, day), lines in undone.grouped(
            lambda line: (line.previous_level_id, line.previous_reached_on)
        ).items():
            lines.claim_id.write({"level_id": level.id, "reached_on": day})

    def _cancel(self):
        """Take the instalments out of their message: they return to the level they had."""
        live = self.filtered(lambda line: not line.is_cancelled)
        live._fall_back()
        live.is_cancelled = True

    def _refresh(self, instalments, today):
        """Follow the ledger (see `recouvrement.reminder._refresh`), for the lines of one reminder.

        :param dict instalments: what may be chased, by journal item
        :param date today: the company's date
        :return: (whether the message changes, why nothing is left to say or None)
        """
        changed, reason = False, "paid"
        for line in self.filtered(lambda line: not line.is_cancelled):
            instalment = instalments.get(line.move_line_id.id)
            gone = line._get_gone_reason(instalment, today)
            if gone:
                reason, changed = gone, True
                line._cancel()
            elif line.currency_id.compare_amounts(line.amount, instalment.amount) or line.currency_id.compare_amounts(
                line.residual, instalment.residual
            ):
                changed = True
                line.write({"amount": instalment.amount, "residual": instalment.residual})
        if any(line.level_id and not line.is_cancelled for line in self):
            reason = None
        return changed, reason

    def _get_gone_reason(self, instalment, today):
        """Why an instalment is not to be chased any more (a `cancel_reason`), or None."""
        if not instalment:
            return "paid"
        if self.level_id and self.level_id._is_preventive() and self.date_due < today:
            return "expired"
        if self.currency_id.compare_amounts(instalment.amount, 0) > 0:
            return None
        if instalment.exclusion:
            return "paid" if instalment.exclusion == "in_payment" else "excluded"
        return "suspended" if instalment.suspension_id else "credit"

    def action_drop(self):
        """Leave an instalment out of a message that waits for approval."""
        self.ensure_one()
        reminder = self.reminder_id._as_collector()
        if reminder.state != "to_approve":
            raise UserError(self.env._("An invoice can only be left out while the message waits for approval."))
        if not reminder.line_ids.filtered(lambda line: line.level_id and not line.is_cancelled) - self:
            raise UserError(self.env._("Nothing would be left to say: refuse the message instead."))
        self.sudo()._cancel()
        reminder._update_level()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if self.filtered(lambda line: line.reminder_id.state != "cancelled"):
            raise UserError(self.env._("What a reminder said is part of the customer's history and cannot be deleted."))
