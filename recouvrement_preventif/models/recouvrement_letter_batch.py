import logging

import psycopg2
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, split_every
from odoo.tools.pdf import merge_pdf

_logger = logging.getLogger(__name__)

# Letters made between two commits: what a killed process has to make again.
CHUNK_SIZE = 5


class RecouvrementLetterBatch(models.Model):
    """Letters printed together, in the background, and posted together."""

    _name = "recouvrement.letter.batch"
    _description = "Batch of Letters"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    reminder_ids = fields.One2many("recouvrement.reminder", "batch_id", string="Letters", readonly=True)
    document_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        ondelete="set null",
        help="All the letters of the batch that were printed and are not left out, one after the other.",
    )
    failure_reason = fields.Text(readonly=True)
    state = fields.Selection(
        [
            ("printing", "Being printed"),
            ("printed", "To post"),
            ("posted", "Done"),
            ("empty", "Nothing to post"),
        ],
        compute="_compute_progress",
        store=True,
    )
    total_count = fields.Integer(string="Letters of the batch", compute="_compute_progress", store=True)
    printed_count = fields.Integer(string="Letters printed", compute="_compute_progress", store=True)
    left_out_count = fields.Integer(
        string="Left out",
        compute="_compute_progress",
        store=True,
        help="Cancelled because nothing was due any more, or failed.",
    )
    progress = fields.Float(compute="_compute_percentage")
    outdated_summary = fields.Html(compute="_compute_outdated_summary", compute_sudo=True, sanitize=False)

    # === COMPUTE METHODS === #

    @api.depends("reminder_ids.state", "reminder_ids.printed_at")
    def _compute_progress(self):
        for batch in self:
            letters = batch.reminder_ids.filtered(lambda letter: letter.state in ("queued", "sent"))
            to_print = letters.filtered(lambda letter: not letter.printed_at)
            batch.total_count = len(letters)
            batch.printed_count = len(letters - to_print)
            batch.left_out_count = len(batch.reminder_ids - letters)
            if to_print:
                batch.state = "printing"
            elif any(letter.state == "queued" for letter in letters):
                batch.state = "printed"
            else:
                batch.state = "posted" if letters else "empty"

    @api.depends("total_count", "printed_count")
    def _compute_percentage(self):
        for batch in self:
            batch.progress = 100 * batch.printed_count / batch.total_count if batch.total_count else 100

    @api.depends("state", "reminder_ids.state")
    @api.depends_context("lang")
    def _compute_outdated_summary(self):
        for batch in self:
            letters = batch.reminder_ids.filtered_domain(batch.reminder_ids._get_to_post_domain())
            batch.outdated_summary = self._describe_outdated(
                letters._get_outdated(batch.company_id._get_recouvrement_today())
            )

    @api.model
    def _describe_outdated(self, outdated):
        """Letters that the ledger contradicts, by name, as HTML; False when there is none.

        :param dict outdated: {reminder: what is wrong, in words}
        """
        lines = [
            self.env._(
                "%(customer)s (%(reference)s): %(problem)s",
                customer=Markup("<strong>%s</strong>") % letter.partner_id.display_name,
                reference=letter._get_letter_reference(),
                problem=problem,
            )
            for letter, problem in outdated.items()
        ]
        return Markup("<br/>").join(lines) or False

    # === PRINTING === #

    @api.model
    def _start(self, letters):
        """Have letters printed in the background.

        :param letters: reminders that wait to be printed
        :return: their batches, one per company
        """
        batches = self.browse()
        for company, group in letters.grouped("company_id").items():
            day = format_date(self.env, company._get_recouvrement_today())
            batch = self.create({"name": self.env._("Letters of %(date)s", date=day), "company_id": company.id})
            group.batch_id = batch
            batches += batch
        batches._trigger()
        return batches

    @api.model
    def _trigger(self):
        self.env.ref("recouvrement_preventif.ir_cron_print_letters")._trigger()

    @api.model
    def _get_unfinished_domain(self):
        """The batches that have letters to make, or letters that are not in their document."""
        return Domain("failure_reason", "=", False) & (
            Domain("state", "=", "printing") | (Domain("state", "=", "printed") & Domain("document_id", "=", False))
        )

    @api.model
    def _cron_print(self):
        """Make the letters that wait in batches, a few between two commits: a process that is
        killed loses only these, and the next one goes on.

        :raise: the last error met, once every batch had its turn, so that the job counts as failed
        """
        batches = self.search(self._get_unfinished_domain(), order="id")
        waiting = batches.reminder_ids.filtered_domain(self.env["recouvrement.reminder"]._get_to_print_domain())
        time_left = self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        last_error = None
        for batch_id in batches.ids:
            if not time_left:
                break
            batch = self.browse(batch_id)
            batch = batch.with_company(batch.company_id).with_context(allowed_company_ids=batch.company_id.ids)
            try:
                time_left = batch._print()
            except psycopg2.OperationalError:
                # Somebody else was at these letters: the next pass goes on.
                self.env.cr.rollback()
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("The letters of batch %s could not be printed", batch_id)
                last_error = error
                batch.failure_reason = str(error)
                time_left = self.env["ir.cron"]._commit_progress()
        if last_error:
            raise last_error

    def _print(self):
        """Make the letters of a batch that are not made yet, then its document.

        :return: the seconds left to the scheduled job
        """
        self.ensure_one()
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise UserError(self.env._("This server cannot make PDF files: wkhtmltopdf is not installed."))
        IrCron, Reminder = self.env["ir.cron"], self.env["recouvrement.reminder"]
        waiting = self.reminder_ids.filtered_domain(Reminder._get_to_print_domain())
        for ids in split_every(CHUNK_SIZE, waiting._sort_for_post().ids):
            letters = Reminder.browse(ids).try_lock_for_update()
            letters.filtered_domain(Reminder._get_to_print_domain())._print_letters(fields.Datetime.now())
            if not IrCron._commit_progress(len(ids)):
                return 0
        if self.state == "printed" and not self.document_id:
            self._make_document()
        return IrCron._commit_progress()

    def _make_document(self):
        """Put the letters that wait for the post one after the other, in the order of their customers."""
        self.ensure_one()
        letters = self.reminder_ids.filtered_domain(self.reminder_ids._get_to_post_domain())
        contents = [letter.letter_id.raw for letter in letters._sort_for_post()]
        self.document_id = self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.pdf".replace("/", "-"),
                "raw": merge_pdf(contents),
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.create_uid._bus_send(
            "simple_notification",
            {"type": "success", "sticky": True, "message": self.env._("%(batch)s: ready to print.", batch=self.name)},
        )

    def _outdate_document(self):
        """The document holds a letter that is not to be posted: it is made again without it."""
        outdated = self.filtered("document_id")
        outdated.document_id.unlink()
        if outdated:
            self._trigger()

    # === ACTIONS === #

    def _get_open_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "recouvrement_preventif.recouvrement_letter_batch_action"
        )
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)]}

    def action_print_waiting(self):
        """Have every letter that waits printed."""
        return self.env["recouvrement.reminder"].action_print_waiting()

    def action_download(self):
        """Open all the letters of the batch, to print them."""
        self.ensure_one()
        if not self.document_id:
            raise UserError(self.env._("The letters are not ready yet."))
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.document_id.id}", "target": "new"}

    def action_post(self):
        """Ask for the day on which the letters of the batch were posted."""
        self.ensure_one()
        return self.reminder_ids.action_post()

    def action_try_again(self):
        """Go on with a batch that stopped on an error."""
        self.check_access("write")
        self.sudo().failure_reason = False
        self._trigger()
