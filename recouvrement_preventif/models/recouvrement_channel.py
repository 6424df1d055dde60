from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RecouvrementChannel(models.AbstractModel):
    """A way to reach a customer.

    A channel `x` is a value of `recouvrement.level.channel` and an abstract model
    `recouvrement.channel.x` that inherits this one and overrides the methods below; nothing else knows the channels by name."""

    _name = "recouvrement.channel"
    _description = "Reminder Channel"

    @api.model
    def _get_channel(self, code):
        """The service of a channel, from its code."""
        return self.env[f"recouvrement.channel.{code}"]

    @api.model
    def _get_reachable_condition(self, codes):
        """The condition that the channel `d.channel`, one of ``codes``, can reach the
        contact `p` of the customer `d.partner_id`, as SQL."""
        cases = [
            SQL("WHEN %s THEN %s", code, self._get_channel(code)._get_usable_address_condition())
            for code in sorted(codes)
        ]
        return SQL("CASE d.channel %s END", SQL(" ").join(cases)) if cases else SQL("FALSE")

    @api.model
    def _get_usable_address_condition(self):
        """The condition that the contact `p` has an address this channel can use, as SQL."""
        return SQL("FALSE")

    @api.model
    def _get_data_kind(self):
        """The kind of data (`recouvrement.verification.kind`) by which the channel reaches a customer; None when it needs
        none."""
        return None

    @api.model
    def _get_level_problem(self, level):
        """What is missing for a level to go by this channel, in words; None when nothing is."""
        return None

    @api.model
    def _is_manual(self):
        """Whether a person delivers what was handed over."""
        return False

    @api.model
    def _get_manual_codes(self):
        """The channels by which a person delivers."""
        codes = self.env["recouvrement.level"]._fields["channel"].get_values(self.env)
        return [code for code in codes if self._get_channel(code)._is_manual()]

    @api.model
    def _refresh_waiting(self, company, today):
        """Have what was handed over and waits for a person follow the ledger.

        :param company: `res.company`
        :param date today: the company's date
        """

    @api.model
    def _get_waiting(self, company):
        """The reminders that were handed over to this channel and have not left."""
        return self.env["recouvrement.reminder"].search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "queued")
            & Domain("channel", "=", self._name.rpartition(".")[2])
        )

    @api.model
    def _queue(self, reminders):
        """Hand reminders over to what delivers them; those that cannot be are set failed."""
        reminders._set_failed(self.env._("This channel cannot deliver anything yet."))

    @api.model
    def _rewrite(self, reminders):
        """Follow the ledger in reminders that were handed over and have not left.

        :return: the reminders that are ready to leave; the others are set failed
        """
        return reminders

    @api.model
    def _withdraw(self, reminders):
        """Take back reminders that were handed over and have not left."""
