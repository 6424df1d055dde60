from odoo import models


class RecouvrementLegalWording(models.AbstractModel):
    """What was not verified about the time to go to court, in words."""

    _inherit = "recouvrement.legal.wording"

    def _get_problem_text(self, error):
        # EXTENDS 'recouvrement.legal.wording'
        country, about, subject = (*error.key.split("."), "", "")[:3]
        if about != "limitation":
            return super()._get_problem_text(error)
        kinds = dict(self.env["recouvrement.legal.event"]._fields["kind"]._description_selection(self.env))
        if subject in kinds:
            return self.env._(
                "Not counted, because its effect was not verified (%(country)s): %(event)s. Ask a lawyer.",
                country=country.upper(),
                event=kinds[subject],
            )
        return self.env._("Not verified: ask a lawyer.")
