from decimal import Decimal

from odoo import api, models
from odoo.exceptions import ValidationError

from ..legal.contract import Clause

# Digits of a rate in percent per year, as the reference rates have them.
RATE_DIGITS = (8, 4)


class RecouvrementContractClause(models.AbstractModel):
    """The late-interest clause of a contract, where a policy or a customer has one."""

    _name = "recouvrement.contract.clause"
    _description = "Late-Interest Clause"

    @api.model
    def _get_clause_kinds(self):
        """The ways in which a contract gives its rate of late interest: [(value, label)]."""
        return [
            ("fixed", self.env._("A fixed rate")),
            ("over_reference", self.env._("Points above the reference rate of the ECB")),
        ]

    @api.model
    def _make_clause(self, kind, percent):
        """The clause as the legal core reads it; None when the contract is silent.

        :param str kind: a value of `_get_clause_kinds`, or False
        :param float percent: percent per year, or points above the reference rate
        :rtype: :class:`~..legal.contract.Clause`
        """
        if not kind:
            return None
        value = Decimal(str(round(percent, RATE_DIGITS[1])))
        return Clause(percent=value) if kind == "fixed" else Clause(over_reference=value)

    @api.model
    def _check_clause(self, kind, percent):
        """Raise ValidationError for a rate that no contract has."""
        if kind and not 0 <= percent <= 100:
            raise ValidationError(self.env._("The rate of a late-interest clause is a percentage, from 0 to 100."))
