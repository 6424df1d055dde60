from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError


class RecouvrementLegalIdentity(models.TransientModel):
    """What a company's letters say of it, for managers who have no right on the settings."""

    _name = "recouvrement.legal.identity"
    _description = "Legal Identity"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    recouvrement_legal_mention = fields.Char(
        string="Legal mention",
        compute="_compute_from_company",
        store=True,
        readonly=False,
        help="Legal form, share capital, register and its town, registration number.",
    )
    recouvrement_is_small = fields.Boolean(
        string="Small or medium-sized enterprise",
        compute="_compute_from_company",
        store=True,
        readonly=False,
        help="In Belgium, the interest of a consumer runs from the day after the first reminder where the creditor is "
        "one, and from the end of the fourteen days to pay where it is not.",
    )
    example = fields.Char(compute="_compute_example")
    preview = fields.Html(string="What your letters will say", compute="_compute_preview")
    is_registered = fields.Boolean(compute="_compute_preview")

    @api.depends("company_id")
    def _compute_from_company(self):
        for identity in self:
            company = identity.company_id.sudo()
            identity.recouvrement_legal_mention = company.recouvrement_legal_mention
            identity.recouvrement_is_small = company.recouvrement_is_small

    @api.depends("company_id")
    def _compute_example(self):
        examples = {
            "FR": self.env._("e.g. SAS with a capital of 50,000 €, RCS Lyon 123 456 789"),
            "BE": self.env._("e.g. SRL, RPM Brussels, enterprise number 0123.456.789"),
        }
        for identity in self:
            country = identity.company_id.sudo().country_id.code
            identity.example = examples.get(country, self.env._("e.g. legal form, capital, register and number"))

    @api.depends("company_id", "recouvrement_legal_mention")
    def _compute_preview(self):
        for identity in self:
            company, mention = identity.company_id, identity.recouvrement_legal_mention or ""
            identity.preview = Markup("<br/>").join(company._get_recouvrement_identity(mention))
            identity.is_registered = bool(company._get_recouvrement_registration_number(mention))

    def action_save(self):
        """Keep the two answers on the company.

        :raise AccessError: for anybody but a manager, or on a company that is not the user's
        """
        self.ensure_one()
        if not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise AccessError(self.env._("Only collection managers can write the legal identity of the company."))
        self.company_id._check_recouvrement_allowed()
        self.company_id.sudo().write(
            {
                "recouvrement_legal_mention": (self.recouvrement_legal_mention or "").strip(),
                "recouvrement_is_small": self.recouvrement_is_small,
            }
        )
        return self.env["recouvrement.reminder"]._notify(self.env._("The legal identity is saved."), "success")
