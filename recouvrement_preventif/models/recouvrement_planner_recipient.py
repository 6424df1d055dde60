from odoo import api, models
from odoo.tools import SQL

from ..tools.plan import Recipient


class RecouvrementPlanner(models.AbstractModel):
    """Whom the messages of a customer go to."""

    _inherit = "recouvrement.planner"

    @api.model
    def _get_recipients(self, wanted):
        """Whom each channel reaches at some customers: collections contacts first, then
        invoice contacts, then the customer itself. Only collections contacts follow the
        first as copies.

        :param wanted: (partner id, channel) pairs; the partners are commercial partners
        :return: {(partner id, channel): :class:`~..tools.plan.Recipient`}; customers that a
            channel cannot reach are left out
        """
        wanted = sorted(wanted)
        rows = self._fetch(
            SQL(
                """
                SELECT d.partner_id, d.channel, contact.ids, contact.collections, who.tz, country.code
                  FROM UNNEST(%s::int[], %s::varchar[]) AS d(partner_id, channel)
                  JOIN res_partner customer ON customer.id = d.partner_id
            -- Customer by customer, by their index: never a scan that estimates could repeat.
            CROSS JOIN LATERAL (%s) contact
                  JOIN res_partner who ON who.id = contact.ids[1]
             LEFT JOIN res_country country ON country.id = COALESCE(who.country_id, customer.country_id)
                """,
                [partner_id for partner_id, _channel in wanted],
                [channel for _partner_id, channel in wanted],
                self._get_contact_query({channel for _partner_id, channel in wanted}),
            )
        )
        return {
            (row.partner_id, row.channel): Recipient(
                row.ids[0], tuple(row.ids[1 : row.collections]), row.tz or None, row.code
            )
            for row in rows
        }

    @api.model
    def _get_contact_query(self, channels):
        """The contacts of the customer `d.partner_id` that `d.channel` can reach, best first."""
        return SQL(
            """
            SELECT ARRAY_AGG(p.id ORDER BY o.place, p.id) AS ids,
                   COUNT(*) FILTER (WHERE o.place = 0) AS collections
              FROM res_partner p
        CROSS JOIN LATERAL (SELECT CASE WHEN p.type = 'collections' THEN 0 WHEN p.id = d.partner_id THEN 2 ELSE 1 END AS place) o
             WHERE p.commercial_partner_id = d.partner_id AND p.active
               AND (p.id = d.partner_id OR p.type IN ('collections', 'invoice'))
               AND %s
            """,
            self.env["recouvrement.channel"]._get_reachable_condition(channels),
        )
