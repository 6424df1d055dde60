"""Whether the data by which a customer is reached and known can be right: plain values in and out, no record.

What is found is a :class:`Finding`; how much the whole can be relied upon today is a :class:`Freshness`."""

import re
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from email_validator import EmailNotValidError, caching_resolver, validate_email
from phonenumbers import PhoneNumberFormat, format_number
from stdnum.be import vat as enterprise_number
from stdnum.fr import siren, siret

from odoo.exceptions import UserError, ValidationError
from odoo.tools.mail import email_normalize

from odoo.addons.base_iban.models.res_partner_bank import validate_iban
from odoo.addons.phone_validation.tools.phone_validation import phone_parse

VALID, DOUBTFUL, INVALID, MISSING = "valid", "doubtful", "invalid", "missing"
# In seconds, for one domain.
DNS_TIMEOUT = 5

# Providers that people mistype, and their neighbours that exist.
_PROVIDERS = """gmail.com outlook.com outlook.fr outlook.be hotmail.com hotmail.fr hotmail.be yahoo.com yahoo.fr
    icloud.com orange.fr wanadoo.fr laposte.net skynet.be telenet.be proximus.be""".split()
_EXIST = {*_PROVIDERS, "email.com", "mail.com", "ymail.com", "hotmail.it", "yahoo.co", "yahoo.de", "outlook.de"}
_POSTCODES = {
    "BE": r"\d{4}",
    "CH": r"\d{4}",
    "DE": r"\d{5}",
    "ES": r"\d{5}",
    "FR": r"\d{5}",
    "IT": r"\d{5}",
    "LU": r"(L-?)?\d{4}",
    "NL": r"\d{4} ?[A-Z]{2}",
}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{6,}")
_EXTENSION = re.compile(r"\s*\b(?:poste|p)\.?\s*(\d{1,6})\s*$", re.IGNORECASE)


class Finding(NamedTuple):
    """What a machine sees in a value.

    `code` names what is wrong, empty when nothing is; `hint` is what it should rather be, or how it is usually written.
    """

    result: str
    code: str = ""
    hint: str = ""


class Datum(NamedTuple):
    """One thing known of a customer.

    `result` is valid, doubtful, invalid or missing; `confirmed_on` the day on which a person last confirmed this very
    value; `was_confirmed` whether another value once was; `months` how long a confirmation is good for (0: for ever);
    `asks` whether a person has to confirm it, whatever a machine thinks.
    """

    kind: str
    result: str
    confirmed_on: object = None
    was_confirmed: bool = False
    months: int = 0
    asks: bool = True


class Freshness(NamedTuple):
    """How far the data of a customer can be relied upon: `state` is fresh, stale, wrong or unchecked; `reasons` are
    sentences without any amount; `checked_on` is the day of the last confirmation, None without one."""

    state: str
    reasons: tuple
    checked_on: object


# === WHAT A MACHINE SEES === #


