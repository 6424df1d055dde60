import re
import secrets
from base64 import b64encode
from hashlib import sha256
from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import is_html_empty
from odoo.tools.misc import hash_sign

from odoo.addons.account_payment.controllers.payment import PaymentPortal

from ..models.recouvrement_case_payment import BeingPaid
from ..tools.payment import SELECTION, Wish
from .page import PageController

TOKEN_SCOPE = "recouvrement-payment"
# Hours for which a payment form is good: longer than anybody takes to find his card.
TOKEN_HOURS = 12
OFFER = re.compile(r"((?:late|all|plan-\d{1,9}|settlement-\d{1,9}|promise-\d{1,9})):(\d{1,9})")
INVOICE = re.compile(r"(\d{1,9}):(\d{1,9})")
# What Odoo writes on each of its scripts, the only one that may be written in the page.
ASSET_HANDLER = b64encode(sha256(b"__odooAssetError=1").digest()).decode()


class PagePaymentController(PageController, PaymentPortal):
    """Paying on the customer's page: what to pay is chosen, looked up in the ledger, and shown with the ways to pay it."""

    # === CHOOSING === #

    @http.route("/recouvrement/<int:case_id>/pay", type="http", auth="public", methods=["GET"], sitemap=False)
    def show_payment(self, case_id, what=None, amount=None, **_query):
        """What can be paid, and once it is chosen, how."""
        visit = self._get_visit(case_id)
        if not what:
            return self._show_choice(visit)
        typed = (amount or "").strip()
        again = bool(request.httprequest.args.get("again"))
        try:
            wish = self._read_wish(visit, what, again)
            choice = visit.case._choose_payment(wish, visit.today)
        except BeingPaid as error:
            return self._show_choice(visit, str(error), again_url=self._get_again_url())
        except UserError as error:
            return self._show_choice(visit, str(error))
        errors = {}
        if typed:
            try:
                wish = wish._replace(amount=self._read_amount(visit, wish, typed))
                choice = visit.case._choose_payment(wish, visit.today)
            except UserError as error:
                # What was chosen still stands.
                wish, errors = wish._replace(amount=None), {"amount": str(error)}
        return self._show_form_of_payment(visit, wish, choice, typed, errors)

    def _read_wish(self, visit, what, again):
        """What a visitor chose, without the amount he typed.

        :param str what: as the page sent it: `<code>:<currency>`, or `selection`
        :rtype: :class:`~..tools.payment.Wish`
        :raise UserError: it is nothing that the page proposes
        """
        if what != SELECTION:
            found = OFFER.fullmatch(what)
            return Wish(int(found[2]), found[1], again=again) if found else Wish(0, what)
        found = [INVOICE.fullmatch(value) for value in request.httprequest.args.getlist("move")]
        if not found:
            raise UserError(visit.env._("Tick at least one invoice."))
        if not all(found):
            return Wish(0, what)
        currencies = {int(each[2]) for each in found}
        if len(currencies) > 1:
            raise UserError(visit.env._("Tick invoices of one currency only, then pay the others."))
        return Wish(currencies.pop(), SELECTION, tuple(int(each[1]) for each in found), again=again)

    def _read_amount(self, visit, wish, typed):
        errors, currency = {}, visit.env["res.currency"].browse(wish.currency_id)
        amount = visit.env["recouvrement.submission"]._read_amount(errors, "amount", typed, currency)
        if errors:
            raise UserError(errors["amount"])
        return amount

    def _get_again_url(self):
        args = request.httprequest.args.to_dict(flat=False)
        return f"?{urlencode({**args, 'again': '1'}, doseq=True)}"

    def _show_choice(self, visit, error=None, again_url=None):
        return self._render(
            visit,
            "recouvrement_preventif.page_payment_choice",
            {
                **visit.case._prepare_payment_choice(visit.today),
                "errors": {"": error} if error else {},
                "again_url": again_url,
                "ticked": request.httprequest.args.getlist("move"),
            },
        )

    # === PAYING === #

    def _show_form_of_payment(self, visit, wish, choice, typed, errors):
        """How to pay what was chosen: online, and by bank transfer."""
        values = {
            **visit.case._prepare_payment(choice),
            "fields": self._get_wish_fields(wish),
            "typed": {"amount": typed},
            "errors": errors,
        }
        form = None if visit.is_preview else self._prepare_payment_form(visit, wish, choice)
        if not form:
            return self._render(visit, "recouvrement_preventif.page_payment", values)
        nonce = secrets.token_urlsafe(16)
        # Core's templates, and those of the payment services, expect all that core puts around them.
        render = visit.env["ir.qweb"]._render
        values["form"] = render("payment.form", form)
        values["assets"] = render(
            "recouvrement_preventif.page_payment_assets",
            {"nonce": nonce, "session_info": self._get_session_info(visit)},
        )
        return self._render(visit, "recouvrement_preventif.page_payment", values, policy=self._get_policy(nonce))

    def _get_session_info(self, visit):
        """What Odoo's scripts want to know of the session, in the language of the page."""
        info = request.env["ir.http"].get_frontend_session_info()
        return {**info, "bundle_params": {**info["bundle_params"], "lang": visit.lang}}

    def _get_wish_fields(self, wish):
        """What the page has to send to choose the same again: [(name, value)]."""
        currency_id = wish.currency_id
        if wish.code == SELECTION:
            fields = [("what", SELECTION), *(("move", f"{move_id}:{currency_id}") for move_id in wish.move_ids)]
        else:
            fields = [("what", f"{wish.code}:{currency_id}")]
        return [*fields, ("again", "1")] if wish.again else fields

    def _get_policy(self, nonce):
        """What the page of a payment may load: payment services bring scripts, frames and forms of their own, and
        Odoo's own scripts compile their templates."""
        return {
            "connect-src": "'self' https:",
            "font-src": "'self' data: https:",
            "form-action": "'self' https:",
            "frame-src": "'self' https:",
            "img-src": "'self' data: https:",
            "script-src": f"'self' 'nonce-{nonce}' 'unsafe-eval' https:",
            "script-src-attr": f"'unsafe-hashes' 'sha256-{ASSET_HANDLER}'",
            "style-src": "'self' 'unsafe-inline' https:",
        }

    def _prepare_payment_form(self, visit, wish, choice):
        """The values of core's payment form; None where nobody can pay online."""
        partner = self._get_payer(visit)
        providers, methods, tokens = self._get_ways_to_pay(visit, choice)
        if not methods and not tokens:
            return None
        return {
            "access_token": self._sign(visit, wish, choice),
            "amount": choice.amount,
            "availability_report": {},
            "currency": visit.env["res.currency"].browse(choice.currency_id),
            "is_html_empty": is_html_empty,
            "landing_route": visit.url,
            "partner_id": partner.id,
            "payment_methods_sudo": methods,
            "providers_sudo": providers,
            "show_tokenize_input_mapping": self._compute_show_tokenize_input_mapping(providers)
            if visit.user
            else dict.fromkeys(providers.ids, False),
            "tokens_sudo": tokens,
            "transaction_route": f"{visit.url}/pay/transaction",
        }

    def _get_payer(self, visit):
        """Who pays in core's eyes: whoever logged in, so that his cards stay his; else the customer."""
        return visit.user.partner_id if visit.user else visit.case.partner_id

    def _get_ways_to_pay(self, visit, choice):
        """(providers, payment methods, saved cards) for an amount; a link opens no saved card: it may be passed on."""
        env, partner = visit.env, self._get_payer(visit)
        tokens = env["payment.token"]
        if not visit.case.policy_id.page_pay or not self._can_partner_pay_in_company(partner, visit.company):
            return env["payment.provider"], env["payment.method"], tokens
        providers = env["payment.provider"]._get_compatible_providers(
            visit.company.id, partner.id, choice.amount, currency_id=choice.currency_id
        )
        methods = env["payment.method"]._get_compatible_payment_methods(
            providers.ids, partner.id, currency_id=choice.currency_id
        )
        if visit.user:
            tokens = tokens._get_available_tokens(providers.ids, partner.id)
        return providers, methods, tokens

    def _sign(self, visit, wish, choice):
        values = [visit.case.id, wish.pack(choice.amount)]
        return hash_sign(visit.env, TOKEN_SCOPE, values, expiration_hours=TOKEN_HOURS)
