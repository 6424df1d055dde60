from odoo import api, fields, models

from ..tools.upload import ACCEPT, RefusedFile, check_file

MOST_FILES = 5
MOST_MEGABYTES = 10
MEGABYTE = 1024 * 1024
# What a form holds besides its files.
FORM_SIZE = MEGABYTE


class RecouvrementSubmission(models.Model):
    """The files that a visitor sends: few, small, of harmless kinds, and nobody's business but the company's."""

    _inherit = "recouvrement.submission"

    document_names = fields.Char(compute="_compute_document_names", compute_sudo=True)

    @api.depends("document_ids.name")
    def _compute_document_names(self):
        for submission in self:
            submission.document_names = ", ".join(dict.fromkeys(submission.document_ids.mapped("name")))

    # === LIMITS === #

    @api.model
    def _get_file_limits(self):
        """What can be sent at once: (number of files, bytes of each), from the system parameters
        `recouvrement_preventif.page_max_files` and `recouvrement_preventif.page_max_file_megabytes`."""
        number = self._get_limit("page_max_files", MOST_FILES)
        return number, self._get_limit("page_max_file_megabytes", MOST_MEGABYTES) * MEGABYTE

    @api.model
    def _get_request_size(self):
        """What a form with its files may weigh, in bytes. More than the files that are taken: who chose one too large
        is told which one, and keeps what he typed."""
        number, size = self._get_file_limits()
        return 2 * number * size + FORM_SIZE

    @api.model
    def _get_limit(self, name, default):
        value = self.env["ir.config_parameter"].sudo().get_param(f"recouvrement_preventif.{name}") or ""
        return int(value) if value.strip().isdecimal() and int(value) else default

    @api.model
    def _get_file_rules(self):
        """What can be sent, for the form: what its file chooser proposes, and the words beneath it."""
        number, size = self._get_file_limits()
        rules = self.env._(
            "%(number)s files at most, %(size)s each: PDF, photographs (JPEG, PNG, WebP, TIFF), text, and documents of "
            "office suites without macros (.docx, .xlsx, .odt, .ods).",
            number=number,
            size=self._format_size(size),
        )
        return {"accept": ACCEPT, "rules": rules}

    # === CHECKING === #

    @api.model
    def _check_files(self, uploads):
        """Look at what a visitor sends, before anything is written.

        :param uploads: [(name, opened file)]
        :return: (list of :class:`~..tools.upload.CheckedFile`, what is wrong with some of them in words)
        """
        number, size = self._get_file_limits()
        if len(uploads) > number:
            return [], [
                self.env._("%(count)s files are too many: %(number)s at most.", count=len(uploads), number=number)
            ]
        files, problems = [], []
        for name, opened in uploads:
            try:
                files.append(check_file(name, opened.read(size + 1), size))
            except RefusedFile as refusal:
                problems.append(self._explain_refusal(refusal, size))
        return files, problems

    @api.model
    def _explain_refusal(self, refusal, size):
        name = refusal.name
        return {
            "active": self.env._("%s was not taken: it contains a program, a macro or a web page.", name),
            "damaged": self.env._("%s was not taken: it is damaged, or not what its name says.", name),
            "empty": self.env._("%s was not taken: it is empty.", name),
            "kind": self.env._("%s was not taken: send it as a PDF or as a photograph.", name),
            "size": self.env._(
                "%(name)s was not taken: it is larger than %(size)s.", name=name, size=self._format_size(size)
            ),
        }[refusal.code]

    @api.model
    def _format_size(self, size):
        return self.env._("%s MB", size // MEGABYTE)

    # === KEEPING === #

    def _attach(self, files, record):
        """Keep the files with what they belong to. Who sees it sees them; there is no other way to them.

        :param files: list of :class:`~..tools.upload.CheckedFile`
        :param record: a dispute or a case
        :return: `ir.attachment`
        """
        self.ensure_one()
        # As they were sent: they may be evidence, and images are opened by nobody's server.
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .with_context(image_no_postprocess=True)
            .create(
                [
                    {
                        "mimetype": file.mimetype,
                        "name": file.name,
                        "raw": file.content,
                        "res_id": record.id,
                        "res_model": record._name,
                    }
                    for file in files
                ]
            )
        )
        self.document_ids = [fields.Command.link(attachment.id) for attachment in attachments]
        return attachments
