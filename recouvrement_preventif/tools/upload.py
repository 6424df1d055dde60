"""Files that somebody unknown sends: what they really are, and under which name they are kept.

What a file is comes from its content alone, by rules that are the same on every machine; its
name and the type that the browser claims prove nothing."""

import io
import re
import unicodedata
import zipfile
from collections import namedtuple

from PIL import Image, UnidentifiedImageError

CheckedFile = namedtuple("CheckedFile", ["name", "mimetype", "content"])

PDF = "application/pdf"
TEXT = "text/plain"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
EXTENSIONS = {
    PDF: "pdf",
    TEXT: "txt",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "image/webp": "webp",
    OFFICE + "wordprocessingml.document": "docx",
    OFFICE + "spreadsheetml.sheet": "xlsx",
    OPEN_DOCUMENT + "text": "odt",
    OPEN_DOCUMENT + "spreadsheet": "ods",
}
# What a file chooser proposes; the phone turns its photographs into one of them.
ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.tif,.tiff,.txt,.docx,.xlsx,.odt,.ods"

# Image formats that Odoo teaches Pillow to open.
PILLOW_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
MAIN_PARTS = {
    "word/document.xml": OFFICE + "wordprocessingml.document",
    "xl/workbook.xml": OFFICE + "spreadsheetml.sheet",
}
CONTENT_TYPES = "[Content_Types].xml"
# What makes a document act by itself.
ACTIVE_PARTS = re.compile(r"vbaproject|vbadata|/activex/|^basic/|^scripts/|\.(exe|dll|js|vbs|bat|cmd|jar|class)$", re.I)
MARKUP = re.compile(r"<\s*(!doctype|\?xml|\?php|script|html|svg|iframe|body)\b", re.I)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")
# Beyond, an archive is made to fill a memory.
MAX_PARTS = 5000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_LISTED = 1024 * 1024
# In bytes, as file systems count.
MAX_NAME = 120

SUFFIX = re.compile(
    r"\.(pdf|txt|csv|jpe?g|png|gif|webp|tiff?|heic|svgz?|x?html?|xht|shtml|hta|xml|json|docx?|docm|dotm|xlsx?|xlsm|xlsb"
    r"|xltm|pptx?|pptm|od[tsp]|rtf|zip|rar|7z|gz|tar|jar|exe|com|scr|pif|bat|cmd|ps1|vbs?|vbe|jse?|mjs|wsf|lnk|url|msi"
    r"|dll|sh|php[0-9]?|phtml|aspx?|jsp|py|pl|cgi|apk|iso|img)$",
    re.I,
)
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.I)


class RefusedFile(Exception):
    """A file that is not taken. `code` says why: `empty`, `size`, `kind`, `active` or `damaged`."""

    def __init__(self, code, name):
        super().__init__(f"{name}: {code}")
        self.code, self.name = code, name


def check_file(name, content, max_size):
    """What a file is, and the name under which it is kept.

    :param str name: as the browser sends it
    :param bytes content: of the file, at most one byte more than `max_size`
    :param int max_size: in bytes
    :rtype: CheckedFile
    :raise RefusedFile: when it is empty, too large, of no accepted kind, active, or damaged
    """
    shown = clean_name(name)
    if not content:
        raise RefusedFile("empty", shown)
    if len(content) > max_size:
        raise RefusedFile("size", shown)
    try:
        mimetype = find_type(content)
    except RefusedFile as refusal:
        raise RefusedFile(refusal.code, shown) from None
    return CheckedFile(f"{strip_suffixes(shown)}.{EXTENSIONS[mimetype]}", mimetype, content)


# === NAMES === #


def clean_name(name):
    """A file name without path and without characters that hide, reorder or break it; never empty."""
    name = unicodedata.normalize("NFC", str(name or "")).replace("\\", "/").rpartition("/")[2]
    name = "".join(" " if char.isspace() else char for char in name if unicodedata.category(char)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", name)
    return " ".join(name.split()).strip(". ") or "document"


def strip_suffixes(name):
    """A cleaned file name without what tells, or pretends to tell, its type (`invoice.pdf.exe` is `invoice`), of a
    length that every system takes."""
    while SUFFIX.search(name):
        name = SUFFIX.sub("", name).rstrip(". ")
    name = name.encode()[:MAX_NAME].decode(errors="ignore").strip(". ") or "document"
    return f"_{name}" if RESERVED.fullmatch(name.partition(".")[0]) else name


# === CONTENT === #


def find_type(content):
    """The type of a file, from its content.

    :rtype: str
    :raise RefusedFile: where it is none of those that are accepted
    """
    if content.startswith(b"%PDF-"):
        return _check_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _check_archive(content)
    mimetype = _find_image_type(content)
    if mimetype:
        return _check_image(content, mimetype)
    return _check_text(content)


def _refuse(code):
    raise RefusedFile(code, "")


def _check_pdf(content):
    return PDF if b"%%EOF" in content[-2048:] else _refuse("damaged")


def _find_image_type(content):
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith((b"II*\x00", b"MM\x00*")):
        return "image/tiff"
    if content.startswith(b"RIFF") and content[8:15] == b"WEBPVP8":
        return "image/webp"
    return None


def _check_image(content, mimetype):
    """The first bytes are easily forged: what Pillow can open is opened, without being decoded."""
    if mimetype in PILLOW_FORMATS:
        try:
            with Image.open(io.BytesIO(content), formats=[PILLOW_FORMATS[mimetype]]) as image:
                image.verify()
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
            _refuse("damaged")
    elif mimetype == "image/webp" and int.from_bytes(content[4:8], "little") + 8 > len(content) + 1:
        _refuse("damaged")
    elif mimetype == "image/tiff":
        order = "little" if content.startswith(b"II") else "big"
        if not 8 <= int.from_bytes(content[4:8], order) < len(content):
            _refuse("damaged")
    return mimetype


def _check_archive(content):
    """A text or a spreadsheet of an office suite is an archive; any other archive is refused."""
    # Before it is opened: its list of parts is read as a whole.
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        _refuse("damaged")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _check_parts(archive)
    except (zipfile.BadZipFile, EOFError, KeyError, OSError, RuntimeError, ValueError):
        return _refuse("damaged")


def _check_parts(archive):
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        _refuse("damaged")
    if any(ACTIVE_PARTS.search(name) for name in names):
        _refuse("active")
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            mimetype = part.read(100).decode("ascii", "replace")
        return mimetype if mimetype in EXTENSIONS else _refuse("kind")
    if CONTENT_TYPES not in names:
        _refuse("kind")
    with archive.open(CONTENT_TYPES) as part:
        listed = part.read(MAX_LISTED)
    if b"macroEnabled" in listed:
        _refuse("active")
    return next((mimetype for name, mimetype in MAIN_PARTS.items() if name in names), None) or _refuse("kind")


def _check_text(content):
    """Plain text: letters that can be read, and nothing that a browser or a shell would take for more."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if CONTROL.search(text):
        _refuse("kind")
    if text.lstrip().startswith(("<", "#!", "%!")) or MARKUP.search(text):
        _refuse("active")
    return TEXT
