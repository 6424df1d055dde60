from datetime import datetime, timedelta

from odoo import api, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..tools.promise import Terms
from ..tools.schedule import Instalment, PlanTerms, Rhythm
from ..tools.settlement import Offer
from .dialogues import DIALOGUES
from .history import working_day
from .recouvrement_demo_replay import HOUR


class RecouvrementDemo(models.AbstractModel):
    """What customers of the demonstration promised, contested and agreed to, taken down on the day it was said;
    whether they kept it, the ledger tells."""

    _inherit = "recouvrement.demo"

    @api.model
    def _prepare_talks(self, invoices, today):
        """What was said and what followed: (day, what, invoice, detail).

        :param dict invoices: {customer's name: the invoices of its story}
        """
        for name, talks in DIALOGUES.items():
            for talk in talks:
                invoice = invoices[name][talk.invoice]
                yield working_day(today + timedelta(days=talk.day)), "talk", invoice, (today, talk)
                for day, what, detail in talk.get_sequel():
                    yield working_day(today + timedelta(days=day)), what, invoice, detail

    @api.model
    def _happen_talk(self, invoice, day, detail):
        """Record what was said, as the accountant did that day.

        :param tuple detail: the day of the demonstration, from which days are counted, and a value of :mod:`.dialogues`
        """
        today, talk = detail
        company = invoice.company_id
        demo = self._as_engine(company).with_user(company.recouvrement_user_id)
        case = self.env["recouvrement.case"]._ensure(company, invoice.commercial_partner_id.ids)
        known = case.message_ids
        take_down = getattr(demo, f"_take_down_{talk.kind}")
        take_down(case.with_env(demo.env), invoice.with_env(demo.env), day, today, talk)
        (case.message_ids - known).date = datetime.combine(day, HOUR)

    @api.model
    def _take_down_promise(self, case, invoice, day, today, talk):
        date = working_day(today + timedelta(days=talk.date))
        exchange = self.env["recouvrement.contact"].create(
            {
                "case_id": case.id,
                "contact_id": case.partner_id.id,
                "date": day,
                "direction": "in",
                "kind": "call",
                "outcome": "promise",
                "summary": f"Promet de régler {invoice.name} pour le {date:%d/%m}",
            }
        )
        terms = Terms(
            amount=invoice.amount_residual,
            currency=invoice.currency_id,
            date=date,
            contact=case.partner_id,
            moves=invoice,
            exchange=exchange,
        )
        self.env["recouvrement.promise"]._record(case, terms, day)

    @api.model
    def _take_down_plan(self, case, invoice, day, today, talk):
        rhythm = Rhythm(today + timedelta(days=talk.first_date), "month", "FR", only_open_days=True)
        amount = invoice.currency_id.round(invoice.amount_residual / talk.number)
        terms = PlanTerms(
            currency=invoice.currency_id,
            instalments=tuple(Instalment(rhythm.get_date(index), amount) for index in range(talk.number)),
            contact=case.partner_id,
            moves=invoice,
            previous=self.env["recouvrement.plan"],
        )
        plan = self.env["recouvrement.plan"]._record(case, terms, day)
        plan.sudo()._set_agreed(case.partner_id, day, day, "email")

    @api.model
    def _take_down_settlement(self, case, invoice, day, today, talk):
        terms = Offer(
            discount=invoice.amount_residual * talk.percent / 100,
            currency=invoice.currency_id,
            date=today + timedelta(days=talk.date),
            contact=case.partner_id,
            moves=invoice,
        )
        self.env["recouvrement.settlement"]._propose(case, terms, day)

    @api.model
    def _take_down_dispute(self, case, invoice, day, today, talk):
        # In the worklist: no e-mail announces it.
        dispute = (
            self.env["recouvrement.dispute"]
            .with_context(mail_activity_quick_update=True)
            .create(
                {
                    "acknowledge": False,
                    "case_id": case.id,
                    "description": talk.words,
                    "line_ids": [Command.create({"amount": talk.amount, "move_id": invoice.id})],
                    "means": talk.means,
                    "opened_on": day,
                    "reason_id": self.env.ref(f"recouvrement_preventif.dispute_reason_{talk.reason}").id,
                }
            )
        )
        dispute.sudo().line_ids.suspension_ids.date_from = day
        dispute.sudo().message_ids.date = datetime.combine(day, HOUR)
        dispute.sudo().step_ids.entered_at = datetime.combine(day, HOUR)

    @api.model
    def _happen_examine(self, invoice, day, is_accepted):
        """The contested invoice is looked at, or the customer turns out to be right."""
        company = invoice.company_id
        demo = self._as_engine(company).with_user(company.recouvrement_user_id)
        dispute = demo.env["recouvrement.dispute"].search(Domain("line_ids.move_id", "=", invoice.id))
        known, moment = dispute.sudo().message_ids, datetime.combine(day, HOUR)
        if is_accepted:
            dispute._decide("accepted", {line: line.amount for line in dispute.line_ids}, False)
            dispute.sudo().solved_on = day
            credit = dispute.sudo().line_ids.credit_move_id
            credit.write({"date": day, "invoice_date": day, "invoice_date_due": day})
            credit.action_post()
            dispute.sudo()._follow(company, day)
        else:
            dispute.action_examine()
        (dispute.sudo().message_ids - known).date = moment
        *_earlier, former, current = dispute.sudo().step_ids
        former.left_at = current.entered_at = moment

    # === WHAT BECAME OF IT === #

    @api.model
    def _notice(self, company, today):
        """What the scheduled jobs find this morning: who did not keep his word, who paid at a discount, what
        nobody decided in time."""
        Promise, Plan = self.env["recouvrement.promise"], self.env["recouvrement.plan"]
        Promise.browse(Promise._get_unnoticed())._notice_broken()
        Plan.browse(Plan._get_missed())._break()
        Settlement = self.env["recouvrement.settlement"]
        for offer in Settlement.browse(Settlement._find(SQL("k.credited_on IS NULL"), ("accepted",))):
            offer._follow("_prepare_credit")
        self.env["recouvrement.dispute"]._follow(company, today)
