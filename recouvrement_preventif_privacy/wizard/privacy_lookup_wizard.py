from odoo import models
from odoo.tools import SQL, email_normalize


class PrivacyLookupWizard(models.TransientModel):
    """Core looks for what names a person, but for what disappears with it: the checks of its data are to be seen too."""

    _inherit = "privacy.lookup.wizard"

    def _get_query(self):
        # EXTENDS 'privacy_lookup'
        return SQL(
            """
            %(query)s
            UNION ALL
            SELECT %(model)s AS res_model_id, v.id AS res_id, TRUE AS is_active
              FROM recouvrement_verification v JOIN res_partner p ON p.id = v.partner_id
             WHERE p.id != p.commercial_partner_id
               AND (p.email_normalized = %(email)s OR p.name ILIKE %(name)s)
            """,
            query=super()._get_query(),
            model=self.env["ir.model"]._get_id("recouvrement.verification"),
            email=email_normalize(self.email.strip()),
            name=self.name.strip(),
        )
