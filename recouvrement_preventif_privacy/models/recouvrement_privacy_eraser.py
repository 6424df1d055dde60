import re

from markupsafe import Markup, escape

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Who somebody was cannot be guessed from this.
ERASED = "…"
# Shorter than this, a name would be found in ordinary words.
SHORTEST = 4
IDENTIFYING = ("name", "email", "phone", "street", "street2")
# Where messages keep addresses.
ADDRESSES = ("email_from", "outgoing_email_to", "incoming_email_to", "incoming_email_cc", "reply_to")
# Where the words of a person are kept, and repeated in the messages that answer it.
SAID = {"recouvrement.submission": "text", "recouvrement.contact": "note"}


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
        hide = self._make_hider(partner, holdings)
        for records in holdings:
            erase = getattr(self, "_erase_" + records._name.removeprefix("recouvrement.").replace(".", "_"), None)
            if erase:
                done[self._get_model_label(records)] = len(records)
                erase(records, partner, hide)
        self._erase_messages(cases, partner, hide)
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
    def _erase_verification(self, checks, partner, hide):
        checks.attachment_ids.unlink()
        checks.unlink()

    @api.model
    def _erase_access(self, links, partner, hide):
        links.unlink()

    @api.model
    def _erase_behaviour(self, rows, partner, hide):
        rows.unlink()

    @api.model
    def _erase_correction(self, corrections, partner, hide):
        corrections.write(
            {"old_value": False, "new_value": ERASED, "email": False, "phone": False, "partner_id": False}
        )

    @api.model
    def _erase_submission(self, submissions, partner, hide):
        submissions.document_ids.unlink()
        submissions.write({"name": ERASED, "email": False, "ip_address": False, "text": False, "contact_id": False})

    @api.model
    def _erase_contact(self, exchanges, partner, hide):
        # The constraints of an exchange are about the day on which it took place.
        for exchange in exchanges:
            exchange.write(
                {
                    "summary": hide(exchange.summary) or ERASED,
                    "note": False,
                    "phone": False,
                    "contact_id": False,
                }
            )

    @api.model
    def _erase_reminder(self, reminders, partner, hide):
        """That it was sent, when, for what and at which level stays: the ledger's claims rest on it."""
        waiting = reminders.filtered(lambda reminder: reminder.state in ("to_approve", "queued"))
        waiting._set_cancelled("user", note=self.env._("The recipient asked to be forgotten"))
        self.env["ir.attachment"].sudo().search(
            Domain("res_model", "=", reminders._name) & Domain("res_id", "in", reminders.ids)
        ).unlink()
        for reminder in reminders:
            body = hide(reminder.custom_body)
            reminder.write({"contact_id": partner.commercial_partner_id.id, "custom_body": body})

    @api.model
    def _erase_messages(self, cases, partner, hide):
        """Take the person out of the threads of the cases."""
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(Domain("model", "=", "recouvrement.case") & Domain("res_id", "in", cases.ids))
        )
        for message in messages:
            is_own = message.author_id == partner
            body = Markup("<p>%s</p>") % ERASED if is_own else hide(message.body)
            vals = {"body": body} if body != message.body else {}
            if is_own and partner != partner.commercial_partner_id:
                vals["author_id"] = partner.commercial_partner_id.id
            if (subject := hide(message.subject)) != message.subject:
                vals["subject"] = subject
            for name in ADDRESSES:
                if message[name] and hide(message[name]) != message[name]:
                    vals[name] = False
            if vals:
                message.write(vals)
            if is_own:
                message.attachment_ids.unlink()

    # === WORDS === #

    @api.model
    def _make_hider(self, partner, holdings):
        """What takes out of a text, plain or HTML, what identifies a person and what it wrote.

        :param partner: `res.partner`
        :param holdings: what is held of it
        """
        words = {partner[name] for name in IDENTIFYING}
        for records in holdings:
            if records._name in SAID:
                for text in filter(None, records.mapped(SAID[records._name])):
                    words.update(text.splitlines())
        words = {word.strip() for word in words if word and len(word.strip()) >= SHORTEST}
        words |= {str(escape(word)) for word in words}
        pattern = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(words, key=len, reverse=True))

        def hide(text):
            if not text or not pattern:
                return text
            hidden = re.sub(pattern, ERASED, str(text), flags=re.IGNORECASE)
            return Markup(hidden) if isinstance(text, Markup) else hidden

        return hide
