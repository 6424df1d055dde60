from odoo import SUPERUSER_ID, models
from odoo.fields import Domain


class RecouvrementCase(models.Model):
    """What a customer answers by e-mail, as the mail gateway brings it."""

    _inherit = "recouvrement.case"

    def message_update(self, msg_dict, update_vals=None):
        # EXTENDS 'mail'
        result = super().message_update(msg_dict, update_vals=update_vals)
        self._receive_mail(msg_dict)
        return result

    def _receive_mail(self, msg_dict):
        """Take note of a mail to the case: a customer's answer is given to somebody and pauses
        the next step, an automatic reply is only remembered.

        :param dict msg_dict: the mail, as the gateway parsed it
        """
        self.ensure_one()
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        if self._is_from_us(author):
            return
        # In the words of the company, whoever the gateway took the sender for.
        company = self.company_id
        case = self.with_user(SUPERUSER_ID).with_company(company)
        case = case.with_context(lang=company.partner_id.lang or self.env.lang)
        today = company._get_recouvrement_today()
        subject = (msg_dict.get("subject") or "").strip() or case.env._("(no subject)")
        is_automatic = bool(self.env.context.get("recouvrement_is_automatic"))
        summary = case.env._("Automatic reply: %s", subject) if is_automatic else subject
        self.env["recouvrement.contact"].create(case._prepare_answer_vals(author, summary, msg_dict, today))
        if is_automatic:
            return
        case._schedule_answer(author.display_name or msg_dict.get("email_from") or "", subject, today)
        days = case.policy_id.answer_pause_days
        if days:
            case.env["recouvrement.suspension"]._pause_for_answer(case, days, today)

    def _is_from_us(self, author):
        """Whether a mail comes from the company or from one of its users, who reply too."""
        own = author == self.company_id.partner_id
        return bool(author) and (own or not author.partner_share)

    def _prepare_answer_vals(self, author, summary, msg_dict, today):
        answered = Domain("message_id", "=", msg_dict.get("parent_id") or 0)
        return {
            "case_id": self.id,
            "reminder_id": self.env["recouvrement.reminder"].search(answered, limit=1).id,
            "date": today,
            "kind": "email",
            "direction": "in",
            "contact_id": author.id,
            "user_id": SUPERUSER_ID,
            "summary": summary,
        }

    def _schedule_answer(self, sender, subject, today):
        """Have the owner of the case read an answer; one task for all that came since it was last done."""
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_answer", raise_if_not_found=False)
        if not activity_type:
            return
        summary = self.env._("%(sender)s: %(subject)s", sender=sender, subject=subject)
        waiting = self.activity_ids.filtered(
            lambda activity: activity.active and activity.activity_type_id == activity_type
        )
        if waiting:
            waiting[0].summary = summary
            return
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            {
                "activity_type_id": activity_type.id,
                "automated": True,
                "date_deadline": today,
                "res_id": self.id,
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "summary": summary,
                "user_id": self._get_owner().id,
            }
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        # EXTENDS 'mail': the company, in whose name the reminders are written, would be told by
        # mail of each answer, and its mailbox might acknowledge it to the customer. What a
        # machine replied is passed on to nobody.
        if self.env.context.get("recouvrement_is_automatic"):
            return []
        own = self.company_id.partner_id.id
        return [
            data for data in super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs) if data["id"] != own
        ]
