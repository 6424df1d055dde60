"""What a mail server reports of a message it was given, and what its refusals mean: on the
texts as they arrived, no record, no query."""

import re
from typing import NamedTuple

from odoo.tools.mail import email_normalize

# A refusal for good, as Python prints a server's answer: (550, b'5.1.1 no such user').
REFUSAL = re.compile(r"\((55[0-9]), b['\"](?:5\.(\d+)\.\d+)?")
# The enhanced codes (RFC 3463) that are about the address, the mailbox or the way to it;
# others are about the sender or the content, and would meet any address.
ABOUT_ADDRESS = ("1", "2", "4")
# Without an enhanced code: unknown mailbox, user elsewhere, mailbox name not allowed.
BASIC_ABOUT_ADDRESS = ("550", "551", "553")


class DeliveryReport(NamedTuple):
    """What became of a message: the normalized addresses it failed for (where it was sent, and
    where it was forwarded), and what the server said."""

    is_failure: bool
    addresses: frozenset
    reason: str


def read_delivery_report(message):
    """Read a report that came back (RFC 3464).

    A message that is only late, delivered or read did not fail; a message that comes back
    without saying what happened did.

    :param email.message.EmailMessage message: as it arrived
    :rtype: DeliveryReport
    """
    parts = {part.get_content_type(): part for part in message.walk()}
    kind = message.get_param("report-type")
    if kind and kind.lower() != "delivery-status":
        return DeliveryReport(False, frozenset(), "")
    status = parts.get("message/delivery-status")
    recipients = [block for block in status.get_payload() if block.get("Action")] if status else []
    failed = [block for block in recipients if _get(block, "Action").lower() == "failed"]
    addresses = {_get_address(block, name) for block in failed for name in ("Final-Recipient", "Original-Recipient")}
    reasons = [_get_reason(block) for block in failed]
    return DeliveryReport(
        is_failure=bool(failed) or not recipients,
        addresses=frozenset(filter(None, addresses)),
        reason="; ".join(dict.fromkeys(filter(None, reasons))),
    )


def is_address_refused(reason):
    """Whether a mail server refused every recipient of a message because of their address,
    and for good, rather than its sender or its content.

    :param str reason: the failure as Odoo's mail queue keeps it
    """
    if "SMTPRecipientsRefused" not in reason:
        return False
    answers = REFUSAL.findall(reason)
    return bool(answers) and all(
        subject in ABOUT_ADDRESS if subject else code in BASIC_ABOUT_ADDRESS for code, subject in answers
    )


def _get(block, name):
    return str(block.get(name) or "").strip()


def _get_address(block, name):
    """Of a field such as “rfc822; someone@example.com”."""
    return email_normalize(_get(block, name).rpartition(";")[2])


def _get_reason(block):
    diagnostic = _get(block, "Diagnostic-Code").partition(";")[2]
    return " ".join(diagnostic.split()) or _get(block, "Status")
