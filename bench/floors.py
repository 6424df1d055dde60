"""What a person would write by hand, in SQL, for one company and one policy."""

from odoo.tools import SQL

from .database import get_day


def get_floors(env):
    """The statements that the planner is compared with: {name: SQL}."""
    company = env["res.company"].search([("recouvrement_mode", "=", "live")], limit=1)
    values = {"company": company.id, "policy": company.recouvrement_policy_id.id, "today": get_day(env)}
    overdue = SQL(OVERDUE, **values)
    return {name: SQL(text, overdue=overdue, **values) for name, text in FLOORS.items()}


OVERDUE = """
      FROM account_move_line l
      JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
      JOIN account_move m ON m.id = l.move_id AND m.move_type = 'out_invoice'
      JOIN res_partner p ON p.id = l.partner_id
     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
       AND l.amount_residual > 0 AND COALESCE(l.date_maturity, l.date) < %(today)s
"""

FLOORS = {
    # Every overdue instalment with the highest level whose day has come. No credit, hold, contact,
    # message already sent, or level already reached is looked at.
    "instalments": """
    SELECT l.id, p.commercial_partner_id, l.amount_residual_currency, l.currency_id, COALESCE(l.date_maturity, l.date),
           (SELECT v.id FROM recouvrement_level v
             WHERE v.policy_id = %(policy)s AND v.active AND COALESCE(l.date_maturity, l.date) + v.delay <= %(today)s
          ORDER BY v.delay DESC LIMIT 1)
      %(overdue)s
    """,
    # The same, one row per customer: how much, and the highest delay.
    "customers": """
    SELECT p.commercial_partner_id, SUM(l.amount_residual), COUNT(*),
           (SELECT v.id FROM recouvrement_level v
             WHERE v.policy_id = %(policy)s AND v.active AND MIN(COALESCE(l.date_maturity, l.date)) + v.delay <= %(today)s
          ORDER BY v.delay DESC LIMIT 1)
      %(overdue)s
  GROUP BY p.commercial_partner_id
    """,
    # The planner's question, in its simplest form: one policy, credits in the company's currency, no hold on
    # part of an invoice, no calendar. The next level of each instalment after the one it reached, notices
    # before the due date included; credits off the oldest debts; whom to write to; what was sent lately.
    "rules": """
    WITH credit AS (
        SELECT p.commercial_partner_id AS partner_id, -SUM(l.amount_residual) AS amount
          FROM account_move_line l
          JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
          JOIN res_partner p ON p.id = l.partner_id
         WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
           AND l.amount_residual < 0
      GROUP BY 1
    ), debt AS (
        SELECT l.id, p.commercial_partner_id AS partner_id, COALESCE(l.date_maturity, l.date) AS due, c.reached_on,
               COALESCE(v.delay, -1000) AS reached,
               CASE WHEN k.amount IS NULL THEN l.amount_residual
                    ELSE GREATEST(0, LEAST(l.amount_residual, SUM(l.amount_residual)
                           OVER (PARTITION BY p.commercial_partner_id ORDER BY COALESCE(l.date_maturity, l.date), l.id)
                           - k.amount)) END AS amount
          FROM account_move_line l
          JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
          JOIN account_move m ON m.id = l.move_id
          JOIN res_partner p ON p.id = l.partner_id
     LEFT JOIN recouvrement_claim c ON c.line_id = l.id
     LEFT JOIN recouvrement_level v ON v.id = c.level_id
     LEFT JOIN credit k ON k.partner_id = p.commercial_partner_id
         WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
           AND l.amount_residual > 0 AND l.no_followup IS NOT TRUE
           AND m.move_type IN ('out_invoice', 'out_receipt')
           AND m.payment_state NOT IN ('blocked', 'in_payment', 'paid', 'reversed')
           AND COALESCE(l.date_maturity, l.date)
               <= %(today)s - (SELECT MIN(delay) FROM recouvrement_level WHERE policy_id = %(policy)s AND active)
    ), step AS (
        SELECT d.*, n.id AS level_id, n.delay, d.due + n.delay <= %(today)s
                 AND COALESCE(d.reached_on + n.minimum_gap <= %(today)s, TRUE) AND d.amount > 0 AS is_due
          FROM debt d
     LEFT JOIN LATERAL (SELECT v.id, v.delay, v.minimum_gap FROM recouvrement_level v
                         WHERE v.policy_id = %(policy)s AND v.active AND v.delay > d.reached
                           AND (v.delay > 0 OR d.due >= %(today)s) ORDER BY v.delay LIMIT 1) n ON TRUE
    ), due AS (
        SELECT s.partner_id, ARRAY_AGG(s.id ORDER BY s.due, s.id) FILTER (WHERE s.is_due) AS line_ids,
               ARRAY_AGG(s.level_id ORDER BY s.due, s.id) FILTER (WHERE s.is_due) AS level_ids,
               MAX(s.delay) FILTER (WHERE s.is_due) AS delay,
               SUM(s.amount) FILTER (WHERE s.due < %(today)s OR s.is_due) AS amount
          FROM step s
      GROUP BY s.partner_id HAVING BOOL_OR(s.is_due)
    )
    SELECT d.*, contact.id, contact.tz, contact.country_id, k.id, sent.last_on, sent.count, sent.is_open
      FROM due d
 LEFT JOIN LATERAL (SELECT p.id, p.tz, p.country_id FROM res_partner p
                     WHERE p.commercial_partner_id = d.partner_id AND p.active AND p.email_normalized > ''
                       AND (p.id = d.partner_id OR p.type IN ('collections', 'invoice'))
                       AND NOT EXISTS (SELECT 1 FROM mail_blacklist b WHERE b.email = p.email_normalized AND b.active)
                  ORDER BY p.type = 'collections' DESC, p.id = d.partner_id, p.id LIMIT 1) contact ON TRUE
 LEFT JOIN recouvrement_case k ON k.partner_id = d.partner_id AND k.company_id = %(company)s
 LEFT JOIN LATERAL (SELECT MAX(r.date) AS last_on, COUNT(*),
                           BOOL_OR(r.state IN ('to_approve', 'queued', 'sending', 'failed', 'uncertain')) AS is_open
                      FROM recouvrement_reminder r
                     WHERE r.case_id = k.id AND r.state != 'cancelled' AND r.date > %(today)s - 30) sent ON TRUE
  ORDER BY d.partner_id
    """,
}
