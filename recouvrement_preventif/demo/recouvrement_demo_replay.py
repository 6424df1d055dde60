from datetime import datetime, time, timedelta

from odoo import api, models
from odoo.fields import Domain

from .customers import HOLDS

# UTC: the afternoon in Paris and Brussels, the morning in Boston, summer and winter.
HOUR = time(14, 30)
# Reminders are read and approved the day after they were made.
READING_TIME = timedelta(days=1)


class RecouvrementDemo(models.AbstractModel):
    """Relives the past of the demonstration: each day what happened that day is written,
    then the engine itself plans and makes that day's reminders. They are marked as sent
    then, and nothing leaves."""

    _inherit = "recouvrement.demo"

    @api.model
    def _replay(self, companies, sales, moves, start, today):
        """Relive the days up to yesterday; today is left to the scheduled job.

        :param list sales: [(customer, partner, sale)]
        :param list moves: their invoices
        :param date start: the first day on which reminders were active
        """
        stories = {partner: customer.story for customer, partner, _sale in sales if customer.story}
        events = self._prepare_events(sales, moves, today)
        self._happen(companies, [event for day in sorted(events) if day < start for event in events[day]])
        self._analyze()
        self._serve_notices_by_email()
        for day in (start + timedelta(days=number) for number in range((today - start).days)):
            self._happen(companies, events.get(day, []))
            if day.weekday() < 5:
                for company in companies.values():
                    engine = self._as_engine(company)
                    engine._live_day(company, day, stories)

    @api.model
    def _serve_notices_by_email(self):
        """Nothing is printed in the past: until today, formal notices left by e-mail."""
        self.env.ref("recouvrement_preventif.level_france_notice").write(
            {
                "channel": "email",
                "template_id": self.env.ref("recouvrement_preventif.mail_template_formal_notice").id,
                "fallback_channel": False,
            }
        )

    @api.model
    def _as_engine(self, company):
        return self.with_company(company).with_context(
            allowed_company_ids=company.ids, lang=company.partner_id.lang, tracking_disable=False
        )

    # === WHAT HAPPENED === #

    @api.model
    def _prepare_events(self, sales, moves, today):
        """{day: [(what, invoice, detail)]}"""
        events = {}

        def add(day, what, invoice, detail=None):
            events.setdefault(day, []).append((what, day, invoice, detail))

        told = {}
        for (customer, _partner, sale), invoice in zip(sales, moves, strict=True):
            for day, share in sale.credits:
                add(day, "credit", invoice, share)
            for day, share in sale.payments:
                add(day, "payment", invoice, share)
            if not sale.is_told:
                continue
            if customer.name not in told:
                for event in self._prepare_story(customer, sale, invoice, today):
                    add(*event)
            told.setdefault(customer.name, []).append(invoice)
        for event in self._prepare_talks(told, today):
            add(*event)
        return events

    @api.model
    def _prepare_story(self, customer, sale, invoice, today):
        """What happened with the first invoice of a customer's story: (day, what, invoice, detail)."""
        if customer.story in HOLDS:
            yield today + timedelta(days=HOLDS[customer.story].start), "hold", invoice, HOLDS[customer.story]
        elif customer.story == "credit":
            yield sale.date_due, "open_credit", invoice, 1.0
        elif customer.story in ("blocked", "no_followup"):
            yield sale.date_due, customer.story, invoice

    @api.model
    def _happen(self, companies, events):
        for company in companies.values():
            own = [event for event in events if event[2].company_id == company]
            for what, day, invoice, detail in own:
                if what != "payment":
                    getattr(self, f"_happen_{what}")(invoice, day, detail)
            payments = [(day, invoice, share) for what, day, invoice, share in own if what == "payment"]
            if payments:
                self._receive(company, payments)

    @api.model
    def _happen_credit(self, invoice, day, share):
        self._credit(invoice, day, share)

    @api.model
    def _happen_open_credit(self, invoice, day, share):
        self._credit(invoice, day, share, matched=False)

    @api.model
    def _happen_blocked(self, invoice, day, _detail):
        invoice.action_toggle_block_payment()

    @api.model
    def _happen_no_followup(self, invoice, day, _detail):
        self._get_receivable_line(invoice).no_followup = True

    @api.model
    def _happen_hold(self, invoice, day, story):
        company = invoice.company_id
        case = self.env["recouvrement.case"]._ensure(company, invoice.commercial_partner_id.ids)
        hold = (
            self.env["recouvrement.suspension"]
            .with_user(company.recouvrement_user_id)
            .with_company(company)
            .create(
                {
                    "case_id": case.id,
                    "move_id": False if story.whole_customer else invoice.id,
                    "date_from": day,
                    "date_to": day + timedelta(days=story.days),
                    "reason": story.reason,
                }
            )
        )
        hold.sudo().case_id.message_ids[:1].date = datetime.combine(day, HOUR)

    # === WHAT THE ENGINE DID === #

    @api.model
    def _live_day(self, company, day, stories):
        """One day of a company: yesterday's messages are approved, those that are due are made."""
        moment = datetime.combine(day, HOUR)
        self._approve(company, day, moment, stories)
        Run = self.env["recouvrement.run"]
        Run._refresh_waiting(company, day)
        plan = self.env["recouvrement.planner"].plan(company, day, moment=moment)
        run = Run._start(company, day, plan)
        if not run:
            return
        run._execute(company, [entry.partner_id for entry in plan if entry.is_sent], moment)
        run.write({"started_at": moment, "ended_at": moment + timedelta(seconds=4)})
        self._deliver(run.reminder_ids, moment, stories)

    @api.model
    def _approve(self, company, day, moment, stories):
        """The accountant lets leave what is still due, except what waits for the visitor."""
        waiting = self.env["recouvrement.reminder"].search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "to_approve")
            & Domain("date", "<=", day - READING_TIME)
        )
        waiting = waiting.filtered(lambda reminder: stories.get(reminder.partner_id) != "approval")
        still_due, _changed = waiting.with_user(company.recouvrement_user_id).sudo()._refresh(day)
        if still_due:
            still_due._approve(day, moment)
            self._deliver(still_due, moment, stories)

    @api.model
    def _deliver(self, reminders, moment, stories):
        """What became of the messages of a day."""
        reminders = reminders.sudo().filtered(lambda reminder: reminder.state == "queued")
        reminders.write({"queued_at": moment, "scheduled_at": False})
        reminders.message_id.write({"date": moment + timedelta(minutes=2)})
        second = self.env.ref("recouvrement_preventif.level_france_second")
        for reminder in reminders.filtered(lambda reminder: reminder.level_id == second):
            story = stories.get(reminder.partner_id)
            if story == "failed":
                reason = f"550 5.1.1 <{reminder.contact_id.email}>: unknown user"
                reminder.mail_mail_id.write({"state": "exception", "failure_reason": reason})
                reminder._set_failed(reason)
            elif story == "uncertain":
                reminder._set_sending()
                reminder._set_uncertain()
        sent = reminders.filtered(lambda reminder: reminder.state == "queued")._set_sent()
        sent.sent_at = moment + timedelta(minutes=2)
        sent.mail_mail_id.unlink()
