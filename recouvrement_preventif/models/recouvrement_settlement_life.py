from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from .recouvrement_suspension_start import FOR_GOOD

BATCH_SIZE = 50


class RecouvrementSettlement(models.Model):
    """What people decide of an offer, and what follows once the ledger tells whether it was paid."""

    _inherit = "recouvrement.settlement"

    # === WHAT PEOPLE DECIDE === #

    def _check_manager(self):
        if not self.env.user.has_group("recouvrement_preventif.group_manager"):
            raise UserError(self.env._("Only a manager can approve a discount."))

    def action_approve(self):
        """Let an offer that waits for a manager stand."""
        self.ensure_one()
        self._check_manager()
        if self.state != "to_approve":
            raise UserError(self.env._("This offer does not wait for approval."))
        today = self.company_id._get_recouvrement_today()
        if self.date < today:
            raise UserError(self.env._("The day until which it could be paid has passed: make another offer."))
        self.sudo()._offer(today)

    def action_refuse(self):
        """The manager, or the customer, says no: what was offered is due in full, and chased again."""
        self.ensure_one()
        self.case_id.check_access("write")
        if self.state == "to_approve":
            self._check_manager()
        self.sudo()._end("refused_on", self.env._("Discount refused: %s", self._describe_terms()))

    def action_cancel(self):
        """Take an offer back, because it was made by mistake."""
        self.ensure_one()
        self.case_id.check_access("write")
        self.sudo()._end("cancelled_on", self.env._("Discount taken back: %s", self._describe_terms()))

    def _end(self, field, text):
        """End an offer that stands or waits; what it covered is chased again from now on."""
        if self.state not in ("to_approve", "offered"):
            raise UserError(self.env._("This offer has ended: nothing can be decided about it any more."))
        today = self.company_id._get_recouvrement_today()
        self.write({field: today, "end_reason": text})
        self.line_ids.suspension_ids._release(today)
        self.case_id._message_log(body=text)

    def action_open_credit(self):
        """Open the credit notes that were prepared."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_refund_type")
        return {**action, "domain": [("id", "in", self.credit_move_ids.ids)], "context": {}}

    # === PAID IN TIME === #

    def action_prepare_credit(self):
        """Prepare the credit note of an offer that was paid in time, without waiting for the next passage of the job."""
        self.ensure_one()
        self.case_id.check_access("write")
        if self.state != "accepted":
            raise UserError(self.env._("The credit note is prepared once the offer was paid in time."))
        self.sudo()._prepare_credit()

    def _prepare_credit(self):
        """Draft credit notes for what is left on the instalments, at most the discount; a person posts them."""
        self.ensure_one()
        if self.credit_move_ids.filtered(lambda move: move.state != "cancel"):
            return
        today = self.company_id._get_recouvrement_today()
        left = self.discount
        credits_ = self.env["account.move"]
        for move, lines in self.line_ids.move_line_id.grouped("move_id").items():
            amount = self.currency_id.round(min(left, sum(lines.mapped("amount_residual_currency"))))
            if amount > 0:
                left -= amount
                credits_ += self._make_credit(move, amount, today)
        self.write({"credit_move_ids": [fields.Command.set(credits_.ids)], "credited_on": today, "lapsed_on": False})
        if not credits_:
            # The customer paid the whole.
            return
        # Until it is posted, what is left on the invoice is not asked for; a statement may have come late.
        self.line_ids.suspension_ids.filtered(lambda suspension: not suspension.released_on).date_to = FOR_GOOD
        self.case_id._message_log(
            body=self.env._(
                "Paid in time (%(terms)s): a credit note is prepared for %(invoices)s, to be posted.",
                terms=self._describe_terms(),
                invoices=", ".join(credits_.reversed_entry_id.mapped("name")),
            )
        )

    def _make_credit(self, move, amount, today):
        """Draft the credit note of a part of an invoice.

        :param float amount: in the currency of the invoice
        """
        lang = move.partner_id.lang or self.env.lang
        reason = self.with_context(lang=lang).env._("Discount for payment as agreed")
        return move.sudo()._recouvrement_prepare_partial_credit(amount, reason=reason, date=today)

    def _reduce_credit(self):
        """More came in than was asked for, or was credited otherwise: what is prepared shrinks to what is left."""
        self.ensure_one()
        today = self.company_id._get_recouvrement_today()
        for credit in self.credit_move_ids.filtered(lambda move: move.state == "draft"):
            move = credit.reversed_entry_id
            if self.currency_id.compare_amounts(credit.amount_total, move.amount_residual) > 0:
                credit.unlink()
                if move.amount_residual > 0:
                    self.credit_move_ids += self._make_credit(move, move.amount_residual, today)
        if not self.credit_move_ids:
            self._suspend_until_deadline(today)
        self.case_id._message_log(
            body=self.env._(
                "Less is left than the prepared credit note, which is reduced to it: %s", self._describe_terms()
            )
        )

    def _suspend_until_deadline(self, today):
        """No credit note is waited for any more."""
        suspensions = self.line_ids.suspension_ids
        for suspension in suspensions.filtered_domain(suspensions._get_running_domain(today)):
            suspension.date_to = max(self.deadline, suspension.date_from)

    def _withdraw_credit(self):
        """The money was taken back: so is the credit note, unless a person has posted it."""
        self.ensure_one()
        today = self.company_id._get_recouvrement_today()
        drafts = self.credit_move_ids.filtered(lambda move: move.state == "draft")
        if drafts != self.credit_move_ids:
            self.lapsed_on = today
            self.case_id._schedule_repair(
                self.env._("A discount was credited, and the payment that it was for has been taken back.")
            )
            return
        drafts.unlink()
        self.credited_on = False
        self._suspend_until_deadline(today)
        self.case_id._message_log(
            body=self.env._(
                "The payment was taken back, and the prepared credit note with it: %s", self._describe_terms()
            )
        )

    # === THE SCHEDULED JOB === #

    @api.model
    def _cron_watch(self):
        """Every hour: prepare the credit notes of what was paid in time, notice what lapsed."""
        IrCron = self.env["ir.cron"]
        for follow, ids in self._get_follow_ups():
            time_left = IrCron._commit_progress(remaining=len(ids))
            for batch in split_every(BATCH_SIZE, ids, list):
                if not time_left:
                    return
                for settlement in self.browse(batch).try_lock_for_update():
                    settlement._follow(follow)
                time_left = IrCron._commit_progress(len(batch))

    @api.model
    def _get_follow_ups(self):
        """What the ledger asks for: [(method, ids of the offers)]"""
        withdrawn = SQL("k.credited_on IS NOT NULL AND k.lapsed_on IS NULL")
        return [
            ("_withdraw_credit", self._find(withdrawn, ("offered", "lapsed"))),
            ("_reduce_credit", self._get_overcredited()),
            ("_prepare_credit", self._find(SQL("k.credited_on IS NULL"), ("accepted",))),
            ("_notice_lapsed", self._find(SQL("k.lapsed_on IS NULL"), ("lapsed",))),
        ]

    @api.model
    def _get_overcredited(self):
        """The ids of the offers whose prepared credit note is worth more than what is left on its invoice."""
        overcredited = SQL(
            """EXISTS (SELECT FROM recouvrement_settlement_credit_rel rel
                         JOIN account_move credit ON credit.id = rel.account_move_id AND credit.state = 'draft'
                         JOIN account_move invoice ON invoice.id = credit.reversed_entry_id
                        WHERE rel.recouvrement_settlement_id = k.id AND credit.amount_total > invoice.amount_residual)"""
        )
        return self._find(overcredited, ("accepted",))

    @api.model
    def _find(self, condition, states):
        self.env.flush_all()
        live = SQL(
            "k.offered_on IS NOT NULL AND k.cancelled_on IS NULL AND k.refused_on IS NULL AND %s",
            condition,
        )
        outcomes = self._get_outcome_query(self._get_days(), live)
        query = SQL("SELECT o.id FROM (%s) o WHERE o.state = ANY(%s) ORDER BY o.id", outcomes, list(states))
        return [id_ for (id_,) in self.env.execute_query(query)]

    def _follow(self, method):
        """Do what follows, in the words of the company; what cannot be done is given to a person, once."""
        company = self.company_id
        settlement = self.with_company(company).with_context(lang=company.partner_id.lang or self.env.lang)
        try:
            with self.env.cr.savepoint():
                getattr(settlement, method)()
        except UserError as error:
            settlement.credited_on = company._get_recouvrement_today()
            settlement.case_id._message_log(body=str(error))
            settlement.case_id._schedule_repair(
                settlement.env._("The credit note of a discount that was paid in time could not be prepared.")
            )

    def _notice_lapsed(self):
        """The whole is due again."""
        self.ensure_one()
        self.lapsed_on = self.company_id._get_recouvrement_today()
        self.case_id._message_log(
            body=self.env._("Discount lapsed, the whole is due again: %s", self._describe_terms())
        )
