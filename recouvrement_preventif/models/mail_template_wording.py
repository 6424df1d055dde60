from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..tools import wording


class MailTemplate(models.Model):
    """Words that a reminder had better not use, told to whoever writes its text."""

    _inherit = "mail.template"

    recouvrement_wording = fields.Html(compute="_compute_recouvrement_wording", sanitize=False)

    @api.depends("model", "subject", "body_html")
    def _compute_recouvrement_wording(self):
        for template in self:
            template.recouvrement_wording = template._describe_wording(template._find_delicate_words())

    def _find_delicate_words(self):
        """The words of the texts of reminders that a court or a bailiff would use, in the languages installed.

        :return: list of :class:`~..tools.wording.Finding`
        """
        found = {}
        for template in self.filtered(lambda template: template.model == "recouvrement.reminder"):
            for code, _name in self.env["res.lang"].get_installed():
                # While it is edited, the text on the screen is that of the user's language.
                localized = template if code == self.env.lang else template.with_context(lang=code)
                for finding in wording.find_delicate_words(
                    localized.subject or "", html2plaintext(localized.body_html or "", include_references=False)
                ):
                    found.setdefault(finding.words.lower(), finding)
        return list(found.values())

    @api.model
    def _describe_wording(self, findings):
        """Why words are delicate, as a list in HTML; False when there is none."""
        reasons = {
            wording.COURT: self.env._("belongs to courts"),
            wording.BAILIFF: self.env._("belongs to bailiffs"),
            wording.SEIZURE: self.env._("announces an enforcement that only a court order allows"),
            wording.THREAT: self.env._("may be read as a threat"),
        }
        if not findings:
            return False
        return Markup("<ul class='mb-0'>%s</ul>") % Markup().join(
            Markup("<li>%s</li>")
            % self.env._("“%(words)s” %(reason)s", words=finding.words, reason=reasons[finding.reason])
            for finding in findings
        )
