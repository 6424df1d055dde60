from markupsafe import Markup, escape

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_amount, format_date

from .recouvrement_dispute import OPEN_STATES


class RecouvrementSubmission(models.Model):
    """What a customer contests on its page: a dispute, as a collector would record it; what is contested already is
    said again to whoever examines it."""

    _inherit = "recouvrement.submission"

    dispute_id = fields.Many2one("recouvrement.dispute", readonly=True, index="btree_not_null", ondelete="set null")
    contested_amounts = fields.Json(readonly=True, help="What was contested: an amount by the id of its invoice.")
    contested = fields.Char(compute="_compute_contested", compute_sudo=True)

    @api.depends("contested_amounts")
    @api.depends_context("lang")
    def _compute_contested(self):
        for submission in self:
            amounts = submission.contested_amounts or {}
            moves = self.env["account.move"].browse(map(int, amounts)).exists()
            submission.contested = ", ".join(
                f"{move.name} ({format_amount(self.env, amounts[str(move.id)], move.currency_id)})" for move in moves
            )

    # === WHAT CAN BE CONTESTED === #

    @api.model
    def _get_contestable(self, case):
        """What the customer can contest: its open invoices, and the open dispute of each, if there is one.

        :param case: `recouvrement.case`
        :return: {`account.move`: `recouvrement.dispute`}, the oldest first
        """
        moves = case.receivable_ids.move_id.filtered(
            lambda move: move.move_type in ("out_invoice", "out_receipt") and move.state == "posted"
        ).sorted(lambda move: (move.invoice_date_due or move.date, move.id))
        open_lines = self.env["recouvrement.dispute.line"].search(
            Domain("move_id", "in", moves.ids) & Domain("dispute_id.state", "in", OPEN_STATES), order="id"
        )
        disputes = {line.move_id: line.dispute_id for line in open_lines}
        return {move: disputes.get(move, open_lines.dispute_id.browse()) for move in moves}

    @api.model
    def _read_dispute(self, case, entry):
        """What somebody typed to contest invoices.

        :param case: `recouvrement.case`, in the language of the visitor
        :param dict entry: `move_ids` as ticked, `amount_<id>` and `reason_id` as typed, `text`
        :return: (values for :meth:`_handle_dispute`, {field: problem in words})
        """
        errors, contestable = {}, self._get_contestable(case)
        moves = self._read_contested_moves(errors, entry, contestable)
        amounts = {}
        for move in moves:
            field, amounts[move.id] = f"amount_{move.id}", None
            if typed := (entry.get(field) or "").strip():
                amounts[move.id] = self._read_contested_amount(errors, field, typed, move)
        reasons = {
            str(reason.id): reason for reason in self.env["recouvrement.dispute.reason"]._get_public(case.company_id)
        }
        reason = reasons.get(entry.get("reason_id") or "")
        if not reason:
            errors["reason_id"] = self.env._("Choose what is wrong.")
        text = self._read_text(errors, entry.get("text"), self.env._("Tell us in a few words what is wrong."))
        return {"amounts": amounts, "reason_id": reason.id if reason else False, "text": text}, errors

    @api.model
    def _read_contested_amount(self, errors, field, text, move):
        """The part of an invoice that is contested, or None once `errors` says what is wrong with it."""
        currency, problems = move.currency_id, {}
        amount = self._read_amount(problems, field, text, currency)
        if amount and currency.compare_amounts(amount, move.amount_residual) > 0:
            problems[field] = self.env._(
                "%s at most can be contested.", format_amount(self.env, move.amount_residual, currency)
            )
        # The list of what is wrong stands above all the invoices.
        errors.update({each: f"{move.name} · {problem}" for each, problem in problems.items()})
        return None if problems else amount

    @api.model
    def _read_contested_moves(self, errors, entry, contestable):
        """The invoices that were ticked, or for which an amount was typed."""
        ticked = set(entry.get("move_ids") or ())
        moves = [
            move for move in contestable if str(move.id) in ticked or (entry.get(f"amount_{move.id}") or "").strip()
        ]
        if ticked - {str(move.id) for move in moves}:
            errors["move_ids"] = self.env._("One of these invoices is not open any more: choose again.")
        elif not moves:
            errors["move_ids"] = self.env._("Choose at least one invoice.")
        return moves

    # === WHAT FOLLOWS === #

    def _handle_dispute(self, values):
        """Open a dispute of the invoices that are not contested yet, and tell whoever examines the others.

        :param dict values: what :meth:`_read_dispute` understood, and `sent_files`
        :raise UserError: an invoice is not open any more
        """
        self.ensure_one()
        own = self._in_company_language().with_company(self.company_id)
        contestable = own._get_contestable(own.case_id)
        moves = self.env["account.move"].browse(values["amounts"])
        if moves - self.env["account.move"].union(*contestable):
            raise UserError(self.env._("One of these invoices is not open any more: choose again."))
        own.contested_amounts = {move.id: values["amounts"][move.id] or move.amount_residual for move in moves}
        known = moves.filtered(lambda move: contestable[move])
        # Each dispute has files of its own: not everybody who sees one sees the other.
        files = values.get("sent_files") or ()
        if moves - known:
            own.dispute_id = own._open_dispute(moves - known, values)
            documents = own._attach(files, own.dispute_id)
            own.dispute_id.evidence_ids = [Command.link(document.id) for document in documents]
            own.state = "done"
        for dispute in self.env["recouvrement.dispute"].union(*map(contestable.get, known)):
            own.dispute_id = own.dispute_id or dispute
            own._tell_examiner(dispute, own._attach(files, dispute))

    def _open_dispute(self, moves, values):
        """Record the dispute; it acknowledges receipt itself.

        :param moves: `account.move`
        :return: `recouvrement.dispute`
        """
        dispute = (
            self.env["recouvrement.dispute"]
            .with_user(SUPERUSER_ID)
            .create(
                {
                    "case_id": self.case_id.id,
                    "description": self.text,
                    "exchange_id": self.exchange_id.id,
                    "line_ids": [
                        Command.create(
                            {"move_id": move.id, "amount": values["amounts"][move.id] or move.amount_residual}
                        )
                        for move in moves
                    ],
                    "means": "page",
                    "opened_on": self.company_id._get_recouvrement_today(),
                    "reason_id": values["reason_id"],
                    "reported_by_id": self.contact_id.id,
                }
            )
        )
        if dispute.user_id.id == SUPERUSER_ID:
            # Nobody looks after the customer: somebody has to see it.
            dispute.user_id = dispute._get_collector() or dispute.user_id
        self.exchange_id.outcome = "dispute"
        return dispute

    def _tell_examiner(self, dispute, documents):
        """Add what the customer says to a dispute that is open already.

        :param documents: `ir.attachment`
        """
        self.exchange_id.dispute_id = self.exchange_id.dispute_id or dispute
        self._post(dispute, self.env._("Contested again: %s", self.contested), documents)
        if dispute.state == "waiting":
            dispute._set_state("examining")

    def _post(self, record, title, documents):
        """Post what the visitor wrote on a thread, as a message of the customer; what was typed stays text.

        :param record: a dispute or a case
        :param str title: what it is about
        :param documents: `ir.attachment`
        """
        text = Markup("<br/>").join(escape(line) for line in (self.text or "").splitlines())
        author = self.contact_id or self.partner_id
        record.message_post(
            attachment_ids=documents.ids,
            author_id=author.id,
            body=Markup("<p>%s</p><p>%s</p>") % (title, text),
            email_from=author.email_formatted or self.company_id.email_formatted,
            force_send=False,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _is_new_dispute(self):
        """Whether the request opened a dispute, which tells and confirms it itself."""
        self.ensure_one()
        return bool(self.dispute_id) and self.dispute_id.exchange_id == self.exchange_id

    def _confirm(self):
        # EXTENDS 'recouvrement.submission': the receipt of the dispute is the confirmation.
        if not self._is_new_dispute():
            return super()._confirm()
        receipt = Domain("dispute_id", "=", self.dispute_id.id) & Domain("direction", "=", "out")
        self.confirmation_id = self.env["recouvrement.contact"].search(receipt, limit=1)
        if not self.confirmation_id:
            case = self._in_company_language().case_id
            self.confirmation_problem = case._get_information_problem(case._get_information_recipient(self.contact_id))
        return None

    # === IN WORDS === #

    def _describe_dispute(self):
        """What is contested, in a line."""
        self.ensure_one()
        if not self.dispute_id:
            return None
        return self.env._(
            "Contests %(invoices)s (dispute %(name)s)", invoices=self.contested, name=self.dispute_id.name
        )

    def _get_next_steps(self):
        # EXTENDS 'recouvrement.submission'
        if not self.dispute_id.is_open:
            return super()._get_next_steps()
        return [
            self.env._(
                "We are looking into it under the reference %(name)s and will answer you by %(date)s.",
                name=self.dispute_id.name,
                date=format_date(self.env, self.dispute_id.deadline),
            ),
            self.env._("Until then you will not be reminded of the amount that you contest."),
        ]
