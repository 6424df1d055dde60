import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError


class RecouvrementPrivacy(models.TransientModel):
    """What collection holds of a person: shown, handed over, or erased at its request."""

    _name = "recouvrement.privacy"
    _description = "Personal Data in Collection"

    partner_id = fields.Many2one("res.partner", string="Person", required=True, readonly=True, ondelete="cascade")
    summary = fields.Text(string="What is held", compute="_compute_summary")
    file_name = fields.Char(readonly=True)
    content = fields.Binary(string="File", attachment=False, readonly=True)

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_summary(self):
        Holder = self.env["recouvrement.privacy.holder"]
        for privacy in self:
            privacy.summary = "\n".join(
                self.env._("%(what)s: %(number)s", what=Holder._get_model_label(records), number=len(records))
                for records in Holder._get_holdings(privacy.partner_id)
            ) or self.env._("Nothing.")

    def action_export(self):
        """Make the file to hand over to the person, and offer it.

        :raise AccessError: for anybody but a collection manager
        """
        self.ensure_one()
        self._check_manager()
        data = self.env["recouvrement.privacy.holder"]._export(self.partner_id)
        self.write(
            {
                "content": base64.b64encode(data),
                "file_name": f"recouvrement-{self.partner_id.id}.zip",
            }
        )
        self._log(self.env._("Handed over: %s", self.partner_id.id))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content/{self.file_name}?download=true",
            "target": "self",
        }

    def action_erase(self):
        """Forget the person.

        :raise AccessError: for anybody but a collection manager
        :raise UserError: the person still owes something
        """
        self.ensure_one()
        self._check_manager()
        done = self.env["recouvrement.privacy.holder"]._erase(self.partner_id)
        self._log(", ".join(f"{name}: {number}" for name, number in done.items()))
        return self.env["recouvrement.reminder"]._notify(
            self.env._("What collection held of this person is erased. The ledger is untouched."), "success"
        )

    def _check_manager(self):
        if not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise AccessError(self.env._("Only collection managers hand over or erase what is held of a person."))

    def _log(self, details):
        """Keep who did what for whom, as core does: without saying who it was."""
        partner = self.partner_id.sudo()
        if partner.email_normalized:
            self.env["privacy.log"].sudo().create(
                {
                    "anonymized_name": partner.name,
                    "anonymized_email": partner.email_normalized,
                    "user_id": self.env.uid,
                    "execution_details": details,
                }
            )
