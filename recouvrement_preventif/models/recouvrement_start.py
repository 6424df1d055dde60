from typing import NamedTuple

from markupsafe import Markup

from odoo import api, models
from odoo.tools import SQL

from ..tools.decision import Rules
from .recouvrement_suspension_start import FOR_GOOD

# Ages in days, from and to (None: no end), by which debts are shown and decided on.
AGES = ((1, 30), (31, 90), (91, 365), (366, None))


class OldDebts(NamedTuple):
    """The debts of an age: how many, for how much in the company's currency, and how
    many of them are left out already."""

    count: int = 0
    amount: float = 0.0
    left_out_count: int = 0


class RecouvrementStart(models.AbstractModel):
    """What becomes, when a company starts its reminders, of the debts that were there
    before: every method works on all of them at once, however many there are."""

    _name = "recouvrement.start"
    _description = "Start of the Reminders"

    @api.model
    def _get_invitation(self):
        """What lists that are still empty say to a manager whose company has not started, as HTML."""
        is_off = self.env.company.recouvrement_mode == "off"
        if not is_off or not self.env.user.has_group("recouvrement_preventif.group_manager"):
            return Markup()
        return Markup('<p><a type="action" class="btn btn-primary" name="%s">%s</a></p>') % (
            "recouvrement_preventif.recouvrement_setup_action",
            self.env._("Start the Reminders"),
        )

    @api.model
    def _get_old_debts_query(self, company, start):
        """The instalments due before the start for which no message was ever made."""
        self.env.flush_all()
        return SQL(
            """
            SELECT r.id, r.partner_id, r.move_id, %(start)s - r.date_due AS age, r.amount_residual_company AS amount,
                   r.id = ANY(%(left_out)s) AS left_out
              FROM (%(view)s) r
             WHERE r.company_id = %(company)s AND r.date_due < %(start)s AND r.exclusion IS NULL
               AND NOT EXISTS (SELECT 1 FROM recouvrement_reminder_line t
                                WHERE t.claim_id = r.claim_id AND t.level_id IS NOT NULL AND t.is_cancelled IS NOT TRUE)
            """,
            view=self.env["recouvrement.receivable"]._table_query,
            company=company.id,
            start=start,
            left_out=self._get_left_out_ids(company),
        )

    @api.model
    def _get_left_out_ids(self, company):
        """The instalments left out already: by their ids, PostgreSQL looks each debt up in
        them once, whatever it believes of tables that have just been filled."""
        return [
            line_id
            for (line_id,) in self.env.execute_query(
                SQL(
                    "SELECT line_id FROM recouvrement_suspension WHERE company_id = %s AND kind = 'start' AND released_on IS NULL",
                    company.id,
                )
            )
        ]

    @api.model
    def _get_old_debts_of_age_query(self, company, start, age):
        age_from, age_to = age
        return SQL(
            "SELECT * FROM (%s) d WHERE d.age >= %s AND (%s OR d.age <= %s)",
            self._get_old_debts_query(company, start),
            age_from,
            age_to is None,
            age_to or 0,
        )

    @api.private
    def count_old_debts(self, company, start):
        """The debts that a company had before its start, by age.

        :param company: `res.company`
        :param date start: the first day of its reminders
        :return: {first age in days, as in AGES: :class:`OldDebts`}
        """
        first_ages = [age_from for age_from, _age_to in AGES]
        rows = self.env.execute_query(
            SQL(
                """SELECT WIDTH_BUCKET(d.age, %s::int[]) AS place, COUNT(*), SUM(d.amount), COUNT(*) FILTER (WHERE d.left_out)
                     FROM (%s) d GROUP BY 1""",
                first_ages,
                self._get_old_debts_query(company, start),
            )
        )
        found = {first_ages[place - 1]: OldDebts(count, float(amount), out) for place, count, amount, out in rows}
        return {age: found.get(age, OldDebts()) for age in first_ages}

    # === FOLLOW FROM A LEVEL === #

    @api.private
    def get_first_level(self, policy):
        """The level that an overdue instalment meets first under a policy, if any.

        :rtype: recordset of `recouvrement.level`
        """
        rungs = policy.level_ids.sorted()
        if rungs and not rungs[0]._is_preventive():
            return rungs[0]
        return rungs.filtered(lambda level: level.reference == "due" and not level._is_preventive())[:1]

    @api.private
    def follow_old_debts(self, company, start, age, level):
        """Have the old debts of an age climb from a level of a policy: it is the next one
        they reach, on the day of the start at the earliest.

        :param company: `res.company`
        :param date start: the first day of its reminders
        :param age: (from, to) in days, to None for no end
        :param level: `recouvrement.level` that comes next
        """
        rungs = level.policy_id.level_ids.sorted()
        place = rungs.ids.index(level.id)
        previous = level.browse()
        if level != self.get_first_level(level.policy_id):
            previous = rungs[place - 1] if place else previous
        debts = self._get_old_debts_of_age_query(company, start, age)
        if previous:
            self._place(company, debts, previous, start, level.minimum_gap)
        else:
            self._forget(debts)
        self.env.cr.execute(
            SQL(
                """UPDATE recouvrement_suspension SET released_on = %s, write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                    WHERE kind = 'start' AND released_on IS NULL AND line_id IN (SELECT id FROM (%s) debt)""",
                company._get_recouvrement_today(),
                self.env.uid,
                debts,
            )
        )
        self.env.invalidate_all(flush=False)

    @api.model
    def _place(self, company, debts, previous, start, gap):
        """Put debts at a level, as if reached as long before the start as the next one asks for."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO recouvrement_claim
                       (line_id, company_id, level_id, reached_on, create_uid, write_uid, create_date, write_date)
                SELECT id, %(company)s, %(level)s, %(start)s - %(gap)s, %(user)s, %(user)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM (%(debts)s) debt
                    ON CONFLICT (line_id) DO UPDATE
                   SET level_id = EXCLUDED.level_id, reached_on = EXCLUDED.reached_on,
                       write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                """,
                company=company.id,
                level=previous.id,
                start=start,
                gap=gap,
                user=self.env.uid,
                debts=debts,
            )
        )

    @api.model
    def _forget(self, debts):
        """Have debts start at the bottom again, where an earlier choice had put them higher."""
        self.env.cr.execute(
            SQL(
                """UPDATE recouvrement_claim SET level_id = NULL, reached_on = NULL
                    WHERE level_id IS NOT NULL AND line_id IN (SELECT id FROM (%s) debt)""",
                debts,
            )
        )

    # === LEAVE OUT === #

    @api.private
    def leave_out_old_debts(self, company, start, age):
        """Suspend the old debts of an age for good, each on its own so that a person may
        release it. Nothing changes in the ledger; those left out already stay as they are.

        :param company: `res.company`
        :param date start: the first day of its reminders
        :param age: (from, to) in days, to None for no end
        """
        debts = self._get_old_debts_of_age_query(company, start, age)
        rows = self.env.execute_query(SQL("SELECT id, move_id, partner_id FROM (%s) debt WHERE NOT left_out", debts))
        if not rows:
            return
        line_ids, move_ids, partner_ids = map(list, zip(*rows, strict=True))
        cases = self.env["recouvrement.case"].sudo()._ensure(company, list(set(partner_ids)))
        by_partner = {case.partner_id.id: case.id for case in cases}
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO recouvrement_suspension
                       (case_id, company_id, move_id, line_id, kind, reason, user_id, date_from, date_to,
                        create_uid, write_uid, create_date, write_date)
                SELECT debt.case_id, %(company)s, debt.move_id, debt.line_id, 'start', %(reason)s, %(user)s, %(today)s,
                       %(end)s, %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM UNNEST(%(cases)s, %(moves)s, %(lines)s) AS debt(case_id, move_id, line_id)
                """,
                company=company.id,
                reason=self.env._("Older than the reminders, left out when they started"),
                user=self.env.uid,
                today=company._get_recouvrement_today(),
                end=FOR_GOOD,
                cases=[by_partner[partner_id] for partner_id in partner_ids],
                moves=move_ids,
                lines=line_ids,
            )
        )
        self.env.invalidate_all(flush=False)

    # === WHO CANNOT BE REACHED === #

    @api.private
    def get_unreachable(self, company, policy):
        """The customers with open debts that some level of their policy reaches by none of its channels: no level is
        skipped, they would stay below it.

        :param company: `res.company`
        :param policy: `recouvrement.policy` of those that have none of their own
        :return: {commercial partner id: what it owes, in the company's currency}
        """
        planner = self.env["recouvrement.planner"]
        rows = planner._fetch(
            SQL(
                """
                SELECT p.id AS partner_id, %s AS policy_id, SUM(r.amount_residual_company) AS amount
                  FROM (%s) r JOIN res_partner p ON p.id = r.partner_id
                 WHERE r.company_id = %s AND r.exclusion IS NULL
              GROUP BY p.id
                """,
                planner._get_policy_id_sql(company, policy),
                self.env["recouvrement.receivable"]._table_query,
                company.id,
            )
        )
        policies = policy.browse({row.policy_id for row in rows})
        levels = {p.id: set(map(tuple, Rules.of(p, company).channels.values())) for p in policies}
        reached = planner._get_recipients(
            {(row.partner_id, code) for row in rows for codes in levels[row.policy_id] for code in codes}
        )
        return {
            row.partner_id: float(row.amount)
            for row in rows
            if not all(any((row.partner_id, code) in reached for code in codes) for codes in levels[row.policy_id])
        }
