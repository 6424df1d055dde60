"""What people type of themselves: addresses and telephone numbers. Plain values, no record."""

import re

from odoo.tools.mail import email_normalize, single_email_re

# What the fields of a contact hold.
LONGEST = {
    "city": 80,
    "company_registry": 40,
    "email": 254,
    "name": 120,
    "phone": 40,
    "street": 120,
    "street2": 120,
    "vat": 30,
    "zip": 20,
}
_PHONE = re.compile(r"\+?[0-9 ().\-/\u00a0]{6,}(?: ?(?:ext|poste|p|x)\.? ?[0-9]{1,6})?", re.I)


def is_email(text):
    """Whether a text is one e-mail address, and nothing else.

    >>> is_email("marie@example.org"), is_email("Marie <marie@example.org>"), is_email("marie@example")
    (True, False, False)
    """
    return bool(single_email_re.fullmatch(text) and email_normalize(text))


def is_phone(text):
    """Whether a text can be a telephone number: digits, and what people put between them.

    >>> is_phone("01 23 45 67 89"), is_phone("+33 (0)1.23.45.67.89 poste 12"), is_phone("call me"), is_phone("12 34")
    (True, True, False, False)
    """
    return bool(_PHONE.fullmatch(text)) and sum(char.isdigit() for char in text) >= 6
