from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..tools.behaviour import TOLERANCE_DAYS
from ..tools.behaviour_chart import HEIGHT, WIDTH, get_bars

PAYMENTS_SHOWN = 40


class RecouvrementCase(models.Model):
    """The page that shows how the customer pays: its last payments as bars, and the numbers."""

    _inherit = "recouvrement.case"

    behaviour_chart = fields.Html(compute="_compute_behaviour_chart", compute_sudo=True, sanitize=False)

    @api.depends("behaviour_id")
    @api.depends_context("lang")
    def _compute_behaviour_chart(self):
        self.behaviour_chart = False
        for company, cases in self.filtered("behaviour_id").grouped("company_id").items():
            payments = self._fetch_last_payments(company, cases.partner_id)
            for case in cases:
                case.behaviour_chart = self.env["ir.qweb"]._render(
                    "recouvrement_preventif.case_behaviour",
                    case._prepare_behaviour(payments.get(case.partner_id.id, [])),
                )

    @api.model
    def _fetch_last_payments(self, company, partners):
        """The last payments of customers, the oldest first: {customer id: [(invoice, settled on, days late)]}."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, name, settled_on, days_late
                  FROM (
                        SELECT h.partner_id, m.name, h.settled_on, h.days_late, h.line_id,
                               ROW_NUMBER() OVER (PARTITION BY h.partner_id ORDER BY h.settled_on DESC, h.line_id DESC) AS place
                          FROM (%s) h JOIN account_move m ON m.id = h.move_id
                         WHERE h.settled_on IS NOT NULL
                  ) p
                 WHERE place <= %s
              ORDER BY settled_on, line_id
                """,
                self.env["recouvrement.payment.history"]._get_query(
                    company, company._get_recouvrement_today(), partners
                ),
                PAYMENTS_SHOWN,
            )
        )
        payments = {}
        for partner_id, *payment in rows:
            payments.setdefault(partner_id, []).append(payment)
        return payments

    def _prepare_behaviour(self, payments):
        """What the page says of the customer's payments."""
        self.ensure_one()
        figures, words = self.behaviour_id._prepare_figures()
        bars, due = get_bars([days for _name, _day, days in payments])
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "due": due,
            "bars": [
                (bar, bar.days > TOLERANCE_DAYS, self._describe_payment(*payment))
                for bar, payment in zip(bars, payments, strict=True)
            ],
            "first": payments and format_date(self.env, payments[0][1]),
            "last": payments and format_date(self.env, payments[-1][1]),
            "summary": self.behaviour_id._describe_payments(),
            "figures": figures,
            "words": words,
            "counted_on": format_date(self.env, self.behaviour_id.refreshed_on),
        }

    def _describe_payment(self, name, day, days):
        values = {"invoice": name, "date": format_date(self.env, day), "days": abs(days)}
        if days > 0:
            return self.env._("%(invoice)s, paid on %(date)s: %(days)s days late", **values)
        if days < 0:
            return self.env._("%(invoice)s, paid on %(date)s: %(days)s days early", **values)
        return self.env._("%(invoice)s, paid on %(date)s, on the due date", **values)