def check_email(text):
    """An e-mail address, from its writing alone.

    >>> check_email("marie@dupont.fr").result, check_email("marie@dupont").result, check_email("a..b@dupont.fr").result
    ('valid', 'invalid', 'invalid')
    >>> check_email("marie@gmial.com")
    Finding(result='doubtful', code='typo', hint='gmail.com')
    """
    if not (text or "").strip():
        return Finding(MISSING, "missing")
    address = email_normalize(text, strict=False)
    try:
        # `.test` is for those who try things out: never delivered, never mistaken for somebody's.
        validate_email(address or text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return Finding(INVALID, "syntax")
    domain = address.rpartition("@")[2]
    for provider in _PROVIDERS:
        if domain not in _EXIST and _is_slip(domain, provider):
            return Finding(DOUBTFUL, "typo", provider)
    return Finding(VALID)


def check_domain(address, resolver=None):
    """Whether the domain of an e-mail address receives mail, as the Internet says it.

    :param str address: well written
    :param resolver: of dnspython; see :func:`make_resolver`
    :rtype: Finding, or None when nobody answered
    """
    try:
        if not validate_email(address, dns_resolver=resolver).mx:
            return None
    except EmailNotValidError:
        return Finding(INVALID, "domain", address.rpartition("@")[2])
    return Finding(VALID)


def make_resolver():
    """What asks for domains, each of them once."""
    return caching_resolver(timeout=DNS_TIMEOUT)


def check_phone(text, country):
    """A telephone number; without country, only what starts with + can be judged.

    :param str country: ISO code, may be empty

    >>> check_phone("01 44 55 66 77", "FR")
    Finding(result='valid', code='', hint='+33 1 44 55 66 77')
    >>> check_phone("01 44 55", "FR").code, check_phone("01 44 55 66 77", "").code, check_phone("+32 2 201 01 01", "").code
    ('number', 'prefix', '')
    """
    text = _EXTENSION.sub(r" ext. \1", (text or "").strip())
    if not text:
        return Finding(MISSING, "missing")
    if not country and not text.startswith(("+", "00")):
        return Finding(DOUBTFUL, "prefix")
    try:
        number = phone_parse(text, country or None)
    except UserError:
        return Finding(INVALID, "number")
    return Finding(VALID, "", format_number(number, PhoneNumberFormat.INTERNATIONAL))


def check_address(street, postcode, city, country, needs_postcode=True, home=""):
    """What a letter needs to arrive.

    :param str country: ISO code, may be empty
    :param bool needs_postcode: whether addresses of the country have one
    :param str home: ISO code of the country of whoever writes, which is understood where the postcode looks like its own

    >>> check_address("1 rue de la Paix", "75002", "Paris", "", home="FR").code, check_address("x", "1000", "y", "", home="FR").code
    ('', 'country')
    >>> check_address("1 rue de la Paix", "75002", "Paris", "FR").result
    'valid'
    >>> check_address("1 rue de la Paix", "", "Paris", "FR").code, check_address("Grand-Place 1", "10000", "Bruxelles", "BE").code
    ('postcode', 'format')
    """
    street, postcode, city = ((part or "").strip() for part in (street, postcode, city))
    if not (street or city):
        return Finding(MISSING, "missing")
    for part, code in ((street, "street"), (city, "city"), (postcode or not needs_postcode, "postcode")):
        if not part:
            return Finding(INVALID, code)
    if not country:
        is_home = home in _POSTCODES and re.fullmatch(_POSTCODES[home], postcode.upper())
        return Finding(VALID) if is_home else Finding(DOUBTFUL, "country")
    if postcode and not re.fullmatch(_POSTCODES.get(country, ".*"), postcode.upper()):
        return Finding(DOUBTFUL, "format", postcode)
    return Finding(VALID)


def check_identity(registration, vat, is_vat_valid, country):
    """The numbers under which a business is known: right down to their check digits, and of the same business.

    :param str registration: SIREN or SIRET in France, enterprise number in Belgium; not judged elsewhere
    :param str vat: may be empty, or `/` for none
    :param bool is_vat_valid: what core thinks of it
    :param str country: ISO code, may be empty

    >>> check_identity("903 500 007 00013", "FR30903500007", True, "FR").result
    'valid'
    >>> check_identity("903500008", "", True, "FR").code, check_identity("", "/", True, "BE").code
    ('registration', 'missing')
    >>> check_identity("0999.999.922", "BE0477472701", True, "BE").code
    'mismatch'
    """
    number = re.sub(r"[\s.\-\xa0\u202f]+", "", registration or "").upper()
    vat = "" if (vat or "").strip() in ("", "/") else re.sub(r"[\s.\-]+", "", vat).upper()
    if not (number or vat):
        return Finding(MISSING, "missing")
    if vat and not is_vat_valid:
        return Finding(INVALID, "vat", vat)
    if country == "FR" and number:
        if not (siret if len(number) == 14 else siren).is_valid(number):
            return Finding(INVALID, "registration", registration.strip())
        number = number[:9]
    elif country == "BE" and number:
        if not enterprise_number.is_valid(number):
            return Finding(INVALID, "registration", registration.strip())
        number = enterprise_number.compact(number)
    if country in ("FR", "BE") and number and vat.startswith(country) and not vat.endswith(number):
        return Finding(DOUBTFUL, "mismatch")
    return Finding(VALID)


def check_bank(number):
    """The number of a bank account: an IBAN, or something that a bank of the euro area would refuse.

    >>> check_bank("FR76 3000 6000 0112 3456 7890 189").result, check_bank("FR77 3000 6000 0112 3456 7890 189").code
    ('valid', 'iban')
    >>> check_bank("12345-67").code
    'not_iban'
    """
    compact = re.sub(r"[\W_]", "", number or "").upper()
    if not compact:
        return Finding(MISSING, "missing")
    if not _IBAN.fullmatch(compact):
        return Finding(DOUBTFUL, "not_iban")
    try:
        validate_iban(compact)
    except ValidationError:
        return Finding(INVALID, "iban")
    return Finding(VALID)


def _is_slip(typed, meant):
    """Whether one letter was changed, forgotten, doubled, or swapped with its neighbour.

    >>> [_is_slip(typed, "gmail.com") for typed in ("gmial.com", "gmail.co", "gmaill.com", "gnail.com", "free.fr")]
    [True, True, True, True, False]
    """
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = next((place for place, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    rest, wanted = typed[start:], meant[start:]
    return (
        rest[1:] == wanted[1:]
        or rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[1:2] + rest[:1] + rest[2:] == wanted and len(rest) == len(wanted))
    )


# === WHAT IT IS WORTH TODAY === #


def get_expiry(day, months):
    """The last day on which what was checked on a day is good; None when it always is.

    >>> from datetime import date
    >>> str(get_expiry(date(2026, 8, 31), 6)), get_expiry(date(2026, 8, 31), 0)
    ('2027-02-28', None)
    """
    return day + relativedelta(months=months) if months else None


def get_datum_state(datum, today):
    """What one thing known of a customer is worth: wrong, missing, doubtful, changed, expired, unchecked or fresh.

    What a person confirmed is not doubtful any more; that there is nothing can be confirmed too. What cannot be right
    stays wrong, whoever says otherwise.

    >>> from datetime import date
    >>> today, lately, before = date(2026, 11, 25), date(2026, 10, 1), date(2025, 10, 1)
    >>> [get_datum_state(Datum("phone", result, day, months=12), today)
    ...  for result, day in (("valid", lately), ("valid", before), ("valid", None), ("doubtful", lately), ("invalid", lately))]
    ['fresh', 'expired', 'unchecked', 'fresh', 'wrong']
    """
    if datum.result == INVALID:
        return "wrong"
    if datum.confirmed_on:
        expiry = get_expiry(datum.confirmed_on, datum.months)
        return "fresh" if not datum.asks or expiry is None or today <= expiry else "expired"
    if datum.result in (MISSING, DOUBTFUL):
        return datum.result
    if not datum.asks:
        return "fresh"
    return "changed" if datum.was_confirmed else "unchecked"


def get_state(data, today):
    """How far the data of a customer can be relied upon.

    :param data: :class:`Datum`, one per kind
    :return: `fresh`, `stale`, `wrong` or `unchecked`

    >>> from datetime import date
    >>> today = date(2026, 11, 25)
    >>> email = Datum("email", "valid", today, months=12)
    >>> get_state([email], today), get_state([email, Datum("phone", "valid")], today), get_state([Datum("phone", "valid")], today)
    ('fresh', 'stale', 'unchecked')
    >>> get_state([email._replace(result="missing"), Datum("address", "missing", today)], today)
    'wrong'
    """
    states = {get_datum_state(datum, today) for datum in data}
    known = {datum.kind for datum in data if datum.result != MISSING}
    # By word of mouth only: no message would arrive.
    if "wrong" in states or (not known & {"email", "address"} and any(datum.kind == "email" for datum in data)):
        return "wrong"
    if states <= {"fresh"}:
        return "fresh"
    return "stale" if any(datum.confirmed_on or datum.was_confirmed for datum in data) else "unchecked"
