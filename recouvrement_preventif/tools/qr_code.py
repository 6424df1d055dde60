"""QR codes as images, drawn with what Odoo always has: reportlab's own way to an image
needs a library that many installations lack."""

import io

from PIL import Image
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

# What a code needs around it, in modules, and the size of a module on the image.
BORDER = 4
PIXELS = 6


def make_qr_code(text):
    """The QR code of a text, with error correction level M.

    :param str text: what the code says
    :return: PNG
    :rtype: bytes
    """
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount() + 2 * BORDER
    image = Image.new("1", (size, size), 1)
    for row, modules in enumerate(code.modules):
        for column, is_dark in enumerate(modules):
            if is_dark:
                image.putpixel((column + BORDER, row + BORDER), 0)
    buffer = io.BytesIO()
    image.resize((size * PIXELS, size * PIXELS), Image.Resampling.NEAREST).save(buffer, "PNG")
    return buffer.getvalue()
