from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every
from odoo.tools.mail import email_normalize

from ..tools.verification import INVALID, MISSING, VALID, check_domain, check_email, make_resolver

SEEN = ("email", "phone", "address", "identity", "bank")
CONTACTS_AT_ONCE = 500
# What says in a check that the Internet's directory was asked; a domain is asked for again after a while, one that
# received nothing sooner: it may have been a breakdown.
DIRECTORY = "DNS"
ASKED_AGAIN, DOUBTED_AGAIN = relativedelta(months=12), relativedelta(days=7)
DOMAINS_AT_ONCE = 20


class RecouvrementVerification(models.Model):
    """What a machine checks: at once when it is written, the rest during the night."""

    _inherit = "recouvrement.verification"

    # === AT ONCE === #

    @api.model
    def _see(self, partners, kinds=SEEN):
        """Keep what a machine sees in the data of contacts, unless it has seen the same already; asks nobody.

        :param partners: `res.partner` of customers, with all rights
        :param kinds: of check
        :rtype: recordset of what was added
        """
        seen = {
            (check.partner_id.id, check.kind, check.value): check.result
            for check in self.search(
                Domain("partner_id", "in", partners.ids)
                & Domain("kind", "in", list(kinds))
                & Domain("user_id", "=", False)
                & Domain("source", "=", False),
                order="date, id",
            )
        }
        today = self.env.company._get_recouvrement_today()
        vals_list = []
        for partner in partners:
            for kind in kinds:
                finding = partner._get_recouvrement_finding(kind)
                value = partner._get_recouvrement_value(kind)
                if finding.result == MISSING or seen.get((partner.id, kind, value)) == finding.result:
                    continue
                vals_list.append(self._prepare_machine_vals(partner, kind, value, finding, today))
        return self.create(vals_list)

    @api.model
    def _prepare_machine_vals(self, partner, kind, value, finding, today):
        return {
            "company_id": False,
            "date": today,
            "finding": finding.code or False,
            "hint": finding.hint or False,
            "how": "machine",
            "kind": kind,
            "partner_id": partner.id,
            "result": finding.result,
            "user_id": False,
            "value": value,
        }

    # === BY NIGHT === #

    @api.model
    def _cron_verify(self):
        """Look at the data of customers that nobody looked at: imported, synchronised, or older than this addon; then ask
        for the domains of the companies that want it."""
        IrCron = self.env["ir.cron"]
        partner_ids = self._get_unseen_ids()
        IrCron._commit_progress(remaining=len(partner_ids))
        for ids in split_every(CONTACTS_AT_ONCE, partner_ids, list):
            self._see(self.env["res.partner"].browse(ids).exists())
            if not IrCron._commit_progress(len(ids)):
                return
            self.env.invalidate_all()
        self._ask_domains()

    @api.model
    def _get_unseen_ids(self):
        """The contacts of customers with something that no machine has seen yet."""
        unseen = [
            SQL(
                """COALESCE(%(value)s, '') != '' AND NOT EXISTS (
                       SELECT 1 FROM recouvrement_verification v
                        WHERE v.partner_id = p.id AND v.kind = %(kind)s AND v.user_id IS NULL AND v.value = %(value)s)""",
                value=self._get_value_sql(kind),
                kind=kind,
            )
            for kind in ("email", "phone", "address", "identity")
        ]
        unseen.append(
            SQL(
                """EXISTS (SELECT 1 FROM res_partner_bank b WHERE b.partner_id = p.id AND b.active)
                   AND NOT EXISTS (SELECT 1 FROM recouvrement_verification v JOIN res_partner_bank b ON b.partner_id = p.id
                                    WHERE v.partner_id = p.id AND v.kind = 'bank' AND v.user_id IS NULL
                                      AND v.value = BTRIM(b.acc_number))"""
            )
        )
        self.env["res.partner"].flush_model()
        self.env["res.partner.bank"].flush_model()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id
                  FROM res_partner p
                  JOIN res_partner customer ON customer.id = p.commercial_partner_id
             LEFT JOIN res_country country ON country.id = p.country_id
                 WHERE customer.customer_rank > 0 AND p.active
                   AND (p.id = customer.id OR p.type IN ('collections', 'invoice'))
                   AND (%s)
              ORDER BY p.id
                """,
                SQL(" OR ").join(SQL("(%s)", condition) for condition in unseen),
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _get_value_sql(self, kind):
        """What is known of the contact `p`, in the `country`, as `res.partner._get_recouvrement_value` writes it."""
        if kind == "address":
            return SQL(
                """CASE WHEN %(written)s != '' THEN CONCAT_WS(', ', %(written)s, country.code) END""",
                written=SQL(
                    "CONCAT_WS(', ', %s)",
                    SQL(", ").join(
                        SQL("NULLIF(BTRIM(%s), '')", SQL.identifier("p", name))
                        for name in ("street", "street2", "zip", "city")
                    ),
                ),
            )
        if kind == "identity":
            return SQL("CONCAT_WS(', ', NULLIF(BTRIM(p.company_registry), ''), NULLIF(BTRIM(p.vat), ''))")
        return SQL("BTRIM(%s)", SQL.identifier("p", kind))

    # === DOMAINS === #

    @api.model
    def _ask_domains(self):
        """Ask the Internet's directory for the domains of e-mail addresses, each of them once."""
        IrCron = self.env["ir.cron"]
        wanted = self._get_domains_to_ask()
        IrCron._commit_progress(remaining=len(wanted))
        resolver = make_resolver()
        for domains in split_every(DOMAINS_AT_ONCE, sorted(wanted), list):
            self._ask(domains, wanted, resolver)
            if not IrCron._commit_progress(len(domains)):
                return

    @api.model
    def _ask(self, domains, wanted, resolver):
        today = self.env.company._get_recouvrement_today()
        vals_list = []
        for domain in domains:
            finding = check_domain(f"postmaster@{domain}", resolver)
            if finding is None:
                continue
            for partner in wanted[domain]:
                value = partner._get_recouvrement_value("email")
                vals = self._prepare_machine_vals(partner, "email", value, finding, today)
                vals_list.append({**vals, "source": DIRECTORY})
        return self.create(vals_list)

    @api.model
    def _get_domains_to_ask(self):
        """The domains that companies want to be asked for, and were not lately.

        :return: {domain: `res.partner` that have an address there}
        """
        companies = (
            self.env["res.company"]
            .search(Domain("recouvrement_mode", "!=", "off"))
            .filtered(lambda company: company._get_recouvrement_policy().verification_domains)
        )
        if not companies:
            return {}
        partners = self.env["res.partner"].search(
            Domain("email_normalized", "!=", False)
            & Domain("commercial_partner_id.customer_rank", ">", 0)
            & Domain("company_id", "in", [False, *companies.ids])
        )
        today = self.env.company._get_recouvrement_today()
        asked = {}
        for check in self.search(Domain("source", "=", DIRECTORY) & Domain("partner_id", "in", partners.ids)):
            asked.setdefault((check.partner_id.id, check.value), check)
        wanted = {}
        for partner in partners:
            check = asked.get((partner.id, partner._get_recouvrement_value("email")))
            again = check and check.date + (ASKED_AGAIN if check.result == VALID else DOUBTED_AGAIN)
            if (not again or again <= today) and check_email(partner.email).result != INVALID:
                domain = email_normalize(partner.email, strict=False).rpartition("@")[2]
                wanted[domain] = wanted.get(domain, partners.browse()) | partner
        return wanted
