from contextlib import closing

from odoo import api, fields, models

from ..models.recouvrement_case_withheld import WITHHELD_REASONS
from ..tools.plan import SEND

OUTCOMES = [("send", "Message"), ("withheld", "Withheld"), ("nothing", "Nothing due")]


class RecouvrementPreviewLine(models.TransientModel):
    """What would happen to one customer on a day."""

    _name = "recouvrement.preview.line"
    _description = "Preview of a Customer"
    _order = "is_changed desc, outcome, amount desc, id"
    _rec_name = "partner_id"
    _transient_max_hours = 24

    preview_id = fields.Many2one("recouvrement.preview", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade")
    outcome = fields.Selection(OUTCOMES, required=True)
    level_id = fields.Many2one("recouvrement.level", ondelete="cascade")
    channel = fields.Selection(selection=lambda self: self.env["recouvrement.level"]._get_channels())
    contact_id = fields.Many2one("res.partner", string="Recipient", ondelete="cascade")
    amount = fields.Monetary()
    reason = fields.Selection(WITHHELD_REASONS, string="Withheld because")
    until = fields.Date()
    suspension_id = fields.Many2one("recouvrement.suspension", ondelete="cascade")
    detail = fields.Char(related="suspension_id.reason")
    summary = fields.Char(string="What happens", required=True)

    other_outcome = fields.Selection(OUTCOMES)
    other_summary = fields.Char(string="With the other policy")
    other_amount = fields.Monetary(string="Amount with the other policy")
    is_changed = fields.Boolean(string="Changes")

    policy_id = fields.Many2one(related="preview_id.policy_id")
    # The messages are made when the line is opened.
    is_opened = fields.Boolean()
    subject = fields.Char(readonly=True)
    body = fields.Html(string="Message", readonly=True, sanitize=False)
    other_subject = fields.Char(readonly=True)
    other_body = fields.Html(string="Message with the other policy", readonly=True, sanitize=False)

    # === MAKING === #

    @api.model
    def _prepare_vals(self, preview, partner_id, summarize, entry, other=None):
        """The line of a customer.

        :param summarize: what happens in words, from (level id or None, reason or None)
        :param entry: what today's policy does (a `PlannedCase`), None when nothing is due
        :param other: what the other policy does, likewise
        """
        vals = {
            "preview_id": preview.id,
            "company_id": preview.company_id.id,
            "partner_id": partner_id,
            "outcome": entry.outcome if entry else "nothing",
            "summary": summarize(*_get_fate(entry)),
        }
        if entry:
            vals |= {
                "level_id": entry.level_id,
                "channel": entry.channel,
                "contact_id": entry.contact_id,
                "amount": entry.amount,
                "reason": entry.reason,
                "until": entry.until,
                "suspension_id": entry.suspension_id,
            }
        if preview.policy_id:
            vals |= {
                "other_outcome": other.outcome if other else "nothing",
                "other_summary": summarize(*_get_fate(other)),
                "other_amount": other.amount if other else 0,
                "is_changed": _get_fate(entry) != _get_fate(other),
            }
        return vals

    @api.model
    def _summarize(self, level_id, reason):
        """What happens to a customer, in a few words that many others share."""
        if reason:
            label = self.env["recouvrement.case"]._get_withheld_labels()[reason]
            return self.env._("Withheld: %(reason)s", reason=label)
        if not level_id:
            return self.env._("Nothing due")
        level = self.env["recouvrement.level"].browse(level_id)
        return self.env._("%(level)s, once approved", level=level.name) if level.requires_approval else level.name

    # === THE MESSAGE === #

    def action_open(self):
        """Show the customer's message as it would be read, and why there is none."""
        self.ensure_one()
        if not self.is_opened:
            policy = self.preview_id.policy_id
            messages = self._make_message(), self._make_message(policy) if policy else (False, False)
            [(subject, body), (other_subject, other_body)] = messages
            self.write(
                {
                    "is_opened": True,
                    "subject": subject,
                    "body": body,
                    "other_subject": other_subject,
                    "other_body": other_body,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"} if self.preview_id.policy_id else {},
        }

    def _make_message(self, policy=None):
        """The message of the customer: (subject, body), empty when there is none. The
        reminder is really made, so that not a word differs, then undone: nothing remains."""
        self.company_id._check_recouvrement_allowed()
        with closing(self.env.cr.savepoint()):
            return self.sudo()._make_reminder_message(policy)

    def _make_reminder_message(self, policy):
        company, day = self.company_id, self.preview_id.date
        self.env["recouvrement.case"]._ensure(company, self.partner_id.ids)
        plan = self.env["recouvrement.planner"].plan(company, day, partners=self.partner_id, policy=policy)
        entries = [entry for entry in plan if entry.is_sent]
        if not entries:
            return False, False
        run = self.env["recouvrement.run"].create({"company_id": company.id, "date": day})
        reminder = run._create_reminders(company, day, entries)
        if not reminder.level_id.template_id:
            return False, False
        message = reminder._render_messages()[reminder.id]
        return message.subject, message.html


def _get_fate(entry):
    """What makes two outcomes the same to a customer: (level id or None, reason or None)."""
    if not entry:
        return None, None
    return (entry.level_id, None) if entry.outcome == SEND else (None, entry.reason)
