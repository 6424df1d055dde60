import re

from odoo import api, models

# Where the people of the company see the page of a customer; an e-mail that leaves has the recipient's link instead.
PAGE_URL = "/recouvrement/open/"
PAGE_LINK = re.compile(rf'href="[^"]*{PAGE_URL}(\d+)"')
CONTEXT_KEY = "recouvrement_page_urls"


class MailMail(models.Model):
    """The link to the customer's page is made when an e-mail leaves, for whoever receives it: what is kept of the
    message opens nothing."""

    _inherit = "mail.mail"

    @api.model
    def _send_reminders(self, reminders, auto_commit, raise_exception, post_send_callback):
        # EXTENDS 'recouvrement_preventif': the links of all at once, not e-mail by e-mail.
        urls = {reminder.mail_mail_id.id: url for reminder, url in reminders._get_page_urls().items()}
        return super()._send_reminders(
            reminders.with_context(**{CONTEXT_KEY: urls}), auto_commit, raise_exception, post_send_callback
        )

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        # EXTENDS 'mail'
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        if PAGE_URL in (self.body_html or ""):
            for email in emails:
                case_ids = {int(id_) for id_ in PAGE_LINK.findall(email["body"])}
                urls = {case_id: self._get_page_url(case_id, email.get("partner_id")) for case_id in case_ids}
                email["body"] = PAGE_LINK.sub(
                    lambda link, urls=urls: f'href="{urls[int(link[1])]}"' if urls[int(link[1])] else link[0],
                    email["body"],
                )
        return emails

    def _get_page_url(self, case_id, partner):
        """The link to the page of a case for one recipient of this e-mail; None for those who are not to have one.

        :param partner: `res.partner` whom the e-mail is for, may be empty
        """
        self.ensure_one()
        if url := self.env.context.get(CONTEXT_KEY, {}).get(self.id):
            return url
        case = self.env["recouvrement.case"].sudo().browse(case_id).exists()
        reminder = self._get_reminders()
        if case and case == reminder.case_id:
            return reminder._get_page_urls().get(reminder)
        if not case or not partner or not self._is_for_customer(case, partner):
            return None
        return self.env["recouvrement.access"]._get_for([(case, partner)])[case, partner.sudo()]._get_url()

    def _is_for_customer(self, case, partner):
        """Whether an e-mail carries the link of its recipient: the customer's own people, and whoever else we
        inform in the customer's place. What people quote to each other carries none."""
        if partner.commercial_partner_id == case.partner_id:
            return True
        return self.mail_message_id.message_type == "auto_comment" and partner.partner_share
