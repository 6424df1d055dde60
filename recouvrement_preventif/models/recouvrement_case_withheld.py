from odoo import api, fields, models
from odoo.tools import format_date

WITHHELD_REASONS = [
    ("credit", "Covered by the customer's credits"),
    ("suspended", "Suspended"),
    ("no_followup", "Marked “No Follow-Up”"),
    ("blocked", "Payment blocked on the invoice"),
    ("in_payment", "Payment being processed"),
    ("legal_wait", "The customer still has time to pay without any charge"),
    ("minimum_amount", "Below the minimum amount"),
    ("unreachable", "No usable address"),
    ("minimum_gap", "Too soon after the last message"),
    ("contact_limit", "As many messages as the policy allows"),
    ("closed_day", "Not a working day for the customer"),
    ("closed_hours", "Outside the sending hours"),
    ("paused", "Reminders are paused"),
    ("leaving", "A message is about to leave"),
    ("to_approve", "A message waits for approval"),
    ("failed", "The last message failed"),
    ("uncertain", "It is uncertain whether the last message was received"),
    ("error", "Planning this customer failed"),
]


class RecouvrementCase(models.Model):
    """Why nothing was sent to a customer that had something due, and what a person is asked to settle."""

    _inherit = "recouvrement.case"

    # The last time something was due and nothing was sent: why, since when, until when.
    withheld_reason = fields.Selection(WITHHELD_REASONS, readonly=True, index="btree_not_null")
    withheld_on = fields.Date(string="Withheld on", readonly=True)
    withheld_until = fields.Date(readonly=True)
    withheld_note = fields.Char(readonly=True)
    withheld_summary = fields.Char(compute="_compute_withheld_summary")

    # === IN WORDS === #

    @api.depends("withheld_reason", "withheld_on", "withheld_until", "withheld_note")
    @api.depends_context("lang")
    def _compute_withheld_summary(self):
        labels = self._get_withheld_labels()
        for case in self:
            if not case.withheld_reason:
                case.withheld_summary = False
                continue
            why = labels[case.withheld_reason]
            if case.withheld_note:
                why = f"{why} ({case.withheld_note})"
            values = {"date": format_date(self.env, case.withheld_on), "reason": why}
            if case.withheld_until:
                until = format_date(self.env, case.withheld_until)
                case.withheld_summary = self.env._(
                    "Nothing has been sent since %(date)s, and will be until %(until)s. Reason: %(reason)s",
                    until=until,
                    **values,
                )
            else:
                case.withheld_summary = self.env._("Nothing has been sent since %(date)s. Reason: %(reason)s", **values)

    def _get_withheld_labels(self):
        """The reasons to send nothing, in words: {value: label}."""
        return dict(self._fields["withheld_reason"]._description_selection(self.env))

    def _describe_withheld(self, entry):
        text = self.env._("Withheld: %(reason)s", reason=self._get_withheld_labels()[entry.reason])
        if entry.suspension_id:
            suspension = self.env["recouvrement.suspension"].browse(entry.suspension_id)
            return self.env._(
                "%(withheld)s until %(date)s (%(why)s)",
                withheld=text,
                date=format_date(self.env, suspension.date_to),
                why=suspension.reason,
            )
        if entry.until:
            return self.env._("%(withheld)s, until %(date)s", withheld=text, date=format_date(self.env, entry.until))
        return text

    # === WHAT A RUN KEEPS === #

    def _set_withheld(self, reason, until, day, note=None):
        """Keep why nothing was sent to customers that had something due.

        :param str reason: value of `withheld_reason`
        :param date until: the day from which something may be sent, if known
        :param date day: the day it was found
        """
        changed = self.filtered(
            lambda case: (
                (case.withheld_reason, case.withheld_until or None, case.withheld_note or None) != (reason, until, note)
            )
        )
        changed._close_unreachable(reason)
        changed.write({"withheld_reason": reason, "withheld_until": until, "withheld_on": day, "withheld_note": note})
        return changed

    def _close_repair(self):
        """What the machine asked a person to settle is settled."""
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_repair", raise_if_not_found=False)
        self.activity_ids.filtered(
            lambda activity: activity.automated and activity.activity_type_id == activity_type
        ).unlink()

    def _close_unreachable(self, reason=None):
        """Whoever can be reached again needs no search for an address."""
        if reason != "unreachable":
            self.filtered(lambda case: case.withheld_reason == "unreachable")._close_repair()

    def _clear_withheld(self):
        self._close_unreachable()
        self.filtered("withheld_reason").write(
            {"withheld_reason": False, "withheld_until": False, "withheld_on": False, "withheld_note": False}
        )

    def _schedule_repair(self, summary):
        """Have a person look at cases on which the machine cannot go on by itself."""
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_repair", raise_if_not_found=False)
        if not activity_type:
            return
        busy = self.activity_ids.filtered(
            lambda activity: activity.active and activity.activity_type_id == activity_type
        ).mapped("res_id")
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "date_deadline": case.company_id._get_recouvrement_today(),
                    "res_id": case.id,
                    "res_model_id": model_id,
                    "summary": summary,
                    "user_id": case._get_owner().id,
                }
                for case in self
                if case.id not in busy
            ]
        )
