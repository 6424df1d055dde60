"""The number under which a business is registered, wherever it was written."""

import re

# As it is printed: nine digits by threes (SIREN); ten digits, of which the first is 0 or 1 (enterprise number). A French
# SIRET starts with the SIREN, a French VAT number ends with it.
_FRENCH = re.compile(
    r"(?<!\d)(?:FR[ .]?[0-9A-Z]{2}[ .]?)?(\d{3}[ .]?\d{3}[ .]?\d{3})(?:[ .]?\d{5})?(?!\d)", re.IGNORECASE
)
_BELGIAN = re.compile(r"(?<!\d)([01]\d{3}[ .]?\d{3}[ .]?\d{3})(?!\d)")
_PATTERNS = {"FR": _FRENCH, "BE": _BELGIAN}


def find_registration_number(country, *texts):
    """The registration number of a business: its SIREN in France, its enterprise number in Belgium.

    :param str country: ISO code of the country of the business
    :param texts: where it may be, best first; each a string or False
    :return: digits only in these two countries, the first text elsewhere; None when there is none

    >>> find_registration_number("FR", False, "SAS au capital de 50 000 €, RCS Lyon 732 829 320")
    '732829320'
    >>> find_registration_number("FR", "73282932000074"), find_registration_number("FR", "FR44732829320")
    ('732829320', '732829320')
    >>> find_registration_number("BE", "BE 0477.472.701")
    '0477472701'
    >>> find_registration_number("FR", "SAS au capital de 50 000 €") is None
    True
    """
    texts = [text.strip() for text in texts if text and text.strip()]
    if country not in _PATTERNS:
        return texts[0] if texts else None
    for text in texts:
        if found := _PATTERNS[country].search(text.replace("\xa0", " ").replace("\u202f", " ")):
            return re.sub(r"\D", "", found[1])
    return None


def format_registration_number(country, number):
    """A registration number as people of its country write it.

    >>> format_registration_number("FR", "732829320"), format_registration_number("BE", "0477472701")
    ('732 829 320', '0477.472.701')
    """
    if country == "FR":
        return f"{number[:3]} {number[3:6]} {number[6:]}"
    if country == "BE":
        return f"{number[:4]}.{number[4:7]}.{number[7:]}"
    return number


def is_number_in(number, text):
    """Whether a number is written in a text, whatever separates its digits.

    >>> is_number_in("732829320", "RCS Lyon 732 829 320")
    True
    """
    return bool(number) and _strip(number) in _strip(text or "")


def _strip(text):
    return re.sub(r"[\s.\-\xa0]+", "", text).upper()
