from odoo import api, models
from odoo.tools import SQL


class RecouvrementChannelLetter(models.AbstractModel):
    """Reminders that are printed and posted: one stays queued until somebody posts it."""

    _name = "recouvrement.channel.letter"
    _inherit = ["recouvrement.channel"]
    _description = "Reminders by Letter"

    @api.model
    def _get_usable_address_condition(self):
        # EXTENDS 'recouvrement.channel'
        return SQL("COALESCE(p.street, '') != '' AND COALESCE(p.city, '') != ''")

    @api.model
    def _get_data_kind(self):
        # EXTENDS 'recouvrement.channel'
        return "address"

    @api.model
    def _is_manual(self):
        # EXTENDS 'recouvrement.channel'
        return True

    @api.model
    def _refresh_waiting(self, company, today):
        # EXTENDS 'recouvrement.channel': what is printed already is looked at when it is posted.
        self._get_waiting(company).filtered(lambda letter: not letter.printed_at)._follow_ledger(today)

    @api.model
    def _get_level_problem(self, level):
        # EXTENDS 'recouvrement.channel'
        for template in {level.template_id, level.fallback_template_id or level.template_id}:
            if not template:
                return self.env._("The level “%(level)s” sends letters: choose its text.", level=level.name)
            if template.model != "recouvrement.reminder":
                return self.env._(
                    "The text of the level “%(level)s” must be written for reminders, not for another kind of document.",
                    level=level.name,
                )
        return None

    @api.model
    def _queue(self, reminders):
        # EXTENDS 'recouvrement.channel': whoever prints it chooses the hour.
        reminders.scheduled_at = False

    @api.model
    def _rewrite(self, reminders):
        # EXTENDS 'recouvrement.channel': what was printed is not true any more.
        reminders._forget_print()
        return reminders

    @api.model
    def _withdraw(self, reminders):
        # EXTENDS 'recouvrement.channel': a cancelled letter stays in its batch, which says why it is left out.
        reminders._forget_print()
        reminders.filtered(lambda reminder: reminder.state != "cancelled").batch_id = False
