"""The text of an SMS and what it costs: plain functions, no record, no query."""

import re
from typing import NamedTuple

# What a text can say of its reminder: {{ object.amounts }}.
PLACEHOLDER = re.compile(r"\{\{\s*object\.(\w+)\s*\}\}")
FIELDS = ("amounts", "company_name", "first_due_date", "invoice_names", "recipient_name")

# The alphabet of GSM 03.38; a single character outside of it more than halves what fits in an SMS.
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = set("^{}\\[~]|€\f")
# Typography that says nothing more than what the alphabet has: special spaces, quotes, dashes.
PLAIN = str.maketrans(
    {
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{THIN SPACE}": " ",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{MIDDLE DOT}": "-",
        "\N{LATIN SMALL LIGATURE OE}": "oe",
        "\N{LATIN CAPITAL LIGATURE OE}": "OE",
    }
)


class Size(NamedTuple):
    """How long an SMS is, and how many the operator counts."""

    characters: int
    parts: int


def simplify(text):
    """The text, without the typography that makes an SMS dearer."""
    return re.sub(r"[ \t]+", " ", (text or "").translate(PLAIN)).strip()


def measure(text):
    """How many characters and SMS a text takes: 160 characters (then 153 each) in the
    alphabet of SMS, 70 (then 67) when one of them is not in it.

    :rtype: Size
    """
    if not text:
        return Size(0, 0)
    if set(text) <= GSM | GSM_EXTENDED:
        length = len(text) + sum(char in GSM_EXTENDED for char in text)
        single, several = 160, 153
    else:
        length = len(text.encode("utf-16-be")) // 2
        single, several = 70, 67
    return Size(len(text), 1 if length <= single else -(-length // several))


def fill(text, values):
    """The text with its placeholders replaced.

    :param values: gives the value of a field by its name
    """
    return simplify(PLACEHOLDER.sub(lambda match: str(values[match[1]] or ""), text))


def get_unknown(text):
    """What stands between braces in a text and is no placeholder of reminders."""
    rest = PLACEHOLDER.sub(lambda match: "" if match[1] in FIELDS else match[0], text or "")
    return re.findall(r"\{\{.*?\}\}|\{\{|\}\}", rest)
