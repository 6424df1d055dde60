from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, unique

from ..tools.behaviour import DECISION_VALID
from ..tools.intent import get_firing, has_grown, propose


class RecouvrementBehaviour(models.Model):
    """The intent that signals speak for. A person decides; what was refused comes back only with new facts."""

    _inherit = "recouvrement.behaviour"

    @api.model
    def _refresh(self, company, today):
        # EXTENDS 'recouvrement_preventif'
        self._end_old_intents(company, today)
        is_done = super()._refresh(company, today)
        if is_done:
            waiting = self.search(
                Domain("company_id", "=", company.id)
                & (Domain("proposed_profile", "!=", False) | Domain("proposed_intent", "!=", False))
            )
            # The worklist is made of cases.
            self.env["recouvrement.case"]._ensure(company, waiting.partner_id.ids)
        return is_done

    @api.model
    def _propose_intents(self, company, today, partners):
        """Write what the signals speak for, where it is news to a person."""
        rules = self.env["recouvrement.signal"]._get_rules(company)
        changes = {}
        for row in self._fetch_facts(company, today, rules, partners):
            firing = get_firing(row, rules) if row["open_late_count"] else {}
            intent = propose(firing)
            if intent == row["intent"] or not has_grown(firing, row["decided_on"]):
                intent = None
            if intent != row["proposed_intent"]:
                changes[row["id"]] = intent
        if changes:
            self.env.cr.execute(
                SQL(
                    """UPDATE recouvrement_behaviour b SET proposed_intent = c.intent
                         FROM UNNEST(%s::int[], %s::varchar[]) AS c(id, intent) WHERE c.id = b.id""",
                    list(changes),
                    list(changes.values()),
                )
            )

    @api.model
    def _fetch_facts(self, company, today, rules, partners):
        """What the signals look at, and what was decided, of the customers that may give some."""
        facts = list(unique(rule.fact for rule in rules))
        any_given = SQL(" OR ").join(SQL("%s >= %s", SQL.identifier("b", rule.fact), rule.threshold) for rule in rules)
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT b.id, b.open_late_count, b.proposed_intent, k.intent, decision.signals AS decided_on %(facts)s
                  FROM recouvrement_behaviour b
             LEFT JOIN recouvrement_case k ON k.partner_id = b.partner_id AND k.company_id = b.company_id
             LEFT JOIN LATERAL (SELECT d.signals FROM recouvrement_profile_decision d
                                 WHERE d.case_id = k.id AND d.kind = 'intent' AND d.date > %(since)s
                              ORDER BY d.id DESC LIMIT 1) decision ON TRUE
                 WHERE b.company_id = %(company)s AND %(among)s
                   AND (b.proposed_intent IS NOT NULL OR b.open_late_count > 0 AND (%(any_given)s))
                """,
                facts=SQL("").join(SQL(", %s", SQL.identifier("b", fact)) for fact in facts),
                company=company.id,
                since=today - DECISION_VALID,
                among=SQL("TRUE") if partners is None else SQL("b.partner_id = ANY(%s)", partners.ids),
                any_given=any_given if rules else SQL("FALSE"),
            )
        )

    def _get_signals(self):
        """The signals that the customer gives now.

        :return: {:class:`~..tools.intent.Rule`: value}
        """
        self.ensure_one()
        rules = self.env["recouvrement.signal"]._get_rules(self.company_id)
        return get_firing({rule.fact: self[rule.fact] for rule in rules}, rules)

    @api.model
    def _end_old_intents(self, company, today):
        """An intent that harms the customer does not follow it for ever: after a year it is judged anew."""
        cases = self.env["recouvrement.case"].search(
            Domain("company_id", "=", company.id) & Domain("intent", "in", ("delays", "avoids"))
        )
        latest = self.env["recouvrement.profile.decision"]._read_group(
            Domain("case_id", "in", cases.ids) & Domain("kind", "=", "intent"), ["case_id"], ["date:max"]
        )
        old = cases.browse(case.id for case, day in latest if day <= today - DECISION_VALID)
        old._forget_intent()
