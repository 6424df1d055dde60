import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import consteq, format_date, hmac

HMAC_SCOPE = "recouvrement-access"
# 160 bits nobody guesses, and a QR code that a telephone reads from paper.
SIGNATURE_LENGTH = 40


class RecouvrementAccess(models.Model):
    """A personal link to the customer's page of a case. Its token is signed with the secret of the database: who
    reads this table, or a copy of it, cannot make one."""

    _name = "recouvrement.access"
    _description = "Personal Link"
    _order = "expires_on desc, id desc"
    _rec_name = "contact_id"

    case_id = fields.Many2one("recouvrement.case", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    contact_id = fields.Many2one(
        "res.partner",
        string="Recipient",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whoever received the link; empty when it was written to the customer at large.",
    )
    expires_on = fields.Date(required=True, readonly=True, help="The last day on which the link opens the page.")
    revoked_on = fields.Datetime(readonly=True, copy=False)
    revoked_by = fields.Many2one("res.users", readonly=True, copy=False)
    visited_on = fields.Date(string="Last Visit", readonly=True, copy=False)
    nonce = fields.Char(required=True, readonly=True, copy=False, groups="base.group_system")
    state = fields.Selection(
        [("open", "Open"), ("expired", "Expired"), ("revoked", "Revoked")], compute="_compute_state"
    )

    url = fields.Char(
        string="Link",
        compute="_compute_url",
        compute_sudo=True,
        groups="recouvrement_preventif.group_user",
        help="To give to the recipient by another way; whoever has it can answer in the customer's name.",
    )

    @api.depends("nonce", "state")
    def _compute_url(self):
        for access in self:
            access.url = access._get_url() if access.state == "open" else False

    @api.depends("expires_on", "revoked_on")
    def _compute_state(self):
        for access in self:
            today = access.company_id._get_recouvrement_today()
            access.state = "revoked" if access.revoked_on else "open" if access.expires_on >= today else "expired"

    # === MAKING === #

    @api.model
    def _get_for(self, pairs):
        """The links of some recipients, made where there are none and good for as long as the policy says from today.

        :param pairs: iterable of (`recouvrement.case`, `res.partner` who receives the link, may be empty)
        :return: {(case, contact): access}, with all rights
        """
        pairs = {(case.sudo(), contact.sudo()) for case, contact in pairs}
        cases = self.env["recouvrement.case"].sudo().union(*(case for case, _contact in pairs))
        days = {case: self._get_last_day(case) for case in cases}
        alive = Domain("case_id", "in", cases.ids) & Domain("revoked_on", "=", False)
        found = {(access.case_id, access.contact_id): access for access in self.sudo().search(alive, order="id desc")}
        missing = [pair for pair in pairs if pair not in found]
        made = self.sudo().create(
            [
                {
                    "case_id": case.id,
                    "contact_id": contact.id,
                    "expires_on": days[case],
                    "nonce": secrets.token_hex(16),
                }
                for case, contact in missing
            ]
        )
        accesses = {pair: found[pair] for pair in pairs if pair in found} | dict(zip(missing, made, strict=True))
        for day, group in self.union(*accesses.values()).sudo().grouped(lambda access: days[access.case_id]).items():
            group.filtered(lambda access, day=day: access.expires_on != day).expires_on = day
        return accesses

    @api.model
    def _get_last_day(self, case):
        """The last day of a link that is sent today."""
        return case.company_id._get_recouvrement_today() + timedelta(days=case.policy_id.page_link_days)

    def _get_signature(self):
        self.ensure_one()
        return self._sign((self.id, self.sudo().nonce))

    @api.model
    def _sign(self, message):
        return hmac(self.env(su=True), HMAC_SCOPE, message)[:SIGNATURE_LENGTH]

    def _get_url(self):
        """The address to send to the recipient, the only place where the token is written."""
        self.ensure_one()
        return f"{self.case_id.get_base_url()}/recouvrement/l/{self.id}.{self._get_signature()}"

    # === FOLLOWING === #

    @api.model
    def _find(self, token):
        """The link behind a token that opens the page today.

        :param str token: as it stands in an address, whatever was made of it
        :return: the access with all rights, empty for any token that opens nothing
        """
        id_, _dot, signature = token.partition(".")
        # Ten digits are more than PostgreSQL's integers have.
        is_id = id_.isascii() and id_.isdigit() and len(id_) < 10
        access = self.sudo().browse(int(id_) if is_id else 0).exists()
        expected = access._get_signature() if access else self._sign(token)
        if consteq(signature.encode(), expected.encode()) and access:
            return access._filter_usable()
        return self.sudo().browse()

    def _filter_usable(self):
        """Those that open the page at this moment; that of a contact who was archived does not."""
        return self.filtered(
            lambda access: (
                access.state == "open"
                and (access.contact_id.active or not access.contact_id)
                and access.case_id._has_page()
            )
        )

    def _note_visit(self):
        """Take note of the day on which a person, not a program that follows links, had the page open."""
        today = self.company_id._get_recouvrement_today()
        self.filtered(lambda access: access.visited_on != today).visited_on = today

    # === REVOKING === #

    def action_revoke(self):
        """Have the links open nothing any more; the next message brings a new one."""
        alive = self.filtered(lambda access: access.state != "revoked")
        if not alive:
            raise UserError(self.env._("These links were revoked already."))
        alive.case_id.check_access("write")
        alive.sudo().write({"revoked_on": fields.Datetime.now(), "revoked_by": self.env.uid})
        for access in alive:
            access.case_id._message_log(
                body=self.env._(
                    "The link of %(recipient)s to the customer's page was revoked (it would have expired on %(date)s).",
                    recipient=(access.contact_id or access.partner_id).display_name,
                    date=format_date(self.env, access.expires_on),
                )
            )
