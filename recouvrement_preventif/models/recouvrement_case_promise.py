from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

from .recouvrement_promise import ENDED_STATES

PromiseRecord = namedtuple("PromiseRecord", "made, kept, due, received")


class RecouvrementCase(models.Model):
    """What a customer promised, and what its word is worth."""

    _inherit = "recouvrement.case"

    promise_ids = fields.One2many("recouvrement.promise", "case_id", string="Promises")
    promise_reliability = fields.Char(
        string="Promises kept",
        compute="_compute_promise_reliability",
        compute_sudo=True,
        help="Of the promises whose day has come: how many were kept, and what came in of what was promised, in the "
        "company's currency. Cancelled promises do not count.",
    )

    @api.depends("promise_ids.deadline", "promise_ids.cancelled_on")
    @api.depends_context("lang")
    def _compute_promise_reliability(self):
        records = self._get_promise_records()
        for case in self:
            record = records.get(case._origin.id)
            case.promise_reliability = record and case.env._(
                "%(kept)s of %(made)s (%(received)s of %(due)s)",
                kept=record.kept,
                made=record.made,
                received=format_amount(case.env, record.received, case.currency_id),
                due=format_amount(case.env, record.due, case.currency_id),
            )

    def _get_promise_records(self):
        """How the customers kept their word: {case id: (made, kept, due, received)}, the amounts in the company's
        currency; those that never promised, or whose day has not come, are left out."""
        if not self.ids:
            return {}
        self.env.flush_all()
        Promise = self.env["recouvrement.promise"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.case_id, COUNT(*), COUNT(*) FILTER (WHERE o.state = 'kept'),
                       SUM(o.due_company), SUM(o.received_company)
                  FROM (%s) o JOIN recouvrement_promise p ON p.id = o.id
                 WHERE o.state = ANY(%s)
              GROUP BY p.case_id
                """,
                Promise._get_outcome_query(Promise._get_days(), SQL("k.case_id = ANY(%s)", self.ids)),
                list(ENDED_STATES),
            )
        )
        return {
            case_id: PromiseRecord(made, kept, float(due), float(received))
            for case_id, made, kept, due, received in rows
        }

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement_preventif': a promise follows its customer.
        self.env["recouvrement.promise"].sudo().search(Domain("case_id", "in", self.ids)).case_id = kept
        return super()._merge_into(kept)

    # === BROKEN PROMISES === #

    def _get_broken_activities(self):
        """The tasks that ask to come back to broken promises."""
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_promise", raise_if_not_found=False)
        return self.sudo().activity_ids.filtered(
            lambda activity: activity.active and activity.automated and activity.activity_type_id == activity_type
        )

    def _close_broken_promises(self):
        """Somebody came back to the broken promises of the cases."""
        self._get_broken_activities().unlink()

    def _schedule_broken_promises(self, summaries):
        """Have the owners come back to broken promises; one task per case.

        :param dict summaries: {case: what was not kept, in words}
        """
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_promise", raise_if_not_found=False)
        if not activity_type:
            return
        waiting = self._get_broken_activities().grouped("res_id")
        vals_list = []
        for case in self:
            if case.id in waiting:
                waiting[case.id][0].summary = summaries[case]
                continue
            vals_list.append(
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "date_deadline": case.company_id._get_recouvrement_today(),
                    "res_id": case.id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "summary": summaries[case],
                    "user_id": (case._get_owner() or case.promise_ids[:1].user_id).id,
                }
            )
        # In the worklist: no e-mail announces it.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(vals_list)

    # === ACTIONS === #

    def action_promise(self):
        """Open the form that takes down a promise of the customer."""
        self.ensure_one()
        self.check_access("write")
        if not self.amount_due:
            raise UserError(self.env._("%s owes nothing that could be promised.", self.partner_id.display_name))
        return self._get_promise_action({"default_case_id": self.id})

    @api.model
    def _get_promise_action(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise to Pay"),
            "res_model": "recouvrement.promise.record",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }
