from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .mail_mail_page import PAGE_URL


class RecouvrementCase(models.Model):
    """The customer's page of a case: who may open it, and what was sent from it."""

    _inherit = "recouvrement.case"

    access_ids = fields.One2many("recouvrement.access", "case_id", string="Personal Links")
    submission_ids = fields.One2many("recouvrement.submission", "case_id", string="Requests")

    def _has_page(self):
        """Whether the policy gives the customer a page."""
        self.ensure_one()
        return bool(self.policy_id.page_enabled)

    def _get_page_path(self):
        """The address at which the people of the company see the page, without any secret."""
        self.ensure_one()
        return f"{PAGE_URL}{self.id}"

    @api.model
    def _get_page_lang(self, contact, case):
        """The language in which a page is shown: the contact's, else the customer's, else the company's."""
        wanted = (contact.lang, case.partner_id.lang, case.company_id.partner_id.lang)
        installed = dict(self.env["res.lang"].get_installed())
        return next((lang for lang in wanted if lang in installed), self.env.lang or "en_US")

    @api.model
    def _get_portal_cases(self, user):
        """The cases whose page a user who logged in sees: those of the customer he belongs to.

        :param user: `res.users`
        :return: cases with all rights
        """
        own = Domain("partner_id", "=", user.sudo().partner_id.commercial_partner_id.id)
        return self.sudo().search(own, order="company_id").filtered(lambda case: case._has_page())

    def _lock_page(self):
        """Until the end of the transaction, nobody else sends anything for the case.

        Whoever waited for us did not see what we wrote: a row that changed under it makes PostgreSQL refuse it,
        and Odoo start it again."""
        self.ensure_one()
        self.env.cr.execute(SQL("UPDATE recouvrement_case SET write_date = write_date WHERE id = %s", self.id))

    def _get_page_actions(self, visit):
        """What the customer can do on its page now. Extend it with each form, where nothing excludes it.

        :param visit: :class:`~..tools.visit.Visit`
        :return: list of (code, label, address), the most wanted first
        """
        self.ensure_one()
        return []

    def _merge_into(self, kept):
        # EXTENDS 'recouvrement_preventif': the links that were sent go on opening the page of the customer that stays.
        self.env["recouvrement.access"].sudo().search(Domain("case_id", "in", self.ids)).case_id = kept
        submissions = self.env["recouvrement.submission"].sudo()
        numbers = defaultdict(int)
        for kind, user, count in submissions._read_group(
            Domain("case_id", "=", kept.id), ["kind", "visitor_user_id"], ["__count"]
        ):
            numbers[kind, user] = count
        for submission in submissions.search(Domain("case_id", "in", self.ids), order="id"):
            vals = {"case_id": kept.id}
            if user := submission.visitor_user_id:
                vals["number"] = numbers[submission.kind, user]
                numbers[submission.kind, user] += 1
            submission.write(vals)
        return super()._merge_into(kept)

    # === ACTIONS === #

    def action_open_page(self):
        """Open what the customer sees, without being able to send anything in its name."""
        self.ensure_one()
        if not self.sudo()._has_page():
            raise UserError(self.env._("The policy of this customer gives it no page."))
        return {"type": "ir.actions.act_url", "url": self._get_page_path(), "target": "new"}

    def action_make_link(self):
        """Make a link for whom the messages go to, to give it by another way."""
        self.ensure_one()
        self.check_access("write")
        reached = self.env["recouvrement.planner"]._get_recipients({(self.partner_id.id, "email")})
        contact = self.partner_id.browse([each.contact_id for each in reached.values()]) or self.partner_id
        self.env["recouvrement.access"]._get_for([(self, contact)])

    def action_revoke_links(self):
        """Have none of the links that were sent open the page any more."""
        self.access_ids.action_revoke()
