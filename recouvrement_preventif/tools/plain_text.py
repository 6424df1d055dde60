"""Words as people type them, without what nobody sees: control characters, which no database takes, and the marks that
make a text read in another order than it is written."""

import re

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def clean_text(text):
    r"""Several lines of plain text.

    >>> clean_text(" First\r\nSecond\x00 ")
    'First\nSecond'
    """
    return _INVISIBLE.sub("", (text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(text):
    r"""One line of plain text.

    >>> clean_line(" Marie\n Dupont\x00")
    'Marie Dupont'
    """
    return " ".join(_INVISIBLE.sub("", text or "").split())
