from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..legal.contract import CONSUMER


class RecouvrementTerms(models.Model):
    """How a version is published, and gives its place to the next one."""

    _inherit = "recouvrement.terms"

    def action_publish(self):
        """Publish the drafts: from today on they are on the company's page, and frozen."""
        self._check_manager()
        for terms in self:
            terms._publish(terms.company_id._get_recouvrement_today())

    def action_withdraw(self):
        """Take published terms off: from today on, none are in force in their place."""
        self._check_manager()
        for company, published in self.grouped("company_id").items():
            published._set_replaced(company._get_recouvrement_today())

    def action_write_again(self):
        """Write the texts of drafts from the rules as they are now, in the place of what a person wrote."""
        self._check_manager()
        self._check_draft()
        self.text_ids.unlink()
        self._write_texts()

    def action_prepare_next(self):
        """Prepare the version that will take the place of this one, from the rules as they are now; what was written by
        hand is taken over in the languages where the rules did not change."""
        self.ensure_one()
        self._check_manager()
        following, changed = self.copy(), self._get_changes()
        for text in self.text_ids.filtered("is_edited"):
            kept = following.text_ids.filtered(lambda each, lang=text.lang: each.lang == lang)
            if kept and text not in changed:
                kept.body = text.body
        return following._get_open_action()

    def _publish(self, today):
        """Freeze a draft, with the fingerprints of its texts, in the place of what was published before.

        :param date today: the company's date
        :raise UserError: it is no draft, a text is missing, or the rules changed since it was written
        """
        self.ensure_one()
        self._check_draft()
        if problem := self._get_publish_problem():
            raise UserError(problem)
        for text in self.text_ids:
            text.digest = text._get_digest()
        self.search(self._get_same_domain() & Domain("state", "=", "published"))._set_replaced(today)
        self.write({"state": "published", "published_on": today, **self._prepare_stated()})
        day = format_date(self.env, today)
        self.company_id._log_recouvrement(
            self.env._("%(terms)s published on %(date)s", terms=self.display_name, date=day)
        )

    def _get_same_domain(self):
        """The versions of the same company for the same customers."""
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("customer_kind", "=", self.customer_kind)
            & Domain("country", "=", self.country)
        )

    def _prepare_stated(self):
        """What of the terms counts as a clause: what of the policy their text states."""
        Sentence, stated = self.env["recouvrement.legal.sentence"], self.policy_id._get_stated()
        interest, sums = (), ()
        if self.country:
            interest = Sentence._get_late_interest(self.country, self.customer_kind, stated, self.company_id).texts
            sums = Sentence._get_late_sums(self.country, self.customer_kind, stated).texts
        has_indemnity = bool(sums) and (self.country, self.customer_kind) == ("BE", CONSUMER)
        return {
            "clause_kind": self.policy_id.contract_rate_kind if interest else False,
            "clause_rate": self.policy_id.contract_rate if interest else 0,
            "has_indemnity": has_indemnity,
            "has_scale": has_indemnity and stated.scale,
            "indemnity": self.policy_id.consumer_indemnity if has_indemnity and not stated.scale else 0,
        }

    def _get_publish_problem(self):
        """Why a draft cannot be published, in words; None when it can."""
        self.ensure_one()
        if missing := [text for text in self.text_ids if not text._get_words()]:
            languages = dict(self.text_ids._get_langs())
            return self.env._("The text is empty in: %s.", ", ".join(languages[text.lang] for text in missing))
        if not self.text_ids:
            return self.env._("There is no text to publish.")
        if self._get_changes():
            return self.env._(
                "The policy, the law or what the company says of itself changed since this text was written: write it "
                "again, and read it before it is published."
            )
        return None

    def _set_replaced(self, today):
        """From a day on, these terms are not those in force any more; what was accepted goes on holding.

        :param date today: the company's date
        """
        published = self.filtered(lambda terms: terms.state == "published")
        published.write({"state": "replaced", "replaced_on": today})
        # Another version of the kind may be published in the same transaction.
        published.flush_recordset()

    def _check_draft(self):
        if any(terms.state != "draft" for terms in self):
            raise UserError(self.env._("A version that was published is not changed any more: prepare the next one."))

    def _check_manager(self):
        if not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise AccessError(self.env._("Only collection managers publish payment terms."))
        self.company_id._check_recouvrement_allowed()

    def _get_open_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _print_terms(self):
        """The text as a file, in the language of the context or the nearest there is.

        :return: (name, content)
        """
        self.ensure_one()
        Report = self.env["ir.actions.report"].sudo()
        content, kind = Report._render_qweb_pdf("recouvrement_preventif.action_report_terms", self.ids)
        return f"{self.display_name}.{kind}", content
