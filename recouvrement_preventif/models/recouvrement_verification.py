from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.verification import get_expiry

KINDS = [
    ("email", "E-mail address"),
    ("phone", "Telephone number"),
    ("address", "Postal address"),
    ("identity", "Identity"),
    ("bank", "Bank account"),
    ("solvency", "Solvency"),
]
# What somebody who is with the customer can ask.
ASKED = ("email", "phone", "address", "identity")


class RecouvrementVerification(models.Model):
    """One dated check of one thing known of a customer. What was checked is kept with it: a value that changes since
    is not checked any more, without anything to update. A check is never corrected: another one follows."""

    _name = "recouvrement.verification"
    _description = "Verification"
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id", "source"]

    partner_id = fields.Many2one("res.partner", string="Contact", required=True, index=True, ondelete="cascade")
    customer_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        default=lambda self: self.env.company,
        help="Empty when it is true for every company, as what a machine sees.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    kind = fields.Selection(KINDS, string="What", required=True)
    date = fields.Date(required=True, default=lambda self: self.env.company._get_recouvrement_today())
    user_id = fields.Many2one(
        "res.users", string="By", default=lambda self: self.env.user, help="Empty when a machine did it."
    )
    how = fields.Selection(
        [
            ("machine", "By the computer"),
            ("quotation", "With the customer, on a quotation"),
            ("order", "With the customer, on an order"),
            ("call", "With the customer, on the telephone"),
            ("visit", "With the customer, at a visit"),
            ("entered", "Entered"),
            ("imported", "Imported"),
        ],
        required=True,
        default=lambda self: "imported" if self.env.context.get("import_file") else "entered",
    )
    result = fields.Selection(
        [("valid", "Valid"), ("doubtful", "Doubtful"), ("invalid", "Invalid")], required=True, default="valid"
    )
    value = fields.Char(string="Value Checked", readonly=True)
    finding = fields.Char(readonly=True, help="What a machine found, by its name.")
    hint = fields.Char(readonly=True)
    summary = fields.Char(compute="_compute_summary", help="What was found, in words.")
    note = fields.Text()
    source = fields.Char(help="Where it comes from: a bank, an insurer, published accounts, a supplier of information…")
    score = fields.Char(help="As the source gives it: 72/100, B+…")
    limit_advised = fields.Monetary(
        help="What the source advises to let the customer owe at most; 0 when it says none."
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Documents")
    expires_on = fields.Date(
        string="Good until", compute="_compute_expires_on", help="From the months that the company's policy gives it."
    )
    is_expired = fields.Boolean(string="Out of date", compute="_compute_expires_on", search="_search_is_expired")
    is_latest = fields.Boolean(
        string="Latest of its kind",
        compute="_compute_is_latest",
        search="_search_is_latest",
        help="No later check of the same kind of the same contact.",
    )

    _partner_kind_index = models.Index("(partner_id, kind, date DESC, id DESC)")
    _limit_positive = models.Constraint("CHECK(limit_advised >= 0)", "A limit advised cannot be negative.")

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for check in self:
            check.currency_id = (check.company_id or self.env.company).currency_id

    @api.depends("kind", "result", "finding", "hint", "value")
    @api.depends_context("lang")
    def _compute_summary(self):
        results = dict(self._fields["result"]._description_selection(self.env))
        for check in self:
            check.summary = (
                check.finding and self._describe_finding(check.kind, check.finding, check.value, check.hint)
            ) or results.get(check.result)

    @api.depends("partner_id.name", "kind", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for check in self:
            check.display_name = " · ".join(filter(None, (check.partner_id.display_name, kinds.get(check.kind))))

    @api.depends("company_id", "kind", "date")
    @api.depends_context("company")
    def _compute_expires_on(self):
        for company, checks in self.grouped(lambda check: check.company_id or self.env.company).items():
            months = company._get_recouvrement_policy()._get_verification_months()
            today = company._get_recouvrement_today()
            for check in checks:
                # What a machine sees is seen anew each time it is asked for.
                is_lasting = not check.date or not check.kind or check.how == "machine"
                check.expires_on = not is_lasting and get_expiry(check.date, months[check.kind])
                check.is_expired = bool(check.expires_on) and check.expires_on < today

    def _search_is_expired(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = []
        for company in self.env.companies:
            today = company._get_recouvrement_today()
            months = company._get_recouvrement_policy()._get_verification_months()
            for kind, number in months.items():
                if number:
                    domains.append(
                        Domain("company_id", "=", company.id)
                        & Domain("kind", "=", kind)
                        & Domain("date", "<", get_expiry(today, -number))
                    )
        return Domain("how", "!=", "machine") & Domain.OR(domains)

    @api.depends("partner_id", "kind", "date", "company_id")
    def _compute_is_latest(self):
        latest = set(self.search(self._search_is_latest("in", [True]) & Domain("id", "in", self.ids)).ids)
        for check in self:
            check.is_latest = check.id in latest

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """NOT EXISTS (
                       SELECT 1 FROM recouvrement_verification later
                        WHERE later.partner_id = %(alias)s.partner_id AND later.kind = %(alias)s.kind
                          AND COALESCE(later.company_id, 0) = COALESCE(%(alias)s.company_id, 0)
                          AND (later.date, later.id) > (%(alias)s.date, %(alias)s.id))""",
                alias=SQL.identifier(alias),
            )
        )

    # === CONSTRAINTS AND CRUD METHODS === #

    @api.constrains("date")
    def _check_date(self):
        for check in self:
            if check.date > (check.company_id or self.env.company)._get_recouvrement_today():
                raise UserError(
                    self.env._("A check that has not taken place yet cannot be recorded: look at its date.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        # What a person enters is about the value of that moment.
        checks = super().create(vals_list)
        for check in checks.filtered(lambda check: check.how in ("entered", "imported") and check.kind != "solvency"):
            if not check.value:
                check.value = check.partner_id._get_recouvrement_value(check.kind)
        checks._claim_documents()
        return checks

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._claim_documents()
        return result

    def _claim_documents(self):
        """Whoever may read the check may open its documents: on their own, only who uploaded them could."""
        for check in self.filtered("attachment_ids"):
            loose = check.attachment_ids.filtered(lambda attachment: not attachment.res_id)
            loose.write({"res_model": self._name, "res_id": check.id})

    # === ACTIONS === #

    def action_take_limit(self):
        """Let the customer owe what is advised: core's credit limit, with the rights of the user.

        :raise UserError: nothing is advised, the company uses no limit, or the user may not set it
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        if not self.limit_advised:
            raise UserError(self.env._("This check advises no limit."))
        if not company.sudo().account_use_credit_limit:
            raise UserError(
                self.env._(
                    "%(company)s uses no credit limit yet: an administrator turns it on under Invoicing > Configuration "
                    "> Settings > Sales Credit Limit.",
                    company=company.name,
                )
            )
        customer = self.customer_id.with_company(company)
        if not customer.has_access("write"):
            raise UserError(
                self.env._(
                    "You are not allowed to change customers. Ask for the right “Contact: Creation”, or leave the "
                    "limit to somebody who has it."
                )
            )
        customer.write({"credit_limit": self.limit_advised, "use_partner_credit_limit": True})
        return self.env["recouvrement.reminder"]._notify(
            self.env._("%(customer)s may now owe what is advised.", customer=customer.display_name), "success"
        )

    @api.model
    def get_import_templates(self):
        """The file that solvency checks are imported from."""
        return [
            {
                "label": self.env._("Import template for solvency"),
                "template": "/recouvrement_preventif/static/xls/solvency.csv",
            }
        ]
