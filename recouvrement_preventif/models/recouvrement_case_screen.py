from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

# The ages of a debt, in days late, as everybody reads them: up to 30, 60, 90 and beyond.
AGES = (0, 30, 60, 90)


class RecouvrementCase(models.Model):
    """The case as one screen: whom to speak to, what is owed by age, what can be done at once."""

    _inherit = "recouvrement.case"

    contact_ids = fields.Many2many("res.partner", string="Contacts", compute="_compute_contact_ids", compute_sudo=True)
    reach_summary = fields.Char(string="Best Reached by", compute="_compute_reach_summary", compute_sudo=True)
    ageing = fields.Html(compute="_compute_ageing", compute_sudo=True, sanitize=False)
    snoozed_until = fields.Date(readonly=True)
    snooze_reason = fields.Char(readonly=True)

    @api.depends("partner_id")
    def _compute_contact_ids(self):
        contacts = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", self.partner_id.ids),
                ("type", "in", ("collections", "invoice", "contact")),
            ]
        )
        by_customer = contacts.grouped("commercial_partner_id")
        for case in self:
            case.contact_ids = by_customer.get(case.partner_id, contacts.browse())

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_reach_summary(self):
        channels = dict(self.env["recouvrement.level"]._get_channels())
        recipients = self.env["recouvrement.planner"]._get_recipients(
            {(partner_id, channel) for partner_id in self.partner_id.ids for channel in channels}
        )
        for case in self:
            reached = {}
            for channel, label in channels.items():
                if recipient := recipients.get((case.partner_id.id, channel)):
                    reached.setdefault(recipient.contact_id, []).append(label)
            people = self.env["res.partner"].browse(reached)
            case.reach_summary = " · ".join(
                f"{person.name or case.partner_id.name} ({', '.join(reached[person.id])})" for person in people
            ) or self.env._("Cannot be reached: no usable e-mail address, postal address or telephone number")

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_ageing(self):
        receivables = self._get_receivables()
        empty = self.env["recouvrement.receivable"]
        for case in self:
            debts = receivables.get((case.partner_id.id, case.company_id.id), empty)
            case.ageing = self.env["ir.qweb"]._render(
                "recouvrement_preventif.case_ageing",
                {"rows": case._prepare_ageing(debts), "ages": AGES},
            )

    def _prepare_ageing(self, debts):
        """What is open per currency and age, formatted: currencies are never added."""
        today = self.company_id._get_recouvrement_today()
        rows = []
        for currency, group in debts.grouped("currency_id").items():
            sums = [0.0] * (len(AGES) + 1)
            for debt in group:
                days_late = (today - debt.date_due).days
                sums[sum(days_late > age for age in AGES)] += debt.amount_residual
            rows.append([format_amount(self.env, amount, currency) if amount else "" for amount in (*sums, sum(sums))])
        return rows

    # === ACTIONS === #

    def action_send_now(self):
        """Send what is due to the customer without waiting for the next run."""
        self.ensure_one()
        self.check_access("write")
        company, now = self.company_id, fields.Datetime.now()
        if company.recouvrement_mode != "live":
            raise UserError(self.env._("Nothing can leave: the reminders of %s are not active.", company.name))
        case = self.sudo()
        today = company._get_recouvrement_today(now)
        entry = next(
            iter(self.env["recouvrement.planner"].sudo().plan(company, today, partners=case.partner_id, upcoming=True)),
            None,
        )
        if not entry or not entry.is_sent:
            raise UserError(self.env._("Nothing is to be sent today. %s", case.next_action))
        reminder = case._send_planned(entry, today, now)
        return {
            "type": "ir.actions.act_window",
            "res_model": "recouvrement.reminder",
            "res_id": reminder.id,
            "view_mode": "form",
        }

    def _send_planned(self, entry, today, now):
        """Make and hand over the reminder of a plan's entry; outside of the customer's
        hours it waits in the queue."""
        self.ensure_one()
        self.lock_for_update()
        reminder = self.env["recouvrement.run"]._create_reminders(
            self.company_id, today, [entry._replace(case_id=self.id)]
        )
        if reminder.state == "queued":
            reminder.scheduled_at = reminder._get_next_opening(now)
            reminder.line_ids._reach()
            reminder._hand_over()
        self._clear_withheld()
        return reminder

    def _get_open_action(self):
        """The action that opens the case."""
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form"}

    def action_snooze(self):
        """Open the form that takes cases out of the worklist until a day."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Snooze"),
            "res_model": "recouvrement.snooze",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_ids": self.ids},
        }

    def _snooze(self, until, reason):
        self.check_access("write")
        self.sudo().write({"snoozed_until": until, "snooze_reason": reason})
        body = self.env._(
            "Out of the worklist until %(date)s: %(reason)s", date=format_date(self.env, until), reason=reason
        )
        self._message_log_batch(bodies=dict.fromkeys(self.ids, body))

    def action_wake_up(self):
        """Put cases back into the worklist."""
        self.check_access("write")
        self.sudo().write({"snoozed_until": False, "snooze_reason": False})
