from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.limitation import Standing, get_standing


class RecouvrementReceivable(models.Model):
    """How long one may go to court for a debt."""

    _inherit = "recouvrement.receivable"

    limitation_on = fields.Date(
        string="Last Day to Go to Court",
        compute="_compute_limitation",
        compute_sudo=True,
        help="Counted from the due date, or from the last fact that started the time again. A reminder or a formal "
        "notice, even registered, does not. Empty where the rule was not verified: ask a lawyer.",
    )
    limitation_basis = fields.Char(string="Counted how", compute="_compute_limitation", compute_sudo=True)

    @api.depends("date_due", "partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_limitation(self):
        standings = self._get_standings()
        for receivable in self:
            standing = standings[receivable]
            receivable.limitation_on = standing.last_day
            receivable.limitation_basis = receivable._describe_standing(standing)

    def _get_standings(self):
        """How long one may go to court for the debts, in a few queries whatever their number.

        :return: {receivable: `tools.limitation.Standing`}
        """
        Framework = self.env["recouvrement.legal.framework"]
        standings = dict.fromkeys(self, Standing())
        for company, receivables in self.grouped("company_id").items():
            partners = receivables.partner_id
            laws = Framework._get_laws(company, partners)
            policies = Framework._get_policies(company, partners)
            events = self.env["recouvrement.legal.event"]._get_by_customer(company, partners)
            for receivable in receivables:
                partner = receivable.partner_id
                about = [
                    (event.kind, event.date)
                    for event in events.get(partner, ())
                    if not event.move_ids or receivable.move_id in event.move_ids
                ]
                nature = policies[partner].debt_nature or "general"
                standings[receivable] = get_standing(laws[partner], nature, receivable.date_due, about)
        return standings

    def _describe_standing(self, standing):
        """How the last day to go to court was counted, in words."""
        self.ensure_one()
        wording = self.env["recouvrement.legal.wording"]
        doubts = wording._describe_problem(standing.problem) if standing.problem else ""
        found = standing.limitation
        if not found:
            return doubts
        values = {
            "years": found.years,
            "date": format_date(self.env, found.starts_on),
            "article": found.article or self.env._("article not read"),
        }
        started = [(event, article) for event, day, article in found.interruptions if day == found.starts_on]
        if started:
            kinds = dict(self.env["recouvrement.legal.event"]._fields["kind"]._description_selection(self.env))
            event, article = started[-1]
            counted = self.env._(
                "%(years)s year(s) from %(date)s (%(article)s): %(event)s (%(event_article)s).",
                event=kinds[event],
                event_article=article,
                **values,
            )
        else:
            counted = self.env._("%(years)s year(s) from the due date (%(article)s).", **values)
        return f"{counted} {doubts}".strip()
