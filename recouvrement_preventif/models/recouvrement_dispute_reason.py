from odoo import fields, models


class RecouvrementDisputeReason(models.Model):
    """Why customers contest invoices, who examines it and within how many days."""

    _name = "recouvrement.dispute.reason"
    _description = "Dispute Reason"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty to make the reason available to every company."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Examined by",
        domain=[("share", "=", False)],
        help="Becomes the owner of the dispute: a salesperson or the warehouse as well as an accountant. "
        "Leave empty for whoever looks after the customer.",
    )
    manager_id = fields.Many2one(
        "res.users",
        string="Told when late",
        domain=[("share", "=", False)],
        help="Is asked to act when a dispute is past its deadline, and sees these disputes. Leave empty for the collector.",
    )
    delay_days = fields.Integer(
        string="Working days", default=10, help="Working days within which a dispute is to be decided."
    )
    einvoice_status = fields.Selection(
        [
            ("206", "206 Partly approved"),
            ("207", "207 Contested"),
            ("208", "208 Suspended"),
            ("210", "210 Refused"),
        ],
        string="E-Invoice Status",
        default="207",
        help="The status of the French e-invoicing life cycle that such a dispute stands for.",
    )
    einvoice_code = fields.Char(
        string="E-Invoice Reason", help="The reason code (MDT-113) that goes with the status, e.g. QTE_ERR."
    )

    _delay_positive = models.Constraint(
        "CHECK(delay_days >= 1)", "A dispute is given at least one working day to be decided."
    )
