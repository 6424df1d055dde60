from odoo.http import request

from .page import PageController


def get_request_size(_controller):
    """What a form with files may weigh, in bytes: what weighs more is not read."""
    return request.env["recouvrement.submission"]._get_request_size()


class PageFilesController(PageController):
    """The files of a form."""

    def _prepare_files(self, visit):
        """What the part of a form where files are chosen shows."""
        return {"files": visit.env["recouvrement.submission"]._get_file_rules()}

    def _read_files(self, visit):
        """The files that were chosen, looked at.

        :return: (list of :class:`~..tools.upload.CheckedFile`, what is wrong with them in words or None)
        """
        chosen = [(file.filename, file) for file in request.httprequest.files.getlist("files") if file.filename]
        files, problems = visit.env["recouvrement.submission"]._check_files(chosen)
        return files, " ".join(problems) or None
