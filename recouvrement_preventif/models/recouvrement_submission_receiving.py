from datetime import timedelta

from markupsafe import Markup, escape

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# How much a customer may send within a day, in all and of one kind.
DAILY_LIMIT = 20
DAILY_LIMIT_OF_KIND = 5
# The fields of a form that every kind has.
COMMON_FIELDS = ("name", "email", "text")


class RecouvrementSubmission(models.Model):
    """How what a visitor sent is received: once, and followed up at once."""

    _inherit = "recouvrement.submission"

    @api.model
    def _submit(self, visit, kind, number, values):
        """Receive what a visitor sent, once, whatever the number of clicks or tabs it came from.

        The kind's own method `_handle_<kind>(values)` does what it asks for: it is called on the new record as the
        system user, in the visitor's language, sets the record's result fields (and `state` to `done` when nothing
        waits for a person), and raises a `UserError`, in words for the visitor, where nothing is to be written.

        :param visit: :class:`~..tools.visit.Visit`
        :param str kind: of the submission
        :param int number: that the form carried
        :param dict values: `name`, `email` and `text` as typed, and what the kind needs
        :return: (the submission, whether it had been received before)
        :raise UserError: nothing was written; the message is for the visitor
        """
        if visit.is_preview:
            raise UserError(self.env._("This is what the customer sees: nothing can be sent from here."))
        visit.case._lock_page()
        submissions = self.with_env(visit.env).with_user(SUPERUSER_ID)
        own = submissions.search(submissions._get_visitor_domain(visit, kind), order="number")
        if earlier := own.filtered(lambda each: each.number == number):
            return earlier, True
        submissions._check_daily_limits(visit.case, kind)
        with self.env.cr.savepoint():
            submission = submissions.create(submissions._prepare_vals(visit, kind, len(own), values))
            submission._record_exchange()
            getattr(submission, f"_handle_{kind}")(values)
            submission._follow_up()
        return submission, False

    @api.model
    def _prepare_vals(self, visit, kind, number, values):
        return {
            "case_id": visit.case.id,
            "kind": kind,
            "number": number,
            "contact_id": visit.contact.id,
            "access_id": visit.access.id if visit.access else False,
            "visitor_user_id": visit.user.id if visit.user else False,
            "user_id": visit.case._get_owner().id,
            "date": fields.Datetime.now(),
            "ip_address": visit.ip_address,
            **{name: values.get(name) or False for name in COMMON_FIELDS},
        }

    @api.model
    def _check_daily_limits(self, case, kind):
        """Refuse more than anybody in good faith would send in a day."""
        since = fields.Datetime.now() - timedelta(days=1)
        recent = self.search(Domain("case_id", "=", case.id) & Domain("date", ">", since))
        of_kind = recent.filtered(lambda submission: submission.kind == kind)
        if len(recent) >= DAILY_LIMIT or len(of_kind) >= self._get_daily_limit(kind):
            raise UserError(
                self.env._(
                    "We have received several requests from you today, and will answer them. Please wait until tomorrow "
                    "to send another one, or contact us: %(contact)s",
                    contact=self.env["recouvrement.reminder"]._get_company_contact(case.company_id)
                    or case.company_id.name,
                )
            )

    @api.model
    def _get_daily_limit(self, kind):
        """How many requests of a kind a customer may send within a day; extend it for a kind that needs more."""
        return DAILY_LIMIT_OF_KIND

    # === WHAT FOLLOWS === #

    def _in_company_language(self):
        """The record in the language of the company: what is kept for its people is written in it."""
        self.ensure_one()
        return self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)

    def _record_exchange(self):
        """Keep that the customer turned to us."""
        own = self._in_company_language()
        self.exchange_id = own.env["recouvrement.contact"].create(
            {
                "case_id": self.case_id.id,
                "contact_id": self.contact_id.id,
                "date": self.company_id._get_recouvrement_today(),
                "direction": "in",
                "kind": "page",
                "note": self.text,
                "summary": own._describe(),
                "user_id": SUPERUSER_ID,
            }
        )

    def _follow_up(self):
        """What follows from a request once it is handled: the case tells it, its owner has a task, the next step
        waits, and the customer receives a confirmation."""
        own = self._in_company_language()
        summary = own._describe()
        self.exchange_id.summary = summary
        own._log_on_case(summary)
        if self.state == "new":
            own._schedule(summary)
            if days := self._get_pause_days():
                own.env["recouvrement.suspension"]._pause_for_answer(
                    own.case_id, days, self.company_id._get_recouvrement_today()
                )
        self._confirm()

    def _get_pause_days(self):
        """How many days the next step waits for somebody to handle the request; extend it for a kind that pauses by
        itself, or not at all."""
        self.ensure_one()
        policy = self.case_id.policy_id
        return policy.answer_pause_days if policy.page_pause else 0

    def _log_on_case(self, summary):
        """Tell on the thread of the case what was sent, as it was typed. A kind that posts it otherwise extends it."""
        title = self.env._(
            "Sent from the customer's page by %(name)s: %(summary)s",
            name=self.name or self.contact_id.name or self.partner_id.name,
            summary=summary,
        )
        text = Markup("<br/>").join(escape(line) for line in (self.text or "").splitlines())
        self.case_id._message_log(
            author_id=(self.contact_id or self.partner_id).id,
            body=Markup("<p>%s</p>") % title + (Markup("<p>%s</p>") % text if text else Markup()),
        )

    def _schedule(self, summary):
        """Give the request to the owner of the case."""
        activity_type = self.env.ref("recouvrement_preventif.mail_activity_page", raise_if_not_found=False)
        if not activity_type:
            return
        # In the worklist: no e-mail announces it.
        self.activity_id = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "date_deadline": self.company_id._get_recouvrement_today(),
                    "res_id": self.case_id.id,
                    "res_model_id": self.env["ir.model"]._get_id(self.case_id._name),
                    "summary": summary,
                    "user_id": self.user_id.id,
                }
            )
        )

    def _confirm(self):
        """Confirm by e-mail what was received. A kind whose result brings a confirmation of its own extends it.

        It goes to whom the company knows, never to the address that was typed: the page would let anybody write to
        anybody in the company's name."""
        own = self._in_company_language()
        self.confirmation_id, self.confirmation_problem = own.case_id._inform(
            self,
            "recouvrement_preventif.mail_template_submission",
            self.contact_id,
            own.env._("Confirmation of what was received: %s", own._describe()),
        )

    def _get_confirmation_lang(self):
        """The language of whoever receives the confirmation."""
        self.ensure_one()
        return self.case_id._get_information_lang(self.contact_id)
