from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class RecouvrementReminder(models.Model):
    """The charges that a reminder asks for beside the invoices."""

    _inherit = "recouvrement.reminder"

    charge_ids = fields.One2many("recouvrement.reminder.charge", "reminder_id", string="Charges", readonly=True)
    charges_date = fields.Date(string="Charges computed to", readonly=True)

    def _state_charges(self, today):
        """Have the reminders whose level says so ask for what is due beside the invoices.

        :param date today: the day to which interest is counted
        """
        stating = self.filtered(lambda reminder: reminder.level_id.states_charges)
        (self - stating).charge_ids.unlink()
        for company, reminders in stating.grouped("company_id").items():
            due = reminders._get_due_charges(company, today)
            reminders.charge_ids.unlink()
            self.env["recouvrement.reminder.charge"].create(
                [reminder._prepare_charge(entry) for reminder in reminders for entry in due[reminder]]
            )
            reminders.charges_date = today

    def _get_due_charges(self, company, today):
        """What is due beside the late instalments of the reminders, on what they ask of them.

        :param company: `res.company` of the reminders
        :param date today: the day to which interest is counted
        :return: {reminder: list of :class:`~..tools.charge.DueCharge` above zero}
        """
        late = self.line_ids.filtered(lambda line: not line.is_cancelled and line.date_due < today)
        claimed = {line.move_line_id.id: line.amount for line in late}
        due = self.env["recouvrement.charge"]._get_due(company, today, self.partner_id, claimed)
        by_move = {}
        for entry in due:
            if entry.amount > 0:
                by_move.setdefault((entry.partner_id, entry.move_id), []).append(entry)
        return {
            reminder: [
                entry
                for move in (late & reminder.line_ids).move_id
                for entry in by_move.get((reminder.partner_id.id, move.id), ())
            ]
            for reminder in self
        }

    def _prepare_charge(self, entry):
        self.ensure_one()
        wording = self.env["recouvrement.legal.wording"].with_context(lang=self._get_lang())
        return {
            "reminder_id": self.id,
            "move_id": entry.move_id,
            "name": self.env["account.move"].browse(entry.move_id).name,
            "kind": entry.kind,
            "amount": float(entry.amount),
            "currency_id": entry.currency_id,
            "explanation": "\n".join(wording._explain(entry, is_internal=False)),
        }

    # === FOLLOWING THE LEDGER === #

    def _refresh(self, today):
        # EXTENDS 'recouvrement.reminder'
        still_due, changed = super()._refresh(today)
        stating = still_due.filtered(lambda reminder: reminder.level_id.states_charges or reminder.charge_ids)
        outdated = (stating & changed) | (stating - changed)._filter_other_charges()
        outdated._state_charges(today)
        return still_due, changed | outdated

    def _filter_other_charges(self):
        """The reminders that would not ask for the same charges any more, computed to the same day: one was
        waived, invoiced, or the law or the contract changed."""
        other = self.browse()
        for (company, day), reminders in self.grouped(
            lambda reminder: (reminder.company_id, reminder.charges_date)
        ).items():
            due = reminders._get_due_charges(company, day) if day else {}
            for reminder in reminders:
                stated = {(charge.move_id.id, charge.kind): charge.amount for charge in reminder.charge_ids}
                found = {(entry.move_id, entry.kind): float(entry.amount) for entry in due.get(reminder, ())}
                if stated != found:
                    other += reminder
        return other

    def _approve(self, today, now):
        # EXTENDS 'recouvrement.reminder': interest is counted to the day of the approval, unless a person wrote the amounts.
        self.filtered(lambda reminder: reminder.level_id.states_charges and not reminder.custom_body)._state_charges(
            today
        )
        return super()._approve(today, now)

    # === WHAT IT SAYS === #

    @api.depends("charge_ids.amount")
    def _compute_amounts(self):
        # EXTENDS 'recouvrement.reminder'
        return super()._compute_amounts()

    @api.depends("charge_ids.amount", "charges_date")
    def _compute_debts_table(self):
        # EXTENDS 'recouvrement.reminder'
        return super()._compute_debts_table()

    def _get_asked(self):
        # EXTENDS 'recouvrement.reminder'
        return [*super()._get_asked(), *self.charge_ids]

    def _prepare_debts(self, format_day):
        # EXTENDS 'recouvrement.reminder'
        values = super()._prepare_debts(format_day)
        if self.charge_ids:
            kinds = dict(self.charge_ids._fields["kind"]._description_selection(self.env))
            values["charges"] = {
                "date": format_date(self.env, self.charges_date),
                "rows": [
                    {
                        "name": charge.name,
                        "kind": kinds[charge.kind],
                        "amount": format_amount(self.env, charge.amount, charge.currency_id),
                        "explanation": charge.explanation.splitlines(),
                    }
                    for charge in self.charge_ids
                ],
                "totals": " + ".join(self._format_totals(self.charge_ids)),
            }
            values["grand_total"] = self.amounts
        return values
