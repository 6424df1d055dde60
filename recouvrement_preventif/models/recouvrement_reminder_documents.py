import logging
import time

import psycopg2

from odoo import fields, models
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

MAX_INVOICES = 20
# Making a PDF takes seconds. After this long, the mail queue has its turn for the others.
DOCUMENTS_SECONDS = 60


class RecouvrementReminder(models.Model):
    """The documents that the e-mail of a reminder carries. They are made when it leaves:
    not while somebody waits, not for messages that are cancelled meanwhile, and the
    statement says what the ledger says then."""

    _inherit = "recouvrement.reminder"

    def _get_sending_batches(self, size):
        """The reminders as the mail queue sends them: several at a time, then those with
        documents one by one, so that little time passes between the last look at the
        ledger and the sending. What takes too long is left for the queue's next pass.

        :param int size: reminders at a time
        """
        slow = self.filtered(lambda reminder: reminder.level_id._has_documents())
        for ids in split_every(size, (self - slow).ids):
            yield self.browse(ids)
        started = time.monotonic()
        for reminder_id in slow.ids:
            if time.monotonic() - started > DOCUMENTS_SECONDS:
                self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
                return
            yield self.browse(reminder_id)

    def _attach_documents(self):
        """Join their documents to e-mails that are about to leave.

        :return: the reminders that may leave; those whose documents cannot be made are
            set failed, with the reason
        """
        ready = self
        for reminder in self.filtered(lambda reminder: reminder.level_id._has_documents()):
            try:
                with self.env.cr.savepoint():
                    reminder._replace_documents()
            except psycopg2.OperationalError:
                # Another transaction crossed this one: the queue's next pass tries again.
                ready -= reminder
            except Exception as error:
                _logger.warning("The documents of reminder %s could not be made", reminder.id, exc_info=True)
                ready -= reminder
                reminder._set_failed(
                    self.env._("The documents to attach could not be made: %(error)s", error=str(error).strip())
                )
        return ready

    def _replace_documents(self):
        """Give the e-mail its documents, in the place of those of a former attempt."""
        self.ensure_one()
        self._get_own_documents().unlink()
        level, stored, made = self.level_id, self.env["ir.attachment"], []
        if level.attach_statement:
            made.append(self._make_statement())
        if level.attach_invoices:
            moves = self._get_invoices()[:MAX_INVOICES]
            stored = moves.invoice_pdf_report_id
            made += [self._make_invoice(move) for move in moves if not move.invoice_pdf_report_id]
        documents = self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": content,
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for name, content in made
            ]
        )
        self.mail_mail_id.attachment_ids = [fields.Command.set((documents + stored).ids)]

    def _get_own_documents(self):
        """The documents that were made for the e-mails of these reminders alone."""
        return self.mail_mail_id.attachment_ids.filtered(lambda document: document.res_model == self._name)

    def _get_invoices(self):
        """The invoices that the reminder lists, in its order."""
        self.ensure_one()
        moves = self._get_live_lines().move_line_id.move_id
        return moves.filtered(lambda move: move.is_sale_document(include_receipts=True))

    def _make_statement(self):
        """The statement of account of this moment: (file name, PDF)."""
        content, _type = self.env["ir.actions.report"]._render_qweb_pdf(
            "recouvrement_preventif.action_report_statement", self.case_id.ids
        )
        return f"{self.case_id._get_statement_filename()}.pdf", content

    def _make_invoice(self, move):
        """The PDF of an invoice that Odoo has not made yet: (file name, PDF).

        It is not stored on the invoice: its legal document stays for core to make, with
        the electronic invoice that may have to be in it."""
        Report = self.env["ir.actions.report"].with_company(move.company_id)
        report = self.env["account.move.send"]._get_default_pdf_report_id(move)
        content, _type = Report._render_qweb_pdf(report.report_name, move.ids)
        return move._get_invoice_report_filename(report=report), content
