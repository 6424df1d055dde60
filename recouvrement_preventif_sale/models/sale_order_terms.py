from odoo import fields, models
from odoo.http import request

from .sale_order import PEOPLE


class SaleOrder(models.Model):
    """The payment terms that a quotation carries, and their acceptance with it."""

    _inherit = "sale.order"

    recouvrement_terms_id = fields.Many2one(
        "recouvrement.terms",
        string="Payment Terms Carried",
        readonly=True,
        copy=False,
        groups=PEOPLE,
        help="The version that the quotation quoted when it was sent.",
    )

    def write(self, vals):
        # EXTENDS 'sale'
        result = super().write(vals)
        if vals.get("state") == "sent" or vals.get("signature"):
            for order in self.sudo().filtered(lambda order: not order.recouvrement_terms_id):
                order.recouvrement_terms_id = order._get_recouvrement_terms()
        if vals.get("state") == "draft":
            self.sudo().recouvrement_terms_id = False
        if vals.get("signature"):
            for order in self:
                order._recouvrement_accept("signature", signer=order.signed_by)
        return result

    def _action_confirm(self):
        # EXTENDS 'sale': who orders from a quotation that carried the terms accepted them.
        result = super()._action_confirm()
        for order in self.filtered(lambda order: not order.signature and order.sudo().recouvrement_terms_id):
            order._recouvrement_accept("portal" if order.sudo().amount_paid else "other")
        return result

    def _get_recouvrement_terms(self):
        """The version that the document quotes: the one it was sent with, else the one that is published today.

        :rtype: recordset of `recouvrement.terms` with all rights, empty when none is quoted
        """
        self.ensure_one()
        order = self.sudo()
        terms = order.recouvrement_terms_id
        company = order.company_id
        if terms or order.state not in ("draft", "sent") or not order.partner_id:
            return terms
        if not order._get_recouvrement_policies(company)[order].prints_terms:
            return terms
        kind = order._get_recouvrement_payer()._get_recouvrement_customer_kind()
        return terms._get_published(company, kind, company._get_recouvrement_today())

    def _get_recouvrement_terms_sentence(self):
        """What the document says of the payment terms that apply; empty when it quotes none."""
        self.ensure_one()
        partner = self.sudo().partner_id
        return self._get_recouvrement_terms()._get_print_sentence(partner, partner.lang)

    def _recouvrement_accept(self, how, signer=None):
        """Keep that the customer accepted, with the order, the payment terms that it carried.

        :param str how: signature, portal, other
        :param str signer: the name that was typed
        """
        self.ensure_one()
        order = self.sudo()
        if not order.recouvrement_terms_id:
            return
        order.env["recouvrement.terms.acceptance"]._record(
            order._get_recouvrement_payer(),
            order.recouvrement_terms_id,
            order.company_id._get_recouvrement_today(),
            how,
            signer=signer,
            ip=request.httprequest.remote_addr if request and how != "other" else False,
            lang=order.partner_id.lang,
            note=order.name,
            res_model=self._name,
            res_id=order.id,
        )

    def _recouvrement_keep_document(self):
        """Keep, with the acceptance, the signed document that was put on the order."""
        self.ensure_one()
        acceptance = self.env["recouvrement.terms.acceptance"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("document_ids", "=", False)], limit=1
        )
        signed = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("mimetype", "=", "application/pdf")],
            order="id desc",
            limit=1,
        )
        if acceptance and signed:
            acceptance.document_ids = signed

    def _find_recouvrement_terms(self, company, today, policies):
        """{order: sentence} of those whose payer has not accepted the payment terms that are published."""
        accepted = self._get_recouvrement_payers()._get_recouvrement_acceptance(company, today)
        published = {}
        found = {}
        for order in self:
            payer = order._get_recouvrement_payer()
            if accepted.get(payer):
                continue
            kind = payer._get_recouvrement_customer_kind()
            if kind not in published:
                published[kind] = self.env["recouvrement.terms"]._get_published(company, kind, today)
            if not published[kind]:
                continue
            if order.state in ("draft", "sent") and policies[order].prints_terms:
                found[order] = self.env._(
                    "Our payment terms have not been accepted yet: have this quotation signed, it quotes them."
                )
            else:
                found[order] = self.env._("Our payment terms have not been accepted yet.")
        return found
