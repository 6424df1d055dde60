"""The number under which a business is registered, wherever it was written."""

import re

# As it is printed: nine digits by threes (SIREN); ten digits, of which the first is 0 or 1 (enterprise number). A French
# SIRET starts with the SIREN, a French VAT number ends with it.
_FRENCH = re.compile(
    r"(?<!\d)(?:FR[ .]?[0-9A-Z]{2}[ .]?)?(\d{3}[ .]?\d{3}[ .]?\d{3})(?:[ .]?\d{5})?(?!\d)", re.IGNORECASE
)
_BELGIAN = re.compile(r"(?<!\d)([01]\d{3}[ .]?\d{3}[ .]?\d{3})(?!\d)")


def _is_siren(digits):
    """Whether the check digit of a SIREN is right (Luhn): a share capital has as many digits."""
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _is_enterprise_number(digits):
    return 97 - int(digits[:8]) % 97 == int(digits[8:])


_RULES = {"FR": (_FRENCH, _is_siren), "BE": (_BELGIAN, _is_enterprise_number)}


def find_registration_number(country, *texts):
    """The registration number of a business: its SIREN in France, its enterprise number in Belgium.

    :param str country: ISO code of the country of the business
    :param texts: where it may be, best first; each a string or False
    :return: digits only in these two countries, where they must be right, the first text elsewhere; None when there is none

    >>> find_registration_number("FR", False, "SAS au capital de 50 000 €, RCS Lyon 903 500 007")
    '903500007'
    >>> find_registration_number("FR", "90350000700013"), find_registration_number("FR", "FR30903500007")
    ('903500007', '903500007')
    >>> find_registration_number("BE", "BE 0999.999.922")
    '0999999922'
    >>> find_registration_number("FR", "SAS au capital de 500 000 000 €, RCS Lyon 903 500 008") is None
    True
    >>> find_registration_number("BE", "0999.999.923") is None
    True
    """
    texts = [text.strip() for text in texts if text and text.strip()]
    if country not in _RULES:
        return texts[0] if texts else None
    pattern, is_right = _RULES[country]
    for text in texts:
        for found in pattern.finditer(text.replace("\xa0", " ").replace("\u202f", " ")):
            digits = re.sub(r"\D", "", found[1])
            if is_right(digits):
                return digits
    return None


def format_registration_number(country, number):
    """A registration number as people of its country write it.

    >>> format_registration_number("FR", "903500007"), format_registration_number("BE", "0999999922")
    ('903 500 007', '0999.999.922')
    """
    if country == "FR":
        return f"{number[:3]} {number[3:6]} {number[6:]}"
    if country == "BE":
        return f"{number[:4]}.{number[4:7]}.{number[7:]}"
    return number


def is_number_in(number, text):
    """Whether a number is written in a text, whatever separates its digits.

    >>> is_number_in("903500007", "RCS Lyon 903 500 007")
    True
    """
    return bool(number) and _strip(number) in _strip(text or "")


def _strip(text):
    return re.sub(r"[\s.\-\xa0]+", "", text).upper()
