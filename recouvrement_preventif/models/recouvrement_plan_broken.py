from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date, split_every

BATCH_SIZE = 100
# A bank statement that comes later than that changes nothing any more.
LOOK_BACK = timedelta(days=90)


class RecouvrementPlan(models.Model):
    """A plan whose instalment was missed ends, once: the whole is due again."""

    _inherit = "recouvrement.plan"

    broken_summary = fields.Char(compute="_compute_broken_summary", compute_sudo=True)

    @api.depends("broken_line_id", "amount_left")
    @api.depends_context("lang")
    def _compute_broken_summary(self):
        for plan in self:
            plan.broken_summary = plan._describe_broken() if plan.broken_line_id else False

    @api.model
    def _cron_watch(self):
        """Every hour: end the plans of which an instalment was missed, resume those that turn out to have been
        kept, tell the customers, announce the instalments that come."""
        for find, act in (
            (self._get_paid_in_time, "_resume"),
            (self._get_missed, "_break"),
            (self._get_untold, "_tell_broken"),
            (self._get_to_announce, "_announce"),
        ):
            if not self._work_through(find(), act):
                return
        self._close_settled()

    @api.model
    def _work_through(self, ids, act):
        """Do something on plans, a few at a time, under their lock.

        :return: False when the scheduler's time is up
        """
        IrCron = self.env["ir.cron"]
        time_left = IrCron._commit_progress(remaining=len(ids))
        for batch in split_every(BATCH_SIZE, ids, list):
            if not time_left:
                return False
            plans = self.browse(batch).try_lock_for_update()
            # What became of them, now that nobody else decides on them.
            plans.invalidate_recordset()
            getattr(plans, act)()
            time_left = IrCron._commit_progress(len(batch))
        return bool(time_left)

    # === BROKEN === #

    @api.model
    def _get_missed(self):
        """The ids of the running plans of which an instalment was missed beyond the grace."""
        self.env.flush_all()
        running = SQL("k.stage = 'agreed' AND k.broken_on IS NULL")
        query = self._get_outcome_query(self._get_days(), running)
        rows = self.env.execute_query(SQL("SELECT o.id FROM (%s) o WHERE o.state = 'broken' ORDER BY o.id", query))
        return [id_ for (id_,) in rows]

    def _get_missed_lines(self):
        """The first instalment that was missed of each plan: {plan id: instalment id}."""
        self.env.flush_all()
        query = self._get_outcome_query(self._get_days(), SQL("k.id = ANY(%s)", self.ids))
        return dict(
            self.env.execute_query(SQL("SELECT o.id, o.missed_id FROM (%s) o WHERE o.missed_id IS NOT NULL", query))
        )

    def _break(self):
        """End plans of which an instalment was missed: what is left is chased again, and somebody comes back to it."""
        running = self.filtered(lambda plan: plan._is_running() and plan.state == "broken")
        missed = running._get_missed_lines()
        # In the words of the company: nobody asked.
        for plan in running._in_words_of_company():
            plan.write({"broken_on": plan.company_id._get_recouvrement_today(), "broken_line_id": missed[plan.id]})
            plan._release()
            summary = plan._describe_broken()
            plan.case_id._message_log(body=plan.env._("Payment plan %s", summary))
            plan.case_id._schedule_broken_plan(summary, plan.user_id)

    def _describe_broken(self):
        """The instalment that was missed, and what is due again."""
        self.ensure_one()
        return self.env._(
            "%(plan)s broken off: %(left)s due again, the instalment of %(date)s was missed",
            plan=self.reference,
            left=format_amount(self.env, self.amount_left, self.currency_id),
            date=format_date(self.env, self.broken_line_id.date),
        )

    def _in_words_of_company(self):
        """Each plan, in the language of its company."""
        for plan in self:
            company = plan.company_id
            yield plan.with_company(company).with_context(lang=company.partner_id.lang or self.env.lang)

    # === KEPT AFTER ALL === #

    @api.model
    def _get_paid_in_time(self):
        """The ids of broken plans of which the ledger now says that the instalment was paid in time: a statement
        came late, a payment was matched elsewhere."""
        self.env.flush_all()
        recent = SQL(
            """k.stage = 'agreed' AND k.broken_on >= %s
               AND NOT EXISTS (SELECT FROM recouvrement_plan v
                                WHERE v.previous_id = k.id AND v.stage IN ('proposed', 'agreed'))""",
            fields.Date.today() - LOOK_BACK,
        )
        deadline = SQL("(SELECT x.deadline FROM recouvrement_plan_line x WHERE x.id = k.broken_line_id)")
        query = self._get_line_query(self._get_days(), recent, until=deadline)
        rows = self.env.execute_query(
            SQL(
                "SELECT n.plan_id FROM (%s) n JOIN recouvrement_plan k ON k.broken_line_id = n.id"
                " WHERE n.received >= n.due AND n.due > 0 ORDER BY 1",
                query,
            )
        )
        return [id_ for (id_,) in rows]

    def _resume(self):
        """Take back what was said of plans that were kept after all."""
        for plan in self.filtered("broken_on")._in_words_of_company():
            told = plan.broken_told_on
            since = plan.broken_on
            plan.write({"broken_on": False, "broken_line_id": False, "broken_told_on": False})
            plan.debt_ids.suspension_ids.filtered(
                lambda suspension, since=since: suspension.released_on == since
            ).released_on = False
            text = plan.env._("The instalment of the payment plan %s had been paid in time: it goes on", plan.reference)
            plan.case_id._message_log(body=text)
            plan.case_id._close_broken_plans()
            if told:
                plan.case_id._schedule_broken_plan(
                    plan.env._("%s. The customer was told otherwise: tell him so.", text), plan.user_id
                )

    # === SETTLED === #

    @api.model
    def _close_settled(self):
        """Nobody comes back to broken plans whose debts were paid in the end."""
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_plan", raise_if_not_found=False)
        activities = self.env["mail.activity"].search(
            Domain("activity_type_id", "=", activity_type.id if activity_type else 0)
            & Domain("res_model", "=", "recouvrement.case")
            & Domain("automated", "=", True)
        )
        cases = self.env["recouvrement.case"].browse(activities.mapped("res_id")).exists()
        open_debt = Domain("reconciled", "=", False) & Domain("parent_state", "=", "posted")
        unsettled = self.search(
            Domain("case_id", "in", cases.ids)
            & Domain("stage", "=", "agreed")
            & Domain("debt_ids.move_line_id", "any", open_debt)
        )
        (cases - unsettled.case_id)._close_broken_plans()
