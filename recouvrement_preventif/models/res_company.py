from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.business_days import get_country_timezone


class ResCompany(models.Model):
    _inherit = "res.company"

    recouvrement_mode = fields.Selection(
        [
            ("off", "Off"),
            ("test", "Test: everything is planned and shown, nothing leaves"),
            ("live", "Active: what is due leaves"),
        ],
        string="Automatic Reminders",
        required=True,
        default="off",
        help="Every hour, what is due under the policy is planned, and sent if the reminders are active.",
    )
    recouvrement_paused_until = fields.Date(
        string="Paused until",
        help="Last day of a pause, included: until then nothing leaves, and everything goes on by itself afterwards.",
    )
    recouvrement_policy_id = fields.Many2one(
        "recouvrement.policy",
        string="Collection Policy",
        domain="[('company_id', 'in', (False, id))]",
        ondelete="restrict",
        help="Applies to every customer that has no policy of its own. A branch without a policy takes its parent's.",
    )
    recouvrement_user_id = fields.Many2one(
        "res.users",
        string="Collector",
        domain=[("share", "=", False)],
        help="Looks after the cases that have no owner and whose customer has no salesperson.",
    )

    @api.constrains("recouvrement_mode", "recouvrement_policy_id", "email")
    def _check_recouvrement_mode(self):
        for company in self.filtered(lambda company: company.recouvrement_mode != "off"):
            policy = company._get_recouvrement_policy()
            if not policy:
                raise ValidationError(
                    self.env._(
                        "Choose the collection policy of %(company)s before activating its reminders.",
                        company=company.name,
                    )
                )
            if not policy.level_ids:
                raise ValidationError(
                    self.env._("The policy %(policy)s has no level: nothing could ever be sent.", policy=policy.name)
                )
            if not company.email and company.recouvrement_mode == "live":
                raise ValidationError(
                    self.env._(
                        "Reminders leave in the name of %(company)s: give the company an e-mail address first.",
                        company=company.name,
                    )
                )

    def _get_recouvrement_policy(self):
        """The policy of the company, else that of the nearest company it is a branch of.

        :rtype: recordset of `recouvrement.policy`, empty when none was chosen
        """
        self.ensure_one()
        company = self.sudo()
        while company and not company.recouvrement_policy_id:
            company = company.parent_id
        return company.recouvrement_policy_id

    def _get_recouvrement_pause(self, policy):
        """The last day on which the company, or the policy, lets nothing leave.

        :param policy: `recouvrement.policy`
        :return: a date, which may be past; None without a pause
        """
        self.ensure_one()
        return max(filter(None, (policy.paused_until, self.recouvrement_paused_until)), default=None)

    def _get_recouvrement_timezone(self):
        """The `pytz` time zone in which the company's days begin."""
        self.ensure_one()
        partner = self.sudo().partner_id
        if partner.tz:
            return pytz.timezone(partner.tz)
        return get_country_timezone(partner.country_id.code) or pytz.utc

    def _get_recouvrement_day_start(self, day, now):
        """The moment at which a day begins for the company, or now if it has begun.

        :param date day: the company's date
        :param datetime now: naive UTC
        :return: naive UTC
        """
        self.ensure_one()
        start = self._get_recouvrement_timezone().localize(datetime.combine(day, time()))
        return max(now, start.astimezone(pytz.utc).replace(tzinfo=None))

    def _get_recouvrement_today(self, moment=None):
        """The day it is for the company.

        :param datetime moment: naive UTC; now when None
        :rtype: date
        """
        utc = pytz.utc.localize(moment or fields.Datetime.now())
        return utc.astimezone(self._get_recouvrement_timezone()).date()
