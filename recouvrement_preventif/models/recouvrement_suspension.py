from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date


class RecouvrementSuspension(models.Model):
    """The fact that something must not be chased until a date, and why.

    Whatever suspends (a manual hold, a dispute, a promise...) creates records of
    this model; the planner reads nothing else."""

    _name = "recouvrement.suspension"
    _description = "Suspension"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    case_id = fields.Many2one("recouvrement.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Leave empty to suspend everything that the customer owes.",
    )
    line_id = fields.Many2one(
        "account.move.line",
        string="Instalment",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id", compute_sudo=True)
    amount = fields.Monetary(
        help="The part of the instalment that is suspended, in its currency; zero suspends all of it. "
        "On an invoice, it is held on its oldest instalments that are open at the moment.",
    )
    kind = fields.Selection([("hold", "Hold")], required=True, default="hold", readonly=True)
    reason = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users", string="Decided by", required=True, readonly=True, default=lambda self: self.env.user
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._get_recouvrement_today()
    )
    date_to = fields.Date(string="Until", required=True, help="Last day of the suspension, included.")
    released_on = fields.Date(readonly=True, copy=False, help="The day on which a person ended it early.")
    is_running = fields.Boolean(compute="_compute_is_running", search="_search_is_running")

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "A suspension cannot end before it starts: check its dates."
    )
    _amount_on_debt = models.Constraint(
        "CHECK(amount IS NULL OR amount = 0 OR (amount > 0 AND (line_id IS NOT NULL OR move_id IS NOT NULL)))",
        "Part of a debt can only be suspended on one invoice or instalment, for an amount above zero.",
    )

    @api.depends("line_id", "move_id")
    def _compute_currency_id(self):
        for suspension in self:
            suspension.currency_id = suspension.line_id.currency_id or suspension.move_id.currency_id

    @api.depends("date_from", "date_to", "released_on")
    @api.depends_context("company")
    def _compute_is_running(self):
        running = self.filtered_domain(self._get_running_domain(self.env.company._get_recouvrement_today()))
        running.is_running = True
        (self - running).is_running = False

    def _search_is_running(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._get_running_domain(self.env.company._get_recouvrement_today())

    @api.model
    def _get_running_domain(self, today):
        """The suspensions that are in force on a day, as a Domain."""
        return (
            Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today)
            & (Domain("released_on", "=", False) | Domain("released_on", ">", today))
        )

    @api.model
    def _get_running_sql(self, company, today):
        """What :meth:`_get_running_domain` says of the suspensions `s` of a company, as SQL."""
        return SQL(
            """s.company_id = %(company)s AND s.date_from <= %(today)s AND s.date_to >= %(today)s
               AND (s.released_on IS NULL OR s.released_on > %(today)s)""",
            company=company.id,
            today=today,
        )

    @api.model
    def _get_running_agreement_ids(self, field, parent, company, today, partners=None):
        """The ids of the agreements of which suspensions in force hold something.

        :param str field: of the suspensions, that names the debt
        :param str parent: of the debt, that names the agreement
        :param partners: commercial partners, the only ones that matter; all when None
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT debt.%(parent)s
                  FROM recouvrement_suspension s
                  JOIN %(debts)s debt ON debt.id = s.%(field)s
                  JOIN recouvrement_case c ON c.id = s.case_id
                 WHERE %(running)s AND %(among)s
                """,
                parent=SQL.identifier(parent),
                debts=SQL.identifier(self.env[self._fields[field].comodel_name]._table),
                field=SQL.identifier(field),
                running=self._get_running_sql(company, today),
                among=SQL("TRUE") if partners is None else SQL("c.partner_id = ANY(%s)", list(partners.ids)),
            )
        )
        return [id_ for (id_,) in rows]

    @api.model
    def _get_suspended_amount(self, company, today, partners=None):
        """What the suspension `s` holds of an instalment, as SQL, in the instalment's currency: NULL when
        it is all of it. Extend it where that depends on more than the suspension.

        :param company: `res.company`
        :param date today: the company's date
        :param partners: commercial partners, the only ones that matter; all when None
        """
        return SQL("NULLIF(s.amount, 0)")

    @api.constrains("case_id", "move_id", "line_id")
    def _check_customer(self):
        for suspension in self:
            move = suspension.move_id or suspension.line_id.move_id
            # An opening entry holds what several customers owe.
            customer = suspension.line_id.partner_id.commercial_partner_id or move.commercial_partner_id
            if move and customer != suspension.case_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(invoice)s is not an invoice of %(customer)s.",
                        invoice=move.name,
                        customer=suspension.case_id.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        suspensions = super().create(vals_list)
        for suspension in suspensions:
            if text := suspension._get_log_text():
                suspension.case_id._message_log(body=text)
        return suspensions

    def _get_log_text(self):
        """What the case is told of a suspension; nothing when whoever made it tells it itself."""
        self.ensure_one()
        return self.env._(
            "Suspended until %(date)s (%(scope)s): %(reason)s",
            date=format_date(self.env, self.date_to),
            scope=self.move_id.name or self.line_id.move_id.name or self.env._("everything"),
            reason=self.reason,
        )

    def _describe(self):
        """Until when and why, in words."""
        self.ensure_one()
        return self.env._(
            "Suspended until %(date)s: %(reason)s", date=format_date(self.env, self.date_to), reason=self.reason
        )

    def _release(self, today):
        """End what is in force, quietly: whoever ends it says why where it was decided.

        :param date today: the company's date
        """
        self.filtered_domain(self._get_running_domain(today)).released_on = today

    def action_release(self):
        """End the suspension today; what was due meanwhile is chased again from now on."""
        for suspension in self:
            today = suspension.company_id._get_recouvrement_today()
            if suspension.released_on or suspension.date_to < today:
                raise UserError(self.env._("This suspension has already ended."))
            suspension.released_on = today
            suspension.case_id._message_log(
                body=self.env._("Suspension ended early: %(reason)s", reason=suspension.reason)
            )
