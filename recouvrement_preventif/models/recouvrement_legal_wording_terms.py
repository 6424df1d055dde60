from odoo import api, models


class RecouvrementLegalWording(models.AbstractModel):
    """Clauses of the company's terms that the customer had not accepted."""

    _inherit = "recouvrement.legal.wording"

    @api.model
    def _explain(self, entry, is_internal=True):
        """How a charge was computed, line by line.

        :param entry: :class:`~..tools.charge.DueCharge`
        :param bool is_internal: whether it is for the people of the company: the customer is not told what it might have
            agreed to
        :return: list of sentences
        """
        lines = super()._explain(entry)
        if is_internal and (sentence := self._explain_refused_clause(entry)):
            lines.append(sentence)
        return lines

    @api.model
    def _explain_refused_clause(self, entry):
        """Why a clause of the terms does not count for a charge; None when none was left out."""
        agreed = [part.agreed for part in entry.parts if part.agreed]
        if entry.kind == "interest" and any(each.is_clause_refused for each in agreed):
            return self.env._(
                "The rate of your terms does not count: the customer had not accepted terms that state it when this invoice "
                "was made."
            )
        if entry.kind == "indemnity" and any(each.is_indemnity_refused for each in agreed):
            return self.env._(
                "The indemnity of your terms does not count: the customer had not accepted terms that state it when this "
                "invoice was made."
            )
        return None
