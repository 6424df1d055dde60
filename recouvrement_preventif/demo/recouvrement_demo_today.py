from datetime import timedelta
from email.message import EmailMessage
from email.utils import formataddr

from odoo import api, models
from odoo.fields import Domain

ANSWER = """Bonjour,

Nous avons bien reçu votre message. Le virement part vendredi, dès le retour de notre comptable.

Bien à vous,
Garage Morel
"""


class RecouvrementDemo(models.AbstractModel):
    """What waits for the visitor on the day of the demonstration: an answer to read, a call
    to make, letters to print, words that were not kept."""

    _inherit = "recouvrement.demo"

    @api.model
    def _prepare_today(self, companies, today):
        """Make what a person finds in the morning.

        :param companies: {country code: `res.company`}
        :param date today: the day of the demonstration
        """
        engine = self._as_engine(companies["fr"])
        engine._offer_letters()
        engine._receive_answer("Garage Morel")
        engine._ask_for_call("Bâtiment Rousseau", today)
        engine._notice(companies["fr"], today)

    @api.model
    def _get_case(self, name):
        return self.env["recouvrement.case"].search(
            Domain("company_id", "=", self.env.company.id) & Domain("partner_id.name", "=", name), limit=1
        )

    @api.model
    def _offer_letters(self):
        """From today on, whoever has no usable e-mail address is written to on paper, and formal
        notices are registered letters."""
        self.env.ref("recouvrement_preventif.level_france_notice").write(
            {
                "channel": "notice",
                "template_id": self.env.ref("recouvrement_preventif.mail_template_letter_notice").id,
                "fallback_channel": "email",
            }
        )
        for name in ("first", "second", "third"):
            self.env.ref(f"recouvrement_preventif.level_france_{name}").write(
                {
                    "fallback_channel": "letter",
                    "fallback_template_id": self.env.ref("recouvrement_preventif.mail_template_letter").id,
                }
            )

    @api.model
    def _receive_answer(self, name):
        """A customer answered its last message this morning."""
        case = self._get_case(name)
        reminder = case.reminder_ids.filtered("message_id")[:1]
        mail = EmailMessage()
        mail["From"] = formataddr((reminder.contact_id.display_name, reminder.contact_id.email))
        mail["To"] = self.env.company.email
        mail["Subject"] = f"Re: {reminder.message_id.subject}"
        mail["In-Reply-To"] = mail["References"] = reminder.message_id.message_id
        mail.set_content(ANSWER)
        self.env["mail.thread"].message_process(case._name, mail.as_bytes(), thread_id=case.id)

    @api.model
    def _ask_for_call(self, name, today):
        """A customer who lets himself be forgotten was called a week ago, and is to be called again."""
        case = self._get_case(name)
        self.env["recouvrement.contact"].create(
            {
                "case_id": case.id,
                "contact_id": case.partner_id.id,
                "date": today - timedelta(days=8),
                "kind": "call",
                "direction": "out",
                "outcome": "call_back",
                "phone": case.partner_id.phone,
                "summary": "Gérant absent, rappeler la semaine prochaine",
                "user_id": self.env.company.recouvrement_user_id.id,
                # The past is told as it was: the messages of these days do not forbid it.
                "override_reason": "Rendez-vous pris avec son assistante",
            }
        )
        case._schedule_calls(today, {case: "Rappeler le gérant"})
