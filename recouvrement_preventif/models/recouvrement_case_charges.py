from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class RecouvrementCase(models.Model):
    """What the customer owes beside its invoices, explained line by line."""

    _inherit = "recouvrement.case"

    charge_ids = fields.One2many("recouvrement.charge", "case_id", string="Decisions on Charges")
    charges_total = fields.Char(
        string="Penalties and Indemnities",
        compute="_compute_charges",
        compute_sudo=True,
        help="What the law and your terms give today beside the invoices, whether you claim it or not.",
    )
    charges_table = fields.Html(compute="_compute_charges", compute_sudo=True, sanitize=False)

    @api.depends("partner_id", "company_id", "charge_ids")
    @api.depends_context("lang")
    def _compute_charges(self):
        for company, cases in self.grouped("company_id").items():
            today = company._get_recouvrement_today()
            due = {}
            for entry in self.env["recouvrement.charge"]._get_due(company, today, cases.partner_id):
                due.setdefault(entry.partner_id, []).append(entry)
            for case in cases:
                entries = due.get(case.partner_id.id, [])
                case.charges_total = case._format_charges(entries)
                case.charges_table = self.env["ir.qweb"]._render(
                    "recouvrement_preventif.case_charges", case._prepare_charges(entries, today)
                )

    def _get_due_charges(self, today):
        """What the customer owes beside its invoices on a day.

        :return: list of :class:`~..tools.charge.DueCharge`
        """
        self.ensure_one()
        return self.env["recouvrement.charge"].sudo()._get_due(self.company_id, today, self.partner_id)

    @api.model
    def _format_charges(self, entries):
        """The sum of charges, formatted, per currency."""
        totals = {}
        for entry in entries:
            totals[entry.currency_id] = totals.get(entry.currency_id, 0) + entry.amount
        currency = self.env["res.currency"]
        return " + ".join(
            format_amount(self.env, float(amount), currency.browse(id_)) for id_, amount in totals.items() if amount
        )

    def _prepare_charges(self, entries, today):
        """The values of the table of charges: the invoices, with what is due on each and why."""
        self.ensure_one()
        kinds = dict(self.env["recouvrement.charge"]._fields["kind"]._description_selection(self.env))
        wording = self.env["recouvrement.legal.wording"]
        currency = self.env["res.currency"]
        moves = {}
        for entry in entries:
            moves.setdefault(entry.move_id, []).append(
                {
                    "kind": kinds[entry.kind],
                    "amount": format_amount(self.env, float(entry.amount), currency.browse(entry.currency_id)),
                    "is_waived": bool(entry.waiver_id),
                    "explanation": wording._explain(entry),
                }
            )
        return {
            "date": format_date(self.env, today),
            "invoices": [
                {"name": self.env["account.move"].browse(move_id).name, "charges": charges}
                for move_id, charges in moves.items()
            ],
            "law": self._describe_law(),
            "totals": self._format_charges(entries),
        }

    def _describe_law(self):
        """The name of the legal framework that applies to the customer; False when none does."""
        self.ensure_one()
        return self.legal_framework_id.name

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement.case'
        self.charge_ids.case_id = kept
        return super()._merge_into(kept)

    def action_charges(self):
        """Open what is due beside the invoices, to waive or to invoice it."""
        self.ensure_one()
        wizard = self.env["recouvrement.charge.decision"].create({"case_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Penalties and Indemnities"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
