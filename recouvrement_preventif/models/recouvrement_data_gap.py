from odoo import api, fields, models
from odoo.tools import SQL

# What each kind of data is reached by, and its number in the ids of the rows.
CHANNELS = {"email": "email", "address": "letter", "phone": "call"}
# A company's rows are numbered apart, far from those of another.
COMPANY_STEP = 2**34


class RecouvrementDataGap(models.Model):
    """The data of customers that would keep a reminder from arriving: one row per customer and kind of data that its
    company's policy uses, where no contact has one that can be right. It stores nothing itself."""

    _name = "recouvrement.data.gap"
    _description = "Customer Data to Complete"
    _auto = False
    _order = "stops desc, has_debt desc, id"
    _rec_name = "partner_id"
    _depends = {
        "account.move.line": ["amount_residual", "company_id", "parent_state", "partner_id", "reconciled"],
        "mail.blacklist": ["active", "email"],
        "recouvrement.contact": ["contact_id", "outcome", "phone"],
        "recouvrement.verification": ["company_id", "date", "kind", "partner_id", "result", "value"],
        "res.partner": [
            "active",
            "city",
            "commercial_partner_id",
            "company_id",
            "country_id",
            "customer_rank",
            "email",
            "email_normalized",
            "phone",
            "street",
            "street2",
            "type",
            "user_id",
            "zip",
        ],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    kind = fields.Selection(
        lambda self: self.env["recouvrement.verification"]._fields["kind"]._description_selection(self.env),
        string="What",
        readonly=True,
    )
    gap = fields.Selection(
        [("missing", "Missing"), ("invalid", "Wrong"), ("doubtful", "Doubtful")], string="State", readonly=True
    )
    stops = fields.Boolean(
        string="Stops a reminder",
        readonly=True,
        help="A level of the company's policy would reach this customer neither by its channel nor by the one in its place.",
    )
    has_debt = fields.Boolean(string="With open invoices", readonly=True)
    reason = fields.Char(compute="_compute_reason", compute_sudo=True)
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")

    # === THE STATEMENT === #

    @property
    def _table_query(self):
        levels = self._get_levels()
        kinds = sorted({(company_id, kind) for company_id, *ways in levels for kind in ways if kind})
        return SQL(
            """
            WITH customer AS (
                SELECT p.id, p.company_id, p.user_id
                  FROM res_partner p
                 WHERE p.customer_rank > 0 AND p.active AND p.commercial_partner_id = p.id
            ), used AS (
                SELECT * FROM UNNEST(%(companies)s::int[], %(kinds)s::varchar[]) AS u(company_id, kind)
            ), level AS (
                SELECT * FROM UNNEST(%(level_companies)s::int[], %(mains)s::varchar[], %(others)s::varchar[])
                           AS l(company_id, main, other)
            ), gap AS (
                SELECT d.partner_id, d.user_id, d.company_id, d.kind, COALESCE(best.grade, 3) AS grade
                  FROM (SELECT customer.id AS partner_id, customer.user_id, used.company_id, used.kind,
                               CASE used.kind %(channels)s END AS channel
                          FROM used
                          JOIN customer ON customer.company_id IS NULL OR customer.company_id = used.company_id) d
     LEFT JOIN LATERAL (%(grades)s) best ON TRUE
                 WHERE COALESCE(best.grade, 3) > 0
            ), gap_among AS (
                SELECT *, ARRAY_AGG(kind) FILTER (WHERE grade > 1) OVER (PARTITION BY company_id, partner_id) AS lost
                  FROM gap
            )
            SELECT company_id::bigint * %(step)s + partner_id * 4 + ARRAY_POSITION(%(all_kinds)s::varchar[], kind) - 1 AS id,
                   partner_id, company_id, user_id, kind,
                   (ARRAY['doubtful', 'invalid', 'missing'])[grade] AS gap,
                   grade > 1 AND EXISTS (
                       SELECT 1 FROM level
                        WHERE level.company_id = gap.company_id AND gap.kind IN (level.main, level.other)
                          AND level.main = ANY(lost) AND COALESCE(level.other = ANY(lost), TRUE)) AS stops,
                   EXISTS (
                       SELECT 1 FROM account_move_line l JOIN res_partner p ON p.id = l.partner_id
                         JOIN account_account a ON a.id = l.account_id
                        WHERE p.commercial_partner_id = gap.partner_id AND l.company_id = gap.company_id
                          AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE AND l.amount_residual > 0
                          AND a.account_type = 'asset_receivable') AS has_debt
              FROM gap_among gap
            """,
            all_kinds=list(CHANNELS),
            channels=SQL(" ").join(SQL("WHEN %s THEN %s", kind, channel) for kind, channel in CHANNELS.items()),
            companies=[company_id for company_id, _kind in kinds],
            grades=self._get_grade_query(),
            kinds=[kind for _company_id, kind in kinds],
            level_companies=[company_id for company_id, _main, _other in levels],
            mains=[main for _company_id, main, _other in levels],
            others=[other for _company_id, _main, other in levels],
            step=COMPANY_STEP,
        )

    @api.model
    def _get_levels(self):
        """The kinds of data that the levels of the companies depend on.

        :return: (company id, kind of the channel, kind of the one in its place or None), each once
        """
        Channel = self.env["recouvrement.channel"]
        levels = set()
        for company in self.env.companies:
            for level in company._get_recouvrement_policy().sudo().level_ids:
                ways = (level.channel, level.fallback_channel)
                main, other = (Channel._get_channel(code)._get_data_kind() if code else None for code in ways)
                # A level that depends on nothing can reach everybody.
                if main in CHANNELS and (other in CHANNELS or not level.fallback_channel):
                    levels.add((company.id, main, other))
        return sorted(levels, key=lambda level: (level[0], level[1], level[2] or ""))

    @api.model
    def _get_grade_query(self):
        """How good the best contact of the customer `d.partner_id` is for `d.kind`: 0 nothing is wrong, 1 doubtful,
        2 wrong, 3 missing."""
        Verification = self.env["recouvrement.verification"]
        value = SQL(
            "CASE d.kind %s END",
            SQL(" ").join(SQL("WHEN %s THEN %s", kind, Verification._get_value_sql(kind)) for kind in CHANNELS),
        )
        return SQL(
            """
                SELECT MIN(CASE WHEN known.value IS NULL OR known.value = '' THEN 3
                                WHEN %(usable)s AND last.result IS DISTINCT FROM 'invalid'
                                THEN (last.result IS NOT DISTINCT FROM 'doubtful')::int
                                ELSE 2 END) AS grade
                  FROM res_partner p
             LEFT JOIN res_country country ON country.id = p.country_id
    CROSS JOIN LATERAL (SELECT %(value)s AS value) known
     LEFT JOIN LATERAL (SELECT v.result FROM recouvrement_verification v
                         WHERE v.partner_id = p.id AND v.kind = d.kind AND v.value = known.value
                           AND (v.company_id IS NULL OR v.company_id = d.company_id)
                      ORDER BY v.date DESC, v.id DESC
                         LIMIT 1) last ON TRUE
                 WHERE p.commercial_partner_id = d.partner_id AND p.active
                   AND (p.id = d.partner_id OR p.type IN ('collections', 'invoice'))
            """,
            usable=self.env["recouvrement.channel"]._get_reachable_condition(set(CHANNELS.values())),
            value=value,
        )

    # === IN WORDS === #

    @api.depends("partner_id", "kind", "company_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        Verification = self.env["recouvrement.verification"]
        for company, gaps in self.grouped("company_id").items():
            data = gaps.partner_id._get_recouvrement_data(company)
            for gap in gaps:
                found = {datum.kind: rest for datum, *rest in data.get(gap.partner_id, ())}
                code, value, hint = found.get(gap.kind) or ("", "", "")
                gap.reason = Verification._describe_finding(gap.kind, code, value, hint)

    # === ACTIONS === #

    def action_open(self):
        """Open the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }

    def action_confirm_data(self):
        """Show the data, to correct or confirm them."""
        self.ensure_one()
        return self.partner_id.with_context(recouvrement_how="call").action_recouvrement_confirm_data()
