from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain


class Warned(NamedTuple):
    """Something that a person must be told once.

    `since` is the day from which it is worth telling: whoever ticked it off since then is not told again.
    `words` gives the summary in the language of its argument, `note` what can be read below it.
    """

    res_id: int
    user_id: int
    date_deadline: date
    since: date
    words: object
    note: object = None


class RecouvrementWarning(models.AbstractModel):
    """Activities that open by themselves when something approaches, and close when it is over."""

    _name = "recouvrement.warning"
    _description = "Warnings"

    @api.model
    def _tell(self, activity_type, warnings):
        """Open the activities that are missing, and bring those that are open up to date.

        Doing it twice changes nothing; an activity that was given to somebody else stays there.

        :param activity_type: `mail.activity.type`
        :param warnings: :class:`Warned`, one per record
        """
        Activity = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        among = Domain("activity_type_id", "=", activity_type.id) & Domain(
            "res_id", "in", [warning.res_id for warning in warnings]
        )
        known = Activity.with_context(active_test=False).search(among)
        running = known.filtered("active").grouped("res_id")
        done = {}
        for activity in known - known.filtered("active"):
            done[activity.res_id] = max(activity.date_done, done.get(activity.res_id, date.min))
        users = self.env["res.users"].browse({warning.user_id for warning in warnings})
        langs = {user.id: user.lang for user in users}
        added = []
        for warning in warnings:
            summary = warning.words(langs[warning.user_id])
            if activities := running.get(warning.res_id):
                if activities[:1].summary != summary:
                    activities[:1].write({"summary": summary, "date_deadline": warning.date_deadline})
            elif warning.res_id not in done or done[warning.res_id] < warning.since:
                added.append(
                    {
                        "activity_type_id": activity_type.id,
                        "automated": True,
                        "date_deadline": warning.date_deadline,
                        "res_id": warning.res_id,
                        "res_model_id": self.env["ir.model"]._get_id(activity_type.res_model),
                        "note": warning.note and warning.note(langs[warning.user_id]),
                        "summary": summary,
                        "user_id": warning.user_id,
                    }
                )
        Activity.create(added)
