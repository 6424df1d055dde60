from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class RecouvrementCase(models.Model):
    """From what a customer owes beside its invoices to the invoices of charges."""

    _inherit = "recouvrement.case"

    charges_invoice_count = fields.Integer(compute="_compute_charges_invoice_count", compute_sudo=True)

    @api.depends("charge_ids.invoice_id")
    def _compute_charges_invoice_count(self):
        groups = self.env["recouvrement.charge"]._read_group(
            Domain("case_id", "in", self.ids) & Domain("invoice_id", "!=", False),
            ["case_id"],
            ["invoice_id:count_distinct"],
        )
        counts = {case.id: count for case, count in groups}
        for case in self:
            case.charges_invoice_count = counts.get(case._origin.id, 0)

    def _lock_charges(self):
        """Until the end of the transaction, nobody else decides on the charges of these cases.

        :raise UserError: somebody else is at work on one of them
        """
        cases = self.sudo()
        if busy := cases - cases.try_lock_for_update():
            raise UserError(
                self.env._(
                    "Somebody else, or the hourly run, is at work on %(customers)s at this moment: try again in an instant.",
                    customers=", ".join(busy.partner_id.mapped("name")),
                )
            )
        # A transaction that had begun before would get the lock after us, and not see what we decided: a row that
        # changed under it makes PostgreSQL refuse it, and Odoo start it again.
        self.env.cr.execute(
            SQL("UPDATE recouvrement_case SET write_date = write_date WHERE id = ANY(%s)", list(self.ids))
        )

    def _get_due_by_case(self, today):
        """What the customers owe beside their invoices on a day, of what is above zero.

        :return: {case: list of :class:`~..tools.charge.DueCharge`}, without those that owe nothing
        """
        due = {}
        charges = self.env["recouvrement.charge"].sudo()
        for company, cases in self.grouped("company_id").items():
            by_partner = cases.grouped("partner_id")
            for entry in charges._get_due(company, today, cases.partner_id):
                if entry.amount > 0:
                    due.setdefault(by_partner[self.env["res.partner"].browse(entry.partner_id)], []).append(entry)
        return due

    def _get_charges_contact(self):
        """Whom the invoices of charges are sent to."""
        self.ensure_one()
        return self.env["res.partner"].browse(self.partner_id.address_get(["invoice"])["invoice"])

    def _get_charges_contact_lang(self):
        return self._get_charges_contact().lang or self.company_id.partner_id.lang or self.env.lang or "en_US"

    def _prepare_charges_invoice(self, currency_id, entries, lines):
        """The values of a draft invoice of charges; its date is that on which it is posted.

        :param entries: :class:`~..tools.charge.DueCharge` that it claims
        :param lines: commands that make its lines
        :rtype: dict
        """
        self.ensure_one()
        policy = self.policy_id
        names = self.env["account.move"].browse(dict.fromkeys(entry.move_id for entry in entries)).mapped("name")
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "partner_id": self._get_charges_contact().id,
            "currency_id": currency_id,
            "invoice_payment_term_id": policy.charges_payment_term_id.id,
            "invoice_origin": ", ".join(names),
            "invoice_line_ids": lines,
        }

    # === ACTIONS === #

    def action_open_charges_invoices(self):
        """Open the invoices of charges of the customer."""
        self.ensure_one()
        return self.charge_ids.invoice_id._get_recouvrement_charges_action()

    def action_invoice_charges(self):
        """Ask before the charges of several customers are invoiced, with their totals."""
        self.check_access("write")
        batch = self.env["recouvrement.charge.batch"].create({"case_ids": [fields.Command.set(self.ids)]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoice the Charges"),
            "res_model": batch._name,
            "res_id": batch.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
