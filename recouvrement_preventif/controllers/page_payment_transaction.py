from werkzeug.exceptions import HTTPException

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.http import request
from odoo.tools.misc import verify_hash_signed

from ..tools.payment import Wish
from .page_payment import TOKEN_SCOPE, PagePaymentController

FLOWS = ("redirect", "direct", "token")


class PagePaymentTransactionController(PagePaymentController):
    """The payment itself: what the browser holds of it is signed, and looked up again in the ledger when it begins."""

    # === BEGINNING A PAYMENT === #

    @http.route("/recouvrement/<int:case_id>/pay/transaction", type="jsonrpc", auth="public")
    def make_transaction(self, case_id, access_token=None, csrf_token=None, amount=None, **kwargs):
        """Begin a payment, as core's payment form asks for it.

        :param str access_token: what was chosen, signed
        :param float amount: what the form shows, which has to be what was chosen
        :return: what the form goes on with
        :rtype: dict
        :raise UserError: it is refused, in words for whoever pays
        """
        visit = self._get_paying_visit(case_id, csrf_token)
        self._validate_transaction_kwargs(kwargs)
        wish, shown = self._read_token(visit, access_token)
        visit.case._lock_page()
        visit.case._check_payment_attempts()
        choice = visit.case._choose_payment(wish, visit.today)
        currency = visit.env["res.currency"].browse(choice.currency_id)
        if amount != shown or currency.compare_amounts(choice.amount, shown):
            raise UserError(visit.env._("What is owed has changed meanwhile. Go back, and choose again what to pay."))
        self._check_way_to_pay(visit, choice, kwargs)
        transaction = self._create_transaction(
            **{
                "payment_method_id": None,
                "token_id": None,
                **kwargs,
                "amount": choice.amount,
                "currency_id": choice.currency_id,
                "is_validation": False,
                "landing_route": visit.url,
                "partner_id": self._get_payer(visit).id,
                "tokenization_requested": bool(visit.user and kwargs.get("tokenization_requested")),
            },
            **self._prepare_transaction(visit, choice),
        )
        transaction.landing_route = f"{visit.url}/pay/{transaction.id}"
        return transaction._get_processing_values()

    def _get_paying_visit(self, case_id, csrf_token):
        """Who pays; a script of another site cannot, nor somebody of the company who only looks."""
        try:
            visit = self._get_visit(case_id)
        except HTTPException:
            visit = None
        if not visit or visit.is_preview or not request.validate_csrf(csrf_token):
            raise AccessError(
                request.env._("This page is no longer open. Follow the link of our last message again.")
            ) from None
        return visit

    def _read_token(self, visit, token):
        """What was chosen on the page, and the amount that it showed: (wish, amount)."""
        try:
            values = verify_hash_signed(visit.env, TOKEN_SCOPE, token or "")
        except (ValueError, UnicodeError):
            values = None
        if not values or values[0] != visit.case.id:
            raise UserError(visit.env._("This form is too old. Go back, and choose again what to pay."))
        return Wish.unpack(values[1])

    def _check_way_to_pay(self, visit, choice, values):
        """Refuse whatever the form of this visitor does not propose."""
        providers, methods, tokens = self._get_ways_to_pay(visit, choice)
        if values.get("flow") in FLOWS:
            if values["flow"] == "token":
                is_known = values.get("token_id") in tokens.ids
            else:
                is_known = values.get("payment_method_id") in methods.ids
            if is_known and values.get("provider_id") in providers.ids:
                return
        raise UserError(visit.env._("This way to pay is no longer available. Choose another one."))

    def _prepare_transaction(self, visit, choice):
        """What a transaction is about."""
        moves = visit.env["account.move.line"].browse(choice.shares).move_id
        invoices = moves.filtered(lambda move: move.is_invoice(include_receipts=True))
        prefix = None
        if len(moves) > 1 or not invoices:
            prefix = visit.company.get_next_batch_payment_communication() or None
        return {
            "reference_prefix": prefix,
            "custom_create_values": {
                "invoice_ids": [Command.set(invoices.ids)],
                "recouvrement_access_id": visit.access.id if visit.access else False,
                "recouvrement_case_id": visit.case.id,
                "recouvrement_ip_address": visit.ip_address,
                "recouvrement_shares": choice.shares,
                "recouvrement_user_id": visit.user.id if visit.user else False,
            },
        }

    # === COMING BACK === #

    @http.route(
        "/recouvrement/<int:case_id>/pay/<int:transaction_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def show_transaction(self, case_id, transaction_id):
        """What became of a payment, for whoever comes back from the payment service."""
        visit = self._get_visit(case_id)
        transaction = visit.env["payment.transaction"].browse(transaction_id).exists()
        if not transaction or transaction.recouvrement_case_id != visit.case:
            return self._protect(request.redirect(visit.url))
        return self._render(visit, "recouvrement_preventif.page_payment_state", {"transaction": transaction})
