from odoo import fields, models

DEFAULT_MONTHS = {"email": 12, "phone": 12, "address": 24, "identity": 24, "bank": 12, "solvency": 12}


class RecouvrementPolicy(models.Model):
    """How long what was checked is good for."""

    _inherit = "recouvrement.policy"

    verification_months_email = fields.Integer(
        string="Months an e-mail address is good for",
        default=DEFAULT_MONTHS["email"],
        tracking=True,
        help="After that many months it is asked for again; 0: never.",
    )
    verification_months_phone = fields.Integer(
        string="Months a telephone number is good for", default=DEFAULT_MONTHS["phone"], tracking=True
    )
    verification_months_address = fields.Integer(
        string="Months a postal address is good for", default=DEFAULT_MONTHS["address"], tracking=True
    )
    verification_months_identity = fields.Integer(
        string="Months an identity is good for", default=DEFAULT_MONTHS["identity"], tracking=True
    )
    verification_months_bank = fields.Integer(
        string="Months a bank account is good for", default=DEFAULT_MONTHS["bank"], tracking=True
    )
    verification_months_solvency = fields.Integer(
        string="Months a solvency check is good for", default=DEFAULT_MONTHS["solvency"], tracking=True
    )
    verification_domains = fields.Boolean(
        string="Ask whether e-mail domains exist",
        tracking=True,
        help="Each night, the domains of new e-mail addresses are looked up in the Internet's directory (DNS): a domain "
        "that receives no mail is reported before a reminder is lost there. Only the domain leaves, never the address.",
    )

    _verification_months_positive = models.Constraint(
        "CHECK(LEAST(verification_months_email, verification_months_phone, verification_months_address, "
        "verification_months_identity, verification_months_bank, verification_months_solvency) >= 0)",
        "What was checked cannot be good for less than no month: 0 means for ever.",
    )

    def _get_verification_months(self):
        """How many months a check is good for.

        :return: {kind: months, 0 for ever}; what is shipped when there is no policy
        """
        if not self:
            return dict(DEFAULT_MONTHS)
        policy = self.sudo()
        return {kind: policy[f"verification_months_{kind}"] for kind in DEFAULT_MONTHS}
