from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .recouvrement_dispute import OPEN_STATES
from .recouvrement_dispute_decision import UNDO_TIME

EXAMINE = "recouvrement_preventif.mail_activity_dispute"
LATE = "recouvrement_preventif.mail_activity_dispute_late"
DECIDE = "recouvrement_preventif.mail_activity_dispute_decide"


class RecouvrementDispute(models.Model):
    """Who is asked to do what about a dispute, and what time does to it."""

    _inherit = "recouvrement.dispute"

    # === TASKS === #

    def _follow_up(self):
        """Give the owners of open disputes their task, for the deadline; the owner follows what is said."""
        for dispute in self.sudo().filtered("is_open"):
            dispute.message_subscribe(partner_ids=dispute.user_id.partner_id.ids)
            task = dispute._get_tasks(EXAMINE)
            if task:
                task.write({"user_id": dispute.user_id.id, "date_deadline": dispute.deadline})
            elif dispute.user_id:
                dispute.activity_schedule(
                    EXAMINE,
                    date_deadline=dispute.deadline,
                    summary=self.env._(
                        "%(name)s, %(customer)s: %(reason)s",
                        name=dispute.name,
                        customer=dispute.partner_id.name,
                        reason=dispute.reason_id.name,
                    ),
                    user_id=dispute.user_id.id,
                )

    def _get_tasks(self, *xmlids):
        types = [self.env["ir.model.data"]._xmlid_to_res_id(xmlid, raise_if_not_found=False) for xmlid in xmlids]
        return self.activity_ids.filtered(lambda task: task.active and task.activity_type_id.id in types)

    def _close_tasks(self):
        self.sudo()._get_tasks(EXAMINE, LATE, DECIDE).unlink()

    def _ask_for_decision(self):
        """Tell whoever looks after the customer that a decision is proposed; one task, whatever is proposed."""
        self.ensure_one()
        self._get_tasks(DECIDE).unlink()
        collector = self._get_collector()
        if collector:
            self.activity_schedule(DECIDE, user_id=collector.id, note=self.proposal_note)

    def _get_collector(self):
        """Who decides: whoever looks after the customer, where he may, else the company's collector,
        else a manager."""
        self.ensure_one()
        group = self.env.ref("recouvrement_preventif.group_manager")
        wanted = (self.case_id._get_owner(), self.company_id.recouvrement_user_id, *group.all_user_ids.sorted("id"))
        for user in filter(self._is_at_work, wanted):
            if user.has_group("recouvrement_preventif.group_user"):
                return user
        return self.env["res.users"]

    def _get_manager(self):
        """Who is told when a dispute is late: whom the reason names, where he works for the company."""
        self.ensure_one()
        manager = self.reason_id.manager_id
        return manager if self._is_at_work(manager) else self._get_collector()

    # === WHAT TIME DOES === #

    @api.model
    def _cron_follow(self):
        """Close the disputes of invoices that were paid meanwhile, go on with invoices whose credit
        note is in the books, tell the managers of what is late. Running it twice does nothing more."""
        for (company,) in self._read_group(Domain.TRUE, ["company_id"]):
            service = self.with_company(company).with_context(lang=company.partner_id.lang or self.env.lang)
            service._follow(company, company._get_recouvrement_today())

    @api.model
    def _follow(self, company, today):
        """See :meth:`_cron_follow`.

        :param company: `res.company`
        :param date today: its date
        """
        paid, unpaid = self._get_settled(company, today)
        paid._end("closed")
        unpaid._reopen(today)
        decided = Domain("company_id", "=", company.id) & Domain("dispute_id.state", "in", ("accepted", "partly"))
        waiting = Domain("suspension_ids", "any", Domain("released_on", "=", False) & Domain("date_to", ">=", today))
        posted = Domain("credit_move_id.state", "=", "posted")
        self.env["recouvrement.dispute.line"].search(decided & waiting & posted)._release_credited()
        late = self._get_late_domain(today) & Domain("company_id", "=", company.id)
        self.search(late & Domain("escalated_on", "=", False))._escalate(today)

    @api.model
    def _get_settled(self, company, today):
        """What the ledger says of disputes.

        :param company: `res.company`
        :param date today: its date
        :return: those that are open although every invoice was paid, credited or cancelled, and
            those that were closed so although the payment came back
        """
        rows = self.env["recouvrement.planner"]._fetch(
            SQL(
                """
                SELECT d.id, d.state
                  FROM recouvrement_dispute d
                  JOIN recouvrement_dispute_line l ON l.dispute_id = d.id
                  JOIN account_move m ON m.id = l.move_id
                 WHERE d.company_id = %(company)s
                   AND (d.state = ANY(%(open)s) OR d.state = 'closed' AND d.solved_on >= %(since)s)
              GROUP BY d.id, d.state
                HAVING BOOL_AND(m.state = 'cancel' OR m.state = 'posted' AND m.amount_residual = 0) = (d.state != 'closed')
                   AND (d.state != 'closed' OR BOOL_OR(m.state = 'posted' AND m.amount_residual > 0))
                """,
                company=company.id,
                open=list(OPEN_STATES),
                since=today - UNDO_TIME,
            )
        )
        return (
            self.browse(row.id for row in rows if row.state != "closed"),
            self.browse(row.id for row in rows if row.state == "closed"),
        )

    def _escalate(self, today):
        """Tell the managers, once, that disputes are past their deadline."""
        for dispute in self:
            manager = dispute._get_manager()
            if manager:
                dispute.activity_schedule(
                    LATE,
                    date_deadline=today,
                    summary=self.env._(
                        "%(name)s was to be decided by %(date)s (%(owner)s)",
                        name=dispute.name,
                        date=format_date(self.env, dispute.deadline),
                        owner=dispute.user_id.name,
                    ),
                    user_id=manager.id,
                )
        self.escalated_on = today
