from odoo import models
from odoo.exceptions import UserError


class PrivacyLookupWizardLine(models.TransientModel):
    """What collection holds is erased person by person: deleting one row would leave the others, or undo the proof that a
    debt was asked for."""

    _inherit = "privacy.lookup.wizard.line"

    def action_unlink(self):
        # EXTENDS 'privacy_lookup'
        self.ensure_one()
        if (self.res_model or "").startswith("recouvrement.") and not self.is_unlinked:
            raise UserError(
                self.env._(
                    "Open the person and choose “Personal data in collection” in its Action menu: it erases all that "
                    "collection holds, and keeps the proof that booked debts were asked for."
                )
            )
        return super().action_unlink()

    def action_unlink_all(self):
        # EXTENDS 'privacy_lookup': what is erased otherwise does not keep the rest from being deleted.
        ours = self.filtered(lambda line: (line.res_model or "").startswith("recouvrement."))
        return super(PrivacyLookupWizardLine, self - ours).action_unlink_all()
