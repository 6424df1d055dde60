import re

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Who somebody was cannot be guessed from this.
ERASED = "…"
# Shorter than this, a name would be found in ordinary words.
SHORTEST = 4
IDENTIFYING = ("name", "email", "phone", "street", "street2")


class RecouvrementPrivacyHolder(models.AbstractModel):
    """Forgetting a person without touching the ledger: what proves that a booked debt was asked for stays, without
    name, address nor what was said."""

    _inherit = "recouvrement.privacy.holder"

    @api.model
    def _check_erasable(self, partner):
        """Say why a person cannot be forgotten yet.

        :raise UserError: it owes something; what is held is needed to establish the claim (GDPR, art. 17.3.e)
        """
        if partner != partner.commercial_partner_id:
            return
        owed = self.env["recouvrement.receivable"].sudo().search_count(Domain("partner_id", "=", partner.id), limit=1)
        if owed:
            raise UserError(
                self.env._(
                    "%(customer)s still owes something: what is held is needed to claim it, and is erased once it is paid "
                    "or given up.",
                    customer=partner.display_name,
                )
            )

    @api.model
    def _erase(self, partner):
        """Forget a person: delete what only served to reach it, and take its name, addresses and words out of the rest.
        Agreements that bind it (plans, promises, terms accepted) stay as evidence.

        :param partner: `res.partner`
        :return: {name of a model: number of records deleted or made anonymous}
        :raise UserError: see :meth:`_check_erasable`
        """
        self._check_erasable(partner)
        done = {}
        holdings = self._get_holdings(partner)
        cases = self._get_cases(partner)
        for records in holdings:
            erase = getattr(self, "_erase_" + records._name.removeprefix("recouvrement.").replace(".", "_"), None)
            if erase:
                done[self._get_model_label(records)] = len(records)
                erase(records, partner)
        self._erase_messages(cases, partner)
        if partner != partner.commercial_partner_id and not partner.sudo().user_ids:
            # Nobody writes any more to whoever asked to be forgotten.
            partner.sudo().active = False
        return done

    @api.model
    def _get_cases(self, partner):
        cases = self.env["recouvrement.case"].sudo().with_context(active_test=False)
        return cases.search(Domain("partner_id", "=", partner.commercial_partner_id.id))

    # === BY MODEL === #

    @api.model
    def _erase_verification(self, checks, partner):
        checks.attachment_ids.unlink()
        checks.unlink()

    @api.model
    def _erase_access(self, links, partner):
        links.unlink()

    @api.model
    def _erase_behaviour(self, rows, partner):
        rows.unlink()

    @api.model
    def _erase_correction(self, corrections, partner):
        corrections.write(
            {"old_value": False, "new_value": ERASED, "email": False, "phone": False, "partner_id": False}
        )

    @api.model
    def _erase_submission(self, submissions, partner):
        submissions.document_ids.unlink()
        submissions.write({"name": ERASED, "email": False, "ip_address": False, "text": False, "contact_id": False})

    @api.model
    def _erase_contact(self, exchanges, partner):
        # The constraints of an exchange are about the day on which it took place.
        for exchange in exchanges:
            exchange.write(
                {
                    "summary": self._hide(exchange.summary, partner) or ERASED,
                    "note": False,
                    "phone": False,
                    "contact_id": False,
                }
            )

    @api.model
    def _erase_reminder(self, reminders, partner):
        """That it was sent, when, for what and at which level stays: the ledger's claims rest on it."""
        waiting = reminders.filtered(lambda reminder: reminder.state in ("to_approve", "queued"))
        waiting._set_cancelled("user", note=self.env._("The recipient asked to be forgotten"))
        self.env["ir.attachment"].sudo().search(
            Domain("res_model", "=", reminders._name) & Domain("res_id", "in", reminders.ids)
        ).unlink()
        for reminder in reminders:
            body = self._hide(reminder.custom_body, partner)
            reminder.write({"contact_id": partner.commercial_partner_id.id, "custom_body": body})

    @api.model
    def _erase_messages(self, cases, partner):
        """Take the person out of the threads of the cases."""
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(Domain("model", "=", "recouvrement.case") & Domain("res_id", "in", cases.ids))
        )
        for message in messages:
            body, subject = self._hide(message.body, partner), self._hide(message.subject, partner)
            vals = {}
            if body != message.body:
                vals["body"] = Markup(body)
            if subject != message.subject:
                vals["subject"] = subject
            for name in ("email_from", "outgoing_email_to", "incoming_email_to", "incoming_email_cc", "reply_to"):
                if message[name] and self._hide(message[name], partner) != message[name]:
                    vals[name] = False
            if message.author_id == partner != partner.commercial_partner_id:
                vals["author_id"] = False
            if vals:
                message.write(vals)

    # === WORDS === #

    @api.model
    def _hide(self, text, partner):
        """A text without what identifies a person.

        :param str text: plain or HTML, may be empty
        """
        words = sorted(
            {partner[name].strip() for name in IDENTIFYING if len((partner[name] or "").strip()) >= SHORTEST},
            key=len,
            reverse=True,
        )
        if not text or not words:
            return text
        pattern = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words)
        hidden = re.sub(pattern, ERASED, str(text), flags=re.IGNORECASE)
        return Markup(hidden) if isinstance(text, Markup) else hidden
