"""A block of sentences in a text that somebody else writes too."""

import lxml.html

ADDED, REPLACED, PRESENT = "added", "replaced", "present"


def put_block(html, key, sentences):
    """Put sentences at the end of a text, or in the place of those that were put there before.

    What the text says otherwise is kept as it is.

    :param str html: the text; empty when there is none
    :param str key: class of the element that holds the sentences, the same from one time to the next
    :param sentences: strings, none of them markup
    :return: (text, `added`, `replaced` or `present` when it already says all of it)

    >>> put_block("<p>Ours.</p>", "o_late", ["Pay < 30 days."])
    ('<p>Ours.</p><div class="o_late"><p>Pay &lt; 30 days.</p></div>', 'added')
    >>> put_block('<p>Ours.</p><div class="o_late"><p>Old</p></div>', "o_late", ["New"])
    ('<p>Ours.</p><div class="o_late"><p>New</p></div>', 'replaced')
    """
    root = lxml.html.fromstring(f"<div>{html}</div>")
    block = lxml.html.Element("div", {"class": key})
    for sentence in sentences:
        lxml.html.etree.SubElement(block, "p").text = sentence
    for former in root.iter("div"):
        if key in (former.get("class") or "").split():
            if _get_text(former) == _get_text(block):
                return html, PRESENT
            block.tail = former.tail
            former.getparent().replace(former, block)
            return _get_inner(root), REPLACED
    if all(" ".join(sentence.split()) in _get_text(root) for sentence in sentences):
        return html, PRESENT
    return html + lxml.html.tostring(block, encoding="unicode"), ADDED


def _get_text(element):
    # Words of two paragraphs are not one word.
    return " ".join(" ".join(element.itertext()).split())


def _get_inner(element):
    parts = [lxml.html.tostring(child, encoding="unicode") for child in element]
    return (element.text or "") + "".join(parts)
