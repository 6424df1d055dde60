from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

from .recouvrement_warning import Warned

ACTIVITY = "recouvrement_preventif.mail_activity_data"


class RecouvrementDataGap(models.Model):
    """Whom the customers that reminders would not reach are told to, once a month."""

    _inherit = "recouvrement.data.gap"

    @api.model
    def _cron_tell(self):
        """Open, each month, one activity for the collection manager of each company whose reminders would not reach some
        customer that owes something; it follows their number, and closes when there is none any more."""
        IrCron = self.env["ir.cron"]
        for company in self.env["res.company"].search(Domain("recouvrement_mode", "!=", "off")):
            self.with_context(allowed_company_ids=company.ids).with_company(company)._tell(company)
            IrCron._commit_progress(1)

    @api.model
    def _tell(self, company):
        today = company._get_recouvrement_today()
        activity_type = self.env.ref(ACTIVITY)
        groups = self._read_group(
            Domain("company_id", "=", company.id) & Domain("stops", "=", True) & Domain("has_debt", "=", True),
            ["partner_id"],
        )
        manager = company._get_recouvrement_manager()
        if groups and manager:
            warning = self._prepare_gap_warning(company, manager, len(groups), today)
            self.env["recouvrement.warning"]._tell(activity_type, [warning])
        elif not groups:
            running = Domain("activity_type_id", "=", activity_type.id) & Domain("res_id", "=", company.partner_id.id)
            self.env["mail.activity"].search(running).unlink()

    @api.model
    def _prepare_gap_warning(self, company, manager, number, today):
        def get_words(lang):
            env = self.with_context(lang=lang).env
            if number == 1:
                return env._("One customer that owes something can be reached by no reminder")
            return env._("%s customers that owe something can be reached by no reminder", number)

        def get_note(lang):
            env = self.with_context(lang=lang).env
            return Markup('<p><a href="/odoo/recouvrement-customer-data">%s</a></p>') % env._(
                "Show the data to complete"
            )

        return Warned(company.partner_id.id, manager.id, today, today.replace(day=1), get_words, get_note)
