from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ..legal.contract import BUSINESS, CONSUMER
from ..legal.waiting import CONSUMER_DAYS
from .recouvrement_reminder_letter import LETTER_CHANNELS


class RecouvrementReminder(models.Model):
    """What a formal notice says beside the text of its level: nobody can forget or change it there."""

    _inherit = "recouvrement.reminder"

    legal_mentions = fields.Html(
        string="Added beneath the text", compute="_compute_legal_mentions", compute_sudo=True, sanitize=False
    )

    @api.depends("level_id", "channel", "line_ids.amount", "line_ids.is_cancelled", "date", "contact_id")
    def _compute_legal_mentions(self):
        for reminder in self:
            mentions = reminder.with_context(lang=reminder._get_lang())._get_legal_mentions()
            reminder.legal_mentions = mentions

    def _finish(self, subject, body, email_from, layout):
        # EXTENDS 'recouvrement_preventif'
        message = super()._finish(subject, body, email_from, layout)
        if message.problem:
            return message
        if problem := self._get_notice_problem():
            return self._get_problem(problem)
        return message._replace(mentions=self._get_legal_mentions())

    def _get_notice_problem(self):
        """What keeps the formal notice from being served, in words; None when nothing does, or when it is none."""
        self.ensure_one()
        return self.company_id._get_recouvrement_identity_problem() if self.level_id._is_formal_notice() else None

    def _get_law(self):
        """Whose law a reminder is under: (country as the legal core knows it or None, `business` or `consumer`)."""
        self.ensure_one()
        return self.env["recouvrement.legal.framework"]._get_laws(self.company_id, self.partner_id)[self.partner_id]

    # === WHAT IT SAYS === #

    def _get_legal_mentions(self):
        """What the law asks a reminder to say, beneath its text and in the language of the context.

        Extend it for another kind of message; it is asked for each reminder of a batch and must not query.

        :return: HTML as `Markup`, empty when there is nothing to say
        """
        self.ensure_one()
        if not self.level_id._is_formal_notice():
            return Markup()
        reminder = self.sudo()
        city, is_letter = reminder.company_id.city, self.channel in LETTER_CHANNELS
        date = format_date(self.env, self.date, date_format="long")
        return self.env["ir.qweb"]._render(
            "recouvrement_preventif.reminder_legal_mentions",
            {
                "is_letter": is_letter,
                # A letter has it at its head.
                "dateline": "" if is_letter else self._format_dateline(city, date),
                "items": reminder._prepare_notice_items(),
                # A letter has it at its foot.
                "identity": [] if is_letter else reminder.company_id._get_recouvrement_identity(),
            },
            minimal_qcontext=True,
        )

    @api.model
    def _format_dateline(self, city, date):
        return self.env._("%(city)s, %(date)s", city=city, date=date) if city else date

    def _prepare_notice_items(self):
        """What a formal notice says, point by point: [(title, list of sentences)]."""
        self.ensure_one()
        country, kind = self._get_law()
        items = [
            (self.env._("What is asked for"), self._get_notice_claim(country)),
            (self.env._("What may be added"), self._get_notice_additions(country, kind)),
            (self.env._("Time to pay"), [self._get_notice_time(country, kind), self._get_notice_consequence()]),
            (self.env._("Your answer"), [self._get_notice_dispute(), self._get_notice_contact()]),
        ]
        return [(title, sentences) for title, sentences in items if sentences]

    def _get_notice_claim(self, country):
        claim = self.env._(
            "%(amounts)s, which is the principal that remains due on the invoices listed as overdue.",
            amounts=" + ".join(self._format_totals(self._split_lines()[0])),
        )
        if country != "FR":
            return [claim, self.env._("This message is a formal notice to pay.")]
        return [
            claim,
            self.env._(
                "This message is a formal notice to pay, under articles 1231-6 and 1344 of the French Civil Code."
            ),
        ]

    def _get_notice_additions(self, country, kind):
        """The sentences on what the law or the contract adds, of what the policy claims.

        :param str country: as the legal core knows it; nothing is known of a law it does not know
        :param str kind: `business` or `consumer`
        """
        if not country:
            return []
        Sentence, policy, company = self.env["recouvrement.legal.sentence"], self.policy_id, self.company_id
        agreed = self._get_agreed_on_all(self._split_lines()[0])
        texts = []
        if policy.claims_interest:
            texts += Sentence._get_interest(
                country, kind, agreed.clause, self.date, is_small=company.recouvrement_is_small
            ).texts
        if policy.claims_indemnity and kind == BUSINESS:
            texts += Sentence._get_fixed_sum(country).texts
        if policy.claims_indemnity and (country, kind) == ("BE", CONSUMER):
            texts += Sentence._get_consumer_indemnity(agreed.indemnity, agreed.scale).texts
        if (country, kind) == ("FR", CONSUMER):
            texts.append(
                self.env._("No recovery cost is asked of you (article L111-8 of the French Code of civil enforcement).")
            )
        return texts

    def _get_notice_time(self, country, kind):
        days = self.level_id.notice_days
        if (country, kind) == ("BE", CONSUMER):
            days = max(days, CONSUMER_DAYS)
        if self.channel in LETTER_CHANNELS:
            return self.env._(
                "Please pay within %(days)s days of the day on which this letter is first presented to you.", days=days
            )
        return self.env._("Please pay within %(days)s days of the day on which you receive this message.", days=days)

    def _get_notice_consequence(self):
        return self.env._(
            "If neither payment nor answer has reached us by then, we may ask for payment by the means that the law "
            "provides."
        )

    def _get_notice_dispute(self):
        return self.env._(
            "You may dispute all or part of these sums: tell us why within the same time. We will examine it and answer you."
        )

    def _get_notice_contact(self):
        company = self.company_id
        return " · ".join(filter(None, (company._get_recouvrement_seat(), self._get_company_contact(company))))
