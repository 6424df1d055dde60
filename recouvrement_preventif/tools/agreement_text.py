"""The words of an agreement, without their looks: what is accepted, and can be compared later to the letter."""

import hashlib

import lxml.html

# Elements that begin a line of their own.
_BLOCKS = {"address", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "table", "tbody", "thead", "tr", "ul"}
_CELLS = {"td", "th"}


def get_plain_text(html):
    """The words of a document, a line for each paragraph or row of a table; the same words give the same text,
    whatever their looks.

    :param str html: rendered HTML
    :rtype: str

    >>> get_plain_text("<p>One <b>line</b></p><table><tr><td>1.</td><td>Two</td></tr></table>")
    'One line\\n1. | Two\\n'
    """
    root = lxml.html.fromstring(f"<div>{html}</div>")
    parts = []
    _collect(root, parts)
    lines = (" ".join(line.split()).strip(" |") for line in "".join(parts).split("\n"))
    return "".join(f"{line}\n" for line in lines if line)


def _collect(element, parts):
    if not isinstance(element.tag, str):
        # A comment.
        return
    # Line ends of the source mean nothing.
    edge = "\n" if element.tag in _BLOCKS or element.tag == "br" else " | " if element.tag in _CELLS else ""
    parts.append(edge)
    parts.append(" ".join((element.text or "").splitlines()))
    for child in element:
        _collect(child, parts)
        parts.append(" ".join((child.tail or "").splitlines()))
    if element.tag in _BLOCKS:
        parts.append("\n")


def get_digest(text):
    """The SHA-256 of a text in UTF-8, as `sha256sum` writes it."""
    return hashlib.sha256(text.encode()).hexdigest()


def strip_looks(html):
    """A document without its own styles, for pages that forbid them.

    :param str html: rendered HTML
    :rtype: str
    """
    root = lxml.html.fromstring(f"<div>{html}</div>")
    for element in root.iter():
        element.attrib.pop("style", None)
    return lxml.html.tostring(root, encoding="unicode")
