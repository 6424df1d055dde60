import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date, format_datetime

from ..tools.agreement_text import get_digest, get_plain_text, strip_looks

_logger = logging.getLogger(__name__)


class RecouvrementPlan(models.Model):
    """Payment plans on the customer's page: what somebody has to decide, and the agreement that is accepted there."""

    _inherit = "recouvrement.plan"

    submission_ids = fields.One2many("recouvrement.submission", "plan_id", string="Requests", readonly=True)
    accepted_name = fields.Char(string="Accepted by (typed)", readonly=True, copy=False)
    accepted_at = fields.Datetime(string="Accepted online at", readonly=True, copy=False)
    accepted_ip = fields.Char(string="From IP address", readonly=True, copy=False)
    accepted_digest = fields.Char(
        string="SHA-256 of the text",
        readonly=True,
        copy=False,
        help="The fingerprint of the text that was accepted, as it is attached to the plan.",
    )

    online_hint = fields.Char(compute="_compute_online_hint", compute_sudo=True)

    def mail_allowed_qweb_expressions(self):
        # EXTENDS 'recouvrement_preventif': anyone who may edit the texts can use it.
        return (*super().mail_allowed_qweb_expressions(), "object.online_hint")

    @api.depends("case_id")
    @api.depends_context("lang")
    def _compute_online_hint(self):
        """What the e-mail that proposes a plan says of the link beneath it."""
        for plan in self:
            policy = plan.case_id.policy_id
            is_online = policy.page_enabled and policy.page_plan
            plan.online_hint = is_online and self.env._(
                "You can also read the agreement and accept it online, by the link below."
            )

    # === WHAT IS ASKED FOR === #

    @api.model
    def _simulate_wish(self, case, wish):
        """What a plan would be that pays what is late, or everything when nothing is.

        :param case: `recouvrement.case`
        :param dict wish: count, first_date, and currency when there are several
        :return: `recouvrement.plan.simulation`, not saved
        """
        simulation = self.env["recouvrement.plan.simulation"].new(
            {"case_id": case.id, "number": wish["count"], "first_date": wish["first_date"], "note": wish.get("note")}
        )
        if currency := wish.get("currency"):
            simulation.currency_id = currency
        if contact := wish.get("contact"):
            simulation.contact_id = contact
        return simulation

    @api.model
    def _get_wish_objections(self, simulation):
        """Why a person decides on a plan that is asked for, in sentences; nothing when the policy lets it be agreed
        to without one."""
        case, terms = simulation.case_id, simulation._get_terms()
        policy, company = case.policy_id, case.company_id
        today = company._get_recouvrement_today()
        shares = simulation._get_shares(terms)
        objections = self._get_objections(case, terms, shares, today)
        limit = company.currency_id._convert(policy.page_plan_max_amount, terms.currency, company, today)
        if limit and terms.currency.compare_amounts(terms.amount, limit) > 0:
            objections.append(
                self.env._(
                    "The policy lets customers agree by themselves to instalments on %(amount)s at most.",
                    amount=format_amount(self.env, limit, terms.currency),
                )
            )
        lapsed = self.search(
            [
                ("case_id", "=", case.id),
                ("stage", "=", "proposed"),
                ("answer_by", "<", today),
                ("debt_ids.move_line_id", "in", list(shares)),
            ]
        )
        if lapsed:
            objections.append(
                self.env._(
                    "An earlier proposal on this debt was not answered (%(plans)s).",
                    plans=", ".join(lapsed.mapped("reference")),
                )
            )
        return objections

    def _propose_on_page(self):
        """Propose a draft that its customer has just put together: he reads the agreement where he is, no e-mail
        asks him to sign it."""
        self.ensure_one()
        self._check_stage(("draft",), self.env._("Only a draft can be proposed."))
        self._set_proposed()

    def _set_proposed(self):
        # EXTENDS 'recouvrement_preventif': what a person was asked for is answered by proposing it.
        result = super()._set_proposed()
        asked = self.submission_ids.filtered(lambda each: each.answer_by and each.state == "new")
        asked._set_done(self.env.user)
        return result

    def _prepare_page(self, visit):
        """What the page of a plan shows, in the visitor's language; the agreement in its own.

        :param visit: :class:`~..tools.visit.Visit`
        """
        self.ensure_one()
        lang, can_answer = self._get_lang(), self in visit.case._get_plans_to_answer(visit.today)
        return {
            "plan": self,
            "plan_lang": lang.replace("_", "-"),
            "agreement_title": self.with_context(lang=lang).env._(
                "Agreement %(reference)s, version %(version)s", reference=self.reference, version=self.version
            ),
            "agreement": Markup(strip_looks(self._render_agreement())),
            "digest": self._get_agreement_digest(),
            "can_answer": can_answer,
            "standing_text": self._describe_answer(visit, can_answer),
            "accept_label": self.env._(
                "I have read this agreement, and accept it for %s.",
                self.partner_id.name or self.partner_id.display_name,
            ),
        }

    def _describe_answer(self, visit, can_answer):
        """Whether the customer is to answer the plan, or what his answer was."""
        if can_answer:
            return self.env._(
                "Read the agreement, then accept it at the bottom of this page by %s. Until then, you are not asked to "
                "pay what it covers.",
                format_date(self.env, self.answer_by, date_format="EEEE d MMMM y"),
            )
        if self.stage != "agreed":
            return self._get_answer_problem(visit.today) or self.env._(
                "Plans cannot be accepted on this page any more: please write to us."
            )
        if self.accepted_at:
            timezone = self.company_id._get_recouvrement_timezone().zone
            moment = format_datetime(self.env, self.accepted_at, tz=timezone, dt_format="long")
            return self.env._("Accepted by %(name)s on %(moment)s.", name=self.accepted_name, moment=moment)
        return self.env._("Accepted on %s.", format_date(self.env, self.accepted_on))

    def _render_agreement(self):
        """What is agreed, as HTML, in the language of the agreement."""
        self.ensure_one()
        plan = self.sudo().with_context(lang=self._get_lang())
        return Markup(plan.env["ir.qweb"]._render("recouvrement_preventif.report_plan_text", {"o": plan}))

    def _get_agreement_text(self):
        """What is agreed, to the letter, with its reference and version."""
        self.ensure_one()
        title = f"{self.reference} (v{self.version})"
        return f"{title}\n{get_plain_text(self._render_agreement())}"

    def _get_agreement_digest(self):
        """The fingerprint of what is agreed: another one means that another text was read."""
        return get_digest(self._get_agreement_text())

    def _get_agreement_document(self):
        """The agreement as a file: what was signed or accepted if that is kept, else as it stands.

        :return: (name, content)
        """
        self.ensure_one()
        kept = self.sudo().document_ids.filtered(lambda document: document.mimetype == "application/pdf")
        if self.accepted_at and kept:
            return kept[-1].name, kept[-1].raw
        return self._print_agreement()

    def _print_agreement(self):
        Report = self.env["ir.actions.report"].sudo()
        content, kind = Report._render_qweb_pdf("recouvrement_preventif.action_report_plan", self.ids)
        return f"{self.reference}.{kind}", content

    # === ITS ANSWER === #

    def _get_answer_problem(self, today):
        """Why the customer cannot accept a plan on his page any more, in words; None when he can."""
        self.ensure_one()
        if self.stage == "agreed":
            return self.env._("This payment plan has already been accepted.")
        if self.stage != "proposed":
            return self.env._("This payment plan is not proposed any more.")
        first = self.line_ids.sorted("date")[:1]
        if self.answer_by < today or first.deadline < today:
            return self.env._(
                "This proposal could be accepted until %(date)s: ask for another one, or write to us.",
                date=format_date(self.env, min(self.answer_by, first.deadline)),
            )
        return None

    def _accept_online(self, submission, digest):
        """Record that a person accepts the plan on the page, and keep what he read.

        :param submission: `recouvrement.submission` that says who
        :param str digest: of the text that was shown
        :raise UserError: the plan cannot be accepted any more, or its text is not the one that was read
        """
        self.ensure_one()
        today = self.company_id._get_recouvrement_today()
        if problem := self._get_answer_problem(today):
            raise UserError(problem)
        try:
            self._check_room(today, self._get_unpaid())
        except UserError as problem:
            # In words for a customer.
            raise UserError(
                self.env._(
                    "What you owe has changed since this plan was proposed: ask for another one, or write to us."
                )
            ) from problem
        text = self._get_agreement_text()
        if get_digest(text) != digest:
            raise UserError(
                self.env._("The text of the agreement has changed since it was shown to you: please read it again.")
            )
        own = self.with_env(submission._in_company_language().env)
        own.write(
            {
                "accepted_name": submission.name,
                "accepted_at": submission.date,
                "accepted_ip": submission.ip_address,
                "accepted_digest": digest,
            }
        )
        kept = own._keep_document(f"{self.reference}-v{self.version}.txt", text.encode())
        contact = submission.contact_id or self.contact_id or self.partner_id
        own._accept(contact, today, "page", submission.text, kept)
        own._share_exchange(submission)
        # What was asked for is settled with it.
        (own.submission_ids - submission).filtered(lambda each: each.state == "new")._set_done(own.env.user)
        own._keep_print()

    def _share_exchange(self, submission):
        """What was said is told once: the exchange of the submission is the one in which the plan was accepted."""
        told, self.exchange_id = self.exchange_id, submission.exchange_id
        told.unlink()
        submission.exchange_id.plan_id = self

    def _refuse_online(self, submission):
        """The customer says no on the page, and why.

        :param submission: `recouvrement.submission` with his words
        :raise UserError: the plan is not proposed any more
        """
        self.ensure_one()
        if self.stage != "proposed":
            raise UserError(self._get_answer_problem(self.company_id._get_recouvrement_today()))
        own = self.with_env(submission._in_company_language().env)
        own._set_cancelled(own.env._("Refused by the customer: %s", submission.text))

    def _keep_print(self):
        """Keep the printed agreement beside its text; what was accepted stays so when it cannot be printed now."""
        try:
            with self.env.cr.savepoint():
                name, content = self._print_agreement()
                self.document_ids |= self._keep_document(name, content)
        except Exception:
            _logger.warning("The agreement %s could not be printed", self.reference, exc_info=True)

    def _keep_document(self, name, content):
        return self.env["ir.attachment"].create(
            {"name": name, "raw": content, "res_model": self._name, "res_id": self.id}
        )
