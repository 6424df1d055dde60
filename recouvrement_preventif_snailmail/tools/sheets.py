"""What the postal service asks of the sheets that it prints: plain functions on PDF files, in bytes."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import PdfFileReader, PdfFileWriter

# The service prints its own marks there.
MARGIN = 5 * mm
CORNER = 15 * mm
# Points by which engines differ on what A4 is.
TOLERANCE = 2


def is_a4(content):
    """Whether every page of a PDF is a sheet of A4, upright."""
    boxes = [page.mediabox for page in PdfFileReader(io.BytesIO(content)).pages]
    return all(
        abs(float(box[2] - box[0]) - A4[0]) <= TOLERANCE and abs(float(box[3] - box[1]) - A4[1]) <= TOLERANCE
        for box in boxes
    )


def whiten_margins(content):
    """The PDF with nothing in the margins that the service keeps for itself.

    Core's own `_overwrite_margins` does it on pages that belong to no writer, which recent versions of pypdf refuse.
    """
    mask = PdfFileReader(io.BytesIO(_make_mask())).pages[0]
    writer = PdfFileWriter()
    writer.appendPagesFromReader(PdfFileReader(io.BytesIO(content)))
    for number in range(writer.getNumPages()):
        writer.getPage(number).mergePage(mask)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _make_mask():
    """A sheet that is white where nothing may be printed, and transparent elsewhere."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFillColorRGB(1, 1, 1)
    width, height = A4
    for rectangle in (
        (0, 0, width, MARGIN),
        (0, height - MARGIN, width, MARGIN),
        (0, 0, MARGIN, height),
        (width - MARGIN, 0, MARGIN, height),
        (0, 0, CORNER, CORNER),
    ):
        canvas.rect(*rectangle, stroke=0, fill=1)
    canvas.save()
    return buffer.getvalue()
