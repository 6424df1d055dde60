from difflib import ndiff

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.agreement_text import get_digest, get_plain_text
from .recouvrement_warning import Warned

ACTIVITY = "recouvrement_preventif.mail_activity_terms"
# Until when a manager is asked to look at it.
DAYS = 7


class RecouvrementTerms(models.Model):
    """What changed since terms were written: the policy, the law, what the company says of itself."""

    _inherit = "recouvrement.terms"

    differs_since = fields.Date(readonly=True, copy=False)
    differs_digest = fields.Char(readonly=True, copy=False, help="The fingerprint of what the rules give now.")

    outdated_notice = fields.Char(compute="_compute_outdated_notice")
    notes = fields.Text(compute="_compute_outdated_notice", help="What whoever publishes the terms must know.")

    @api.depends("state", "text_ids.generated", "country", "customer_kind", "policy_id", "payment_term_id")
    @api.depends_context("lang")
    def _compute_outdated_notice(self):
        for terms in self:
            terms.outdated_notice = terms.notes = False
            if not terms.ids or terms.state == "replaced":
                continue
            if terms.state == "draft":
                terms.notes = "\n".join(terms.sudo()._get_notes())
            if terms._get_changes():
                terms.outdated_notice = self.env._(
                    "The policy, the law or what the company says of itself changed since this text was written."
                )

    def action_show_changes(self):
        """Show what the rules would write today, beside what they gave when the terms were written."""
        self.ensure_one()
        changes = self.env["recouvrement.terms.changes"].create({"terms_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Changed Since"),
            "res_model": changes._name,
            "res_id": changes.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_changes(self):
        """What the rules do not say any more and what they say instead, for each language.

        :return: list of dicts: language, removed and added sentences
        """
        languages = dict(self.env["res.lang"].get_installed())
        prepared = []
        for text, words in self._get_changes().items():
            lines = list(ndiff(get_plain_text(text.generated).splitlines(), words.splitlines()))
            prepared.append(
                {
                    "language": languages.get(text.lang, text.lang),
                    "removed": [line[2:] for line in lines if line.startswith("- ")],
                    "added": [line[2:] for line in lines if line.startswith("+ ")],
                }
            )
        return prepared

    # === WARNING === #

    @api.model
    def _cron_warn_outdated(self):
        """Tell a manager, once, that what is published does not match the rules any more."""
        published = self.search(Domain("state", "=", "published"))
        warnings = []
        for terms in published:
            today = terms.company_id._get_recouvrement_today()
            terms._note_changes(today)
            manager = terms.company_id._get_recouvrement_manager()
            if terms.differs_since and manager:
                warnings.append(terms._prepare_warning(manager, today))
        activity_type = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if activity_type:
            self.env["recouvrement.warning"]._tell(activity_type, warnings)
            self._close_warnings(activity_type, {warning.res_id for warning in warnings})

    def _note_changes(self, today):
        """Keep since when the rules give something else, and what: another change is worth telling again.

        :param date today: the company's date
        """
        self.ensure_one()
        changes = self._get_changes()
        digest = get_digest("\n".join(changes.values())) if changes else False
        if digest != (self.differs_digest or False):
            self.write({"differs_digest": digest, "differs_since": today if changes else False})

    def _prepare_warning(self, manager, today):
        def get_words(lang):
            terms = self.with_context(lang=lang)
            return terms.env._("%s: the policy or the law says something else now", terms.display_name)

        return Warned(self.id, manager.id, fields.Date.add(today, days=DAYS), self.differs_since, get_words)

    @api.model
    def _close_warnings(self, activity_type, running):
        """Close what is over: the terms match again, or others took their place."""
        activities = self.env["mail.activity"].sudo().search(Domain("activity_type_id", "=", activity_type.id))
        activities.filtered(lambda activity: activity.res_id not in running).unlink()
