from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

# How long a page shows to a visitor what he sent.
RECENT = timedelta(days=90)


class RecouvrementSubmission(models.Model):
    """What somebody sent from a customer's page: kept as it was sent, whatever becomes of it."""

    _name = "recouvrement.submission"
    _description = "Request from a Customer"
    _inherit = ["recouvrement.correspondence"]
    _order = "date desc, id desc"

    case_id = fields.Many2one("recouvrement.case", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(
        related="case_id.partner_id", string="Customer", store=True, precompute=True, index=True
    )
    contact_id = fields.Many2one("res.partner", readonly=True, ondelete="restrict")
    access_id = fields.Many2one(
        "recouvrement.access", string="Link", readonly=True, index="btree_not_null", ondelete="set null"
    )
    visitor_user_id = fields.Many2one(
        "res.users", string="Logged in as", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    kind = fields.Selection(
        [
            ("payment", "Payment"),
            ("promise", "Promise to pay"),
            ("plan", "Payment in instalments"),
            ("dispute", "Dispute"),
            ("correction", "Correction of contact details"),
            ("message", "Message"),
        ],
        required=True,
        readonly=True,
    )
    number = fields.Integer(
        required=True,
        readonly=True,
        help="How many of its kind the same visitor had sent when the form was shown to him: what is sent twice is "
        "known by it.",
    )
    date = fields.Datetime(string="Received on", required=True, readonly=True)
    name = fields.Char(string="Sent by", readonly=True, help="As typed by whoever sent it.")
    email = fields.Char(string="E-mail given", readonly=True)
    ip_address = fields.Char(string="IP Address", readonly=True)
    text = fields.Text(readonly=True)
    document_ids = fields.Many2many("ir.attachment", string="Documents", readonly=True, bypass_search_access=True)
    state = fields.Selection([("new", "To handle"), ("done", "Handled")], required=True, default="new", readonly=True)
    done_by = fields.Many2one("res.users", string="Handled by", readonly=True, copy=False)
    done_on = fields.Datetime(string="Handled on", readonly=True, copy=False)
    exchange_id = fields.Many2one("recouvrement.contact", readonly=True, index="btree_not_null", ondelete="set null")
    activity_id = fields.Many2one("mail.activity", readonly=True, index="btree_not_null", ondelete="set null")
    confirmation_id = fields.Many2one(
        "recouvrement.contact", string="Confirmed by", readonly=True, index="btree_not_null", ondelete="set null"
    )
    confirmation_problem = fields.Char(
        string="Not confirmed because", readonly=True, help="Why no e-mail confirmed to the customer what was received."
    )

    # Placeholders of the confirmation; each is written in the language of the context.
    summary = fields.Char(compute="_compute_summary")
    next_steps = fields.Char(compute="_compute_summary")

    # One form is one record, however often it is sent; each visitor has numbers of his own.
    _form_unique = models.UniqueIndex("(case_id, kind, access_id, number) WHERE access_id IS NOT NULL")
    _form_user_unique = models.UniqueIndex("(case_id, kind, visitor_user_id, number) WHERE visitor_user_id IS NOT NULL")
    _waiting_index = models.Index("(case_id) WHERE state = 'new'")

    @api.depends("kind", "name", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for submission in self:
            submission.display_name = " · ".join(filter(None, (kinds.get(submission.kind), submission.partner_id.name)))

    @api.depends("kind", "text", "state")
    @api.depends_context("lang")
    def _compute_summary(self):
        for submission in self:
            submission.summary = submission._describe()
            submission.next_steps = " ".join(submission._get_next_steps())

    def mail_allowed_qweb_expressions(self):
        # EXTENDS 'mail': anyone who may edit the confirmation can use these.
        return (*super().mail_allowed_qweb_expressions(), "object.next_steps", "object.summary", "object.text")

    # === IN WORDS === #

    def _describe(self):
        """What was sent, in one line of plain text and in the language of the context. A kind says more in its own
        method, `_describe_<kind>`."""
        self.ensure_one()
        describe = getattr(self, f"_describe_{self.kind}", None)
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return (describe and describe()) or kinds[self.kind]

    def _get_receipt(self):
        """When it was received, and under which number, for whoever sent it."""
        self.ensure_one()
        zone = self.company_id._get_recouvrement_timezone().zone
        return self.env._(
            "Received on %(date)s, under number %(number)s.",
            date=format_datetime(self.env, self.date, tz=zone, dt_format="short"),
            number=self.id,
        )

    def _get_next_steps(self):
        """What the customer is told of what follows, in sentences of plain text in the language of the context.
        Extend it for a kind."""
        self.ensure_one()
        if self.state == "done":
            return []
        owner = self.user_id.name
        if owner:
            return [
                self.env._(
                    "%(owner)s, of %(company)s, will read it and answer you.", owner=owner, company=self.company_id.name
                )
            ]
        return [self.env._("%s will read it and answer you.", self.company_id.name)]

    # === WHO MAY SEND, AND HOW OFTEN === #

    @api.model
    def _get_visitor_domain(self, visit, kind):
        """What the same visitor sent of a kind.

        :param visit: :class:`~..tools.visit.Visit`
        """
        return Domain("case_id", "=", visit.case.id) & Domain("kind", "=", kind) & self._get_own_domain(visit)

    @api.model
    def _get_own_domain(self, visit):
        if visit.access:
            return Domain("access_id", "=", visit.access.id)
        return Domain("visitor_user_id", "=", visit.user.id)

    @api.model
    def _get_next_number(self, visit, kind):
        """The number that a form carries when it is shown to a visitor."""
        return self.sudo().search_count(self._get_visitor_domain(visit, kind))

    @api.model
    def _get_recent(self, visit):
        """What a visitor sent himself lately, newest first; nobody's for somebody of the company."""
        if visit.is_preview:
            return self.browse()
        since = Domain("date", ">=", fields.Datetime.now() - RECENT) | Domain("state", "=", "new")
        return self.sudo().search(Domain("case_id", "=", visit.case.id) & since & self._get_own_domain(visit))

    @api.model
    def _is_sent(self, visit, kind, number):
        """Whether the form that carries a number was sent before by the visitor."""
        return bool(self.sudo().search_count(self._get_visitor_domain(visit, kind) & Domain("number", "=", number)))

    def _is_of(self, visit):
        """Whether a visitor sent it himself."""
        self.ensure_one()
        return bool(self.sudo().filtered_domain(self._get_visitor_domain(visit, self.kind)))

    # === HANDLING === #

    def action_done(self):
        """Somebody handled the requests: their tasks end."""
        waiting = self.filtered(lambda submission: submission.state == "new")
        waiting.case_id.check_access("write")
        waiting.sudo()._set_done(self.env.user)

    def _set_done(self, user):
        """Nothing of the requests waits for a person any more.

        :param user: `res.users` who handled them
        """
        self.write({"state": "done", "done_by": user.id, "done_on": fields.Datetime.now()})
        self.activity_id.unlink()
