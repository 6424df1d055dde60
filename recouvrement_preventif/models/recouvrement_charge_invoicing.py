from markupsafe import Markup

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class RecouvrementCharge(models.Model):
    """Draft invoices of charges."""

    _inherit = "recouvrement.charge"

    @api.model
    def _invoice(self, due, cases, today, accounts):
        """Make the draft invoices of charges: one per customer and currency, in the customer's language.

        The caller holds the lock of the cases, and has computed what is due under it.

        :param due: list of :class:`~..tools.charge.DueCharge` above zero, of one company
        :param cases: `recouvrement.case` of their customers, in that company
        :param date today: the day to which the charges are computed
        :param dict accounts: {`interest` or `indemnity`: income account}
        :return: the drafts, `account.move`
        """
        company = cases.company_id.ensure_one()
        by_partner = cases.grouped("partner_id")
        products = self.env["product.product"]._get_recouvrement_charge_products().with_company(company)
        counted = self._get_days_counted(cases, due)
        # The lines name the late invoices one by one: they are read together.
        self.env["account.move"].browse({entry.move_id for entry in due}).fetch(["name", "invoice_date", "date"])
        groups = {}
        for entry in due:
            groups.setdefault((entry.partner_id, entry.currency_id), []).append(entry)
        vals_list, keys = [], []
        for (partner_id, currency_id), entries in groups.items():
            case = by_partner[self.env["res.partner"].browse(partner_id)]
            lines = self._prepare_invoice_lines(entries, case, accounts, products, counted)
            vals_list.append(case._prepare_charges_invoice(currency_id, entries, lines))
            keys.append((case, entries))
        moves = self.env["account.move"].with_company(company).create(vals_list)
        self._record_invoices(zip(moves, keys, strict=True), today)
        return moves

    @api.model
    def _record_invoices(self, invoices, today):
        """Remember what drafts claim, and say so on the cases."""
        vals_list, bodies = [], {}
        for move, (case, entries) in invoices:
            lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product").sorted("sequence")
            for line, entry in zip(lines, entries, strict=True):
                vals = self._prepare_decision(entry, case, "invoiced", today)
                vals_list.append(vals | {"amount": line.price_subtotal, "invoice_line_id": line.id})
            body = self.env._(
                "Charges of %(amount)s invoiced: %(draft)s",
                amount=case._format_charges(entries),
                draft=move._get_html_link(title=self.env._("draft invoice")),
            )
            bodies.setdefault(case.id, []).append(body)
        self.sudo().create(vals_list)
        cases = self.env["recouvrement.case"].browse(bodies)
        cases._message_log_batch(bodies={id_: Markup("<br/>").join(parts) for id_, parts in bodies.items()})

    @api.model
    def _get_days_counted(self, cases, due):
        """The last day of the interest that was invoiced already: {(customer id, invoice id): date}."""
        groups = self.sudo()._read_group(
            self._get_counting_domain()
            & Domain("state", "=", "invoiced")
            & Domain("kind", "=", "interest")
            & Domain("case_id", "in", cases.ids)
            & Domain("move_id", "in", list({entry.move_id for entry in due})),
            ["partner_id", "move_id"],
            ["date:max"],
        )
        return {(partner.id, move.id): day for partner, move, day in groups}

    # === VALUES === #

    @api.model
    def _prepare_invoice_lines(self, entries, case, accounts, products, counted):
        """One line per late invoice and kind, each followed by its explanation."""
        wording = self.env["recouvrement.legal.wording"].with_context(lang=case._get_charges_contact_lang())
        commands = []
        for number, entry in enumerate(entries):
            what = "interest" if entry.kind == "interest" else "indemnity"
            product = products.filtered(lambda product, what=what: product.recouvrement_charge_kind == what)[:1]
            taxes = product.taxes_id
            company_taxes = taxes.filtered_domain(taxes._check_company_domain(case.company_id))
            name = wording._describe_charge(entry, counted.get((entry.partner_id, entry.move_id)))
            commands += [
                Command.create(
                    {
                        "sequence": 10 * number + 10,
                        "product_id": product.id,
                        "name": name,
                        "quantity": 1,
                        "price_unit": float(entry.amount),
                        # What the product says for this company, and neither the default tax of sales nor what a
                        # fiscal position would make of it: charges are outside of VAT.
                        "tax_ids": [Command.set(company_taxes.ids)],
                        "account_id": accounts[what].id,
                    }
                ),
                Command.create(
                    {
                        "sequence": 10 * number + 11,
                        "display_type": "line_note",
                        "name": "\n".join(wording._explain(entry, is_internal=False)),
                    }
                ),
            ]
        return commands

    @api.model
    def _get_accounts(self, company, due, accounts=None):
        """The income accounts that charges need.

        :param dict accounts: {`interest` or `indemnity`: account}, those that a person chose; the others are the company's
        :return: {`interest` or `indemnity`: account}
        :raise UserError: none is known
        """
        chosen = {kind: account for kind, account in (accounts or {}).items() if account}
        missing = []
        for kind in {"interest" if entry.kind == "interest" else "indemnity" for entry in due} - set(chosen):
            chosen[kind] = company._get_recouvrement_charge_account(kind)
            if not chosen[kind]:
                missing.append(kind)
        if missing:
            labels = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "No income account is known in %(company)s for: %(kinds)s. Choose it where you invoice the charges of one "
                    "customer, or have it set in the settings of invoicing.",
                    company=company.name,
                    kinds=", ".join(labels[kind] for kind in sorted(missing)),
                )
            )
        return chosen
