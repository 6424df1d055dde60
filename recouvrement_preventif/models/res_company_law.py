from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_recouvrement_manager(self):
        """Who is warned of what only a manager can change: the collector if a manager, else the first manager.

        :rtype: recordset of `res.users`, empty when the company has no manager
        """
        self.ensure_one()
        company = self.sudo()
        managers = self.env.ref("recouvrement_preventif.group_manager").sudo().all_user_ids.filtered("active")
        if company.recouvrement_user_id in managers:
            return company.recouvrement_user_id
        return managers.filtered(lambda user: company in user.company_ids).sorted("id")[:1]
