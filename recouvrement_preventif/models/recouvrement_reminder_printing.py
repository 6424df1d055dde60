import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount

from .recouvrement_reminder_letter import LETTER_CHANNELS
from .recouvrement_reminder_message import _get_root_cause


class RecouvrementReminder(models.Model):
    """From the queue to the post office: a letter is printed, posted, or taken out in between."""

    _inherit = "recouvrement.reminder"

    @api.model
    def _get_to_print_domain(self):
        """The letters that wait to be printed."""
        return (
            Domain("state", "=", "queued") & Domain("channel", "in", LETTER_CHANNELS) & Domain("printed_at", "=", False)
        )

    @api.model
    def _get_to_post_domain(self):
        """The letters that were printed and wait to be posted."""
        return (
            Domain("state", "=", "queued")
            & Domain("channel", "in", LETTER_CHANNELS)
            & Domain("printed_at", "!=", False)
        )

    # === PRINTING === #

    def _is_held(self, today):
        """Whether nothing may leave on a day: reminders not active, or paused.

        :param date today: the company's date
        """
        self.ensure_one()
        paused_until = self.company_id._get_recouvrement_pause(self.policy_id)
        return self.company_id.recouvrement_mode != "live" or bool(paused_until and today <= paused_until)

    def _print_letters(self, now):
        """Make the letters from what the ledger says now. Those with nothing left to say are
        cancelled, those that cannot be made are set failed, those that may not leave now go
        back to the letters waiting.

        :param datetime now: naive UTC
        """
        for company, letters in self.grouped("company_id").items():
            today = company._get_recouvrement_today(now)
            still_due = letters._follow_ledger(today)
            held = still_due.filtered(lambda letter, today=today: letter._is_held(today))
            held.batch_id = False
            (still_due - held)._print_on(today, now)

    def _follow_ledger(self, today):
        """Bring letters that are not printed in line with the ledger.

        :param date today: the company's date
        :return: those still worth printing; one that a person corrected and whose amounts
            changed is to be approved again
        """
        still_due, changed = self._refresh(today)
        corrected = changed.filtered("custom_body")
        corrected._return_to_approval()
        return still_due - corrected

    def _print_on(self, today, now):
        """Make letters dated from a day: the days late are counted until then."""
        self._set_date(today)
        messages = self._render_messages()
        made = {}
        for letter in self:
            try:
                with self.env.cr.savepoint():
                    made[letter] = letter._render_letter(messages[letter.id])
            except psycopg2.OperationalError:
                raise
            except Exception as error:
                letter._set_failed(self.env._("The letter could not be made: %(error)s", error=_get_root_cause(error)))
        self._keep_letters(made, messages, now)

    def _render_letter(self, message):
        """The letter as PDF, in bytes.

        :param message: what it says, a :class:`~.recouvrement_reminder_message.Message`
        :raise UserError: when there is something that keeps it from being said
        """
        self.ensure_one()
        if message.problem:
            raise UserError(message.problem)
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "recouvrement_preventif.action_report_letter", [self.id], data={"messages": {self.id: message}}
        )
        return content

    @api.model
    def _keep_letters(self, made, messages, now):
        """Keep the letters that were made, on the thread of their case.

        :param dict made: {reminder: PDF in bytes}
        :param dict messages: {reminder id: what it says}
        :param datetime now: naive UTC
        """
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{letter._get_letter_reference()}.pdf",
                    "raw": content,
                    "mimetype": "application/pdf",
                    "res_model": letter.case_id._name,
                    "res_id": letter.case_id.id,
                }
                for letter, content in made.items()
            ]
        )
        notes = self.env["mail.message"].create(
            [
                self._prepare_note_vals(letter, messages[letter.id], attachment)
                for letter, attachment in zip(made, attachments, strict=True)
            ]
        )
        for letter, attachment, note in zip(made, attachments, notes, strict=True):
            letter.write({"printed_at": now, "letter_id": attachment.id, "message_id": note.id})

    @api.model
    def _prepare_note_vals(self, letter, message, attachment):
        case = letter.case_id
        return {
            "model": case._name,
            "res_id": case.id,
            "record_name": case.display_name,
            "message_type": "notification",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
            "is_internal": True,
            "author_id": case.company_id.partner_id.id,
            "email_from": message.email_from,
            "subject": message.subject,
            "body": message.html,
            "attachment_ids": [fields.Command.link(attachment.id)],
        }

    def _forget_print(self):
        """What was printed does not count any more: the letter is to be made again, or not at all."""
        printed = self.filtered("printed_at")
        batches, notes, documents = printed.batch_id, printed.message_id, printed.letter_id
        printed.printed_at = False
        notes.unlink()
        documents.unlink()
        batches._outdate_document()

    def _set_date(self, day):
        """The letter is of a day: so is the level that its instalments reach by it."""
        self.date = day
        self.line_ids.filtered(lambda line: line.claim_id.level_id == line.level_id)._reach()

    # === POSTING === #

    def _set_posted(self, day):
        """The letters were given to the post: their instalments reached their level that day.

        :param date day: when they were posted
        :return: the reminders that moved
        """
        posted = self.filtered_domain(self._get_to_post_domain())
        posted.posted_on = day
        posted._set_date(day)
        posted.message_id.date = fields.Datetime.now()
        return posted._set_sent()

    def _get_outdated(self, today):
        """The printed letters that the ledger contradicts.

        :param date today: the company's date
        :return: {reminder: what it asked too much, in words}
        """
        outdated = {}
        for company, letters in self.grouped("company_id").items():
            instalments = {
                instalment.line_id: instalment
                for instalment in self.env["recouvrement.planner"].get_open_instalments(
                    company, today, letters.partner_id
                )
            }
            for letter in letters:
                if problem := letter._get_contradiction(instalments, today):
                    outdated[letter] = problem
        return outdated

    def _get_contradiction(self, instalments, today):
        """What a printed letter says that the ledger denies, in words; None when it is right."""
        lines = self._get_live_lines()
        gone = lines.filtered(lambda line: line._get_gone_reason(instalments.get(line.move_line_id.id), today))
        if not (lines - gone).level_id:
            return self.env._("nothing is due any more")
        due = {line: 0.0 if line in gone else instalments[line.move_line_id.id].amount for line in lines}
        if all(not line.currency_id.compare_amounts(line.amount, amount) for line, amount in due.items()):
            return None
        totals = [
            format_amount(self.env, sum(due[line] for line in group), currency)
            for currency, group in lines.grouped("currency_id").items()
        ]
        return self.env._(
            "%(due)s due, %(printed)s printed",
            due=" + ".join(totals),
            printed=" + ".join(self._format_totals(lines)),
        )

    # === ACTIONS === #

    def action_print_letters(self):
        """Have the selected letters printed in the background, a batch for each company.

        :return: the action that opens what was started
        """
        return self._as_collector()._start_printing()

    def action_print_waiting(self):
        """Have every letter that waits printed, in the companies at hand."""
        self.browse().check_access("write")
        domain = self._get_to_print_domain() & Domain("batch_id", "=", False)
        return (
            self.search(domain & Domain("company_id", "in", self.env.companies.ids))._as_collector()._start_printing()
        )

    def _start_printing(self):
        letters = self.filtered_domain(self._get_to_print_domain()).filtered(lambda letter: not letter.batch_id)
        if not letters:
            raise UserError(self.env._("There is no letter waiting to be printed here."))
        now = fields.Datetime.now()
        held = letters.filtered(lambda letter: letter._is_held(letter.company_id._get_recouvrement_today(now)))
        if held == letters:
            raise UserError(
                self.env._(
                    "The reminders of %(company)s are paused or not active: its letters wait.",
                    company=", ".join(held.company_id.mapped("name")),
                )
            )
        return self.env["recouvrement.letter.batch"]._start(letters - held)._get_open_action()

    def action_post(self):
        """Ask for the day on which printed letters were posted."""
        letters = self._as_collector().filtered_domain(self._get_to_post_domain())
        if not letters:
            raise UserError(self.env._("Only a letter that was printed and not posted yet can be posted."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record the posting"),
            "res_model": "recouvrement.letter.post",
            "view_mode": "form",
            "target": "new",
            "context": {"default_letter_ids": [fields.Command.set(letters.ids)]},
        }

    def action_take_out(self):
        """Printed letters are not posted: those with nothing due any more are cancelled, the
        others wait to be printed again."""
        letters = self._as_collector().filtered_domain(self._get_to_post_domain())
        if not letters:
            raise UserError(self.env._("Only a letter that was printed and not posted yet can be taken out."))
        letters._forget_print()
        now = fields.Datetime.now()
        for company, group in letters.grouped("company_id").items():
            group._follow_ledger(company._get_recouvrement_today(now))
        letters.filtered(lambda letter: letter.state == "queued").batch_id = False

    def action_open_letter(self):
        """Open the PDF of the letter."""
        self.ensure_one()
        if not self.letter_id:
            raise UserError(self.env._("This letter has not been printed."))
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.letter_id.id}", "target": "new"}
