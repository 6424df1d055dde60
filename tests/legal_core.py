"""The legal core loaded by itself, as any program without Odoo may, and the cases of legal_cases.csv."""

import csv
import importlib.util
import re
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "recouvrement_preventif" / "legal"
CASES = Path(__file__).parent / "legal_cases.csv"


def _load():
    spec = importlib.util.spec_from_file_location(
        "recouvrement_legal", FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
    )
    package = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    return package


legal = _load()
RATES = legal.rates.load_rates()


def read_cases():
    """The rows of the table, as dicts."""
    with open(CASES, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def compute(case):
    """What the core says of a row, written as the table writes it."""
    try:
        return _SUBJECTS[case["subject"]](case, _read_facts(case["facts"]))
    except legal.errors.LegalError as error:
        return f"refused: {error.key}" if not isinstance(error, legal.errors.MissingRate) else f"refused: {error}"


def _read_facts(text):
    facts = {}
    for word in text.split():
        name, _equal, value = word.partition("=")
        facts[name] = date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value or True
    return facts


def _read_clause(text):
    if not text:
        return None
    if text.startswith("ECB+"):
        return legal.contract.Clause(over_reference=Decimal(text[4:]))
    return legal.contract.Clause(percent=Decimal(text))


def _read_payments(text):
    pairs = [payment.split() for payment in text.split(";") if payment]
    return [legal.interest.Payment(date.fromisoformat(day), Decimal(amount)) for day, amount in pairs]


def _get_wait(facts):
    for word in ("post", "email"):
        if word in facts:
            return legal.waiting.get_belgian_wait(facts[word], by_post=word == "post")
    return None


def _interest(case, facts):
    country, customer = case["country"], case["customer"]
    start = legal.start.get_interest_start(
        country,
        customer,
        legal.start.Facts(
            date.fromisoformat(case["day"]),
            due_day_fixed="open" not in facts,
            notice_day=facts.get("notice"),
            received_day=facts.get("received"),
            invoice_day=facts.get("invoiced"),
            invoice_claims_interest="claims" in facts,
            wait=_get_wait(facts),
            creditor_is_small="small" in facts,
        ),
    )
    today = date.fromisoformat(case["until"])
    if not start or today < start.claimable_from:
        return "0.00"
    last_day = legal.start.get_interest_end(country, today, facts.get("insolvency"))
    article = "compounding" in facts and legal.interest.get_compounding_article(country, "agreed" in facts)
    result = legal.interest.compute_interest(
        Decimal(case["amount"]),
        start.first_day,
        last_day,
        legal.contract.get_applied_rates(
            RATES, country, customer, start.first_day, last_day, _read_clause(case["agreed"])
        ),
        _read_payments(case["payments"]),
        compound_from=start.first_day if article else None,
        interest_first="interest_first" in facts,
    )
    return str(result.amount)


def _fixed_sum(case, facts):
    count, insolvency = int(case["amount"]), "insolvency" in facts
    return str(legal.indemnities.get_fixed_sum(case["country"], case["customer"], count, insolvency).amount)


def _indemnity(case, _facts):
    agreed = case["agreed"]
    scale = agreed == "scale"
    agreed = Decimal(agreed) if agreed and not scale else None
    return str(legal.indemnities.get_belgian_consumer_indemnity(Decimal(case["amount"]), agreed, scale).amount)


def _reminder_fee(case, facts):
    return str(
        legal.indemnities.get_reminder_fee(
            case["country"],
            case["customer"],
            "regular" in facts,
            int(facts.get("reminded", 0)),
            Decimal(facts.get("postage", 0)),
        ).amount
    )


def _collection_costs(case, facts):
    principal = Decimal(case["amount"])
    return str(legal.indemnities.get_dutch_collection_costs(principal, case["customer"], "over" in facts).amount)


def _wait(case, facts):
    sent_day, by_post = date.fromisoformat(case["day"]), "post" in facts
    if case["country"] == "NL":
        return str(legal.waiting.get_dutch_wait(sent_day, by_post, facts.get("received")).chargeable_from)
    return str(legal.waiting.get_belgian_wait(sent_day, by_post, int(facts.get("days", 14))).chargeable_from)


def _limitation(case, facts):
    due_day = date.fromisoformat(case["day"])
    return str(legal.limitation.get_limitation(case["country"], case["customer"], due_day, facts.items()).last_day)


def _deadline(case, _facts):
    return str(legal.limitation.get_french_deadline(date.fromisoformat(case["day"]), int(case["amount"])))


def _allocation(case, facts):
    day = date(2026, 1, 1)
    interest, costs = Decimal(facts["interest"]), Decimal(facts["costs"])
    debt = legal.imputation.Debt("F1", Decimal(case["amount"]), interest, costs, day, day)
    allocation = legal.imputation.allocate_payment(
        case["country"], debt, Decimal(case["payments"]), case["agreed"].split() or None
    )
    share = allocation.shares[0]
    return f"interest {share.interest:.2f} principal {share.principal:.2f} left {allocation.surplus:.2f}"


_SUBJECTS = {
    "interest": _interest,
    "fixed sum": _fixed_sum,
    "indemnity": _indemnity,
    "reminder fee": _reminder_fee,
    "collection costs": _collection_costs,
    "wait": _wait,
    "limitation": _limitation,
    "deadline": _deadline,
    "allocation": _allocation,
}
