"""How well `tools/forecast.py` tells when invoices are paid, against two baselines. Run by `bin/bench forecast`.

Two years of invoices are gone through in the order of their dates. On the day of an invoice, only what was settled before
that day is known, of this invoice and of all others. The two parameters were chosen on the invoices of a first period,
all of them settled before the second one starts; what is judged is the second period. `--tune` shows the choice.
"""

import argparse
import csv
import importlib.util
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

REPO = Path(__file__).parents[1]
DATA = REPO.parent / "shared" / "data" / "late_payment_histories.csv"
# Months after the first invoice: from when invoices serve to choose the parameters, until when, and from when they are judged.
TUNED_FROM, TUNED_TO, JUDGED_FROM = 3, 9, 12
GRID = [(half_life, strength) for half_life in (90, 180, 365) for strength in (10, 30, 100)]
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.8, 0.9)
# Days late by which the chance is compared with what came true.
HORIZONS = (-15, -10, -5, 0, 5, 10, 15, 20, 30)


def _load_forecast():
    spec = importlib.util.spec_from_file_location(
        "recouvrement_forecast", REPO / "recouvrement_preventif" / "tools" / "forecast.py"
    )
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


forecast = _load_forecast()


class Invoice(NamedTuple):
    customer: str
    issued: date
    due: date
    settled: date

    @property
    def days_late(self):
        return (self.settled - self.due).days


class Told(NamedTuple):
    """What was told of an invoice on its date."""

    invoice: Invoice
    distribution: forecast.Distribution
    # The plain average of what the customer had paid, or of all customers while it had paid nothing.
    average: float


def read(path=DATA):
    """The invoices of the file, by date."""

    def day(text):
        return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007  a day has no time zone

    with open(path, newline="") as file:
        return sorted(
            (
                Invoice(row["customerID"], day(row["InvoiceDate"]), day(row["DueDate"]), day(row["SettledDate"]))
                for row in csv.DictReader(file)
            ),
            key=lambda invoice: invoice.issued,
        )


def get_periods(invoices):
    """The days that begin and end the period of the choice, and that from which invoices are judged."""
    first = invoices[0].issued

    def after(months):
        year, month = divmod(first.month - 1 + months, 12)
        return date(first.year + year, month + 1, 1)

    tuned = [invoice for invoice in invoices if after(TUNED_FROM) <= invoice.issued < after(TUNED_TO)]
    if any(invoice.settled >= after(JUDGED_FROM) for invoice in tuned):
        raise ValueError("an invoice of the first period was settled in the second one: it could not be learnt from")
    return after(TUNED_FROM), after(TUNED_TO), after(JUDGED_FROM)


def tell(invoices, begin, end, waited=None, **parameters):
    """What could be told of the invoices issued in a period, each on its date: [:class:`Told`].

    :param int waited: instead, so many days after the due date, of those still open
    """

    def get_day(invoice):
        return invoice.issued if waited is None else invoice.due + timedelta(days=waited)

    asked = [
        invoice
        for invoice in invoices
        if begin <= invoice.issued < end and (waited is None or invoice.settled > get_day(invoice))
    ]
    told = []
    for today, group in groupby(sorted(asked, key=get_day), get_day):
        # On the day of an invoice, the last day that is known is the day before.
        last = today - timedelta(days=1) if waited is None else today
        known = [
            forecast.Payment(
                invoice.customer, invoice.issued, invoice.due, invoice.settled if invoice.settled <= last else None
            )
            for invoice in invoices
            if invoice.issued <= last
        ]
        habits = forecast.learn(known, last, **parameters)
        by_customer, paid = defaultdict(list), defaultdict(list)
        for payment in known:
            by_customer[payment.customer].append(payment)
            if payment.settled_on:
                paid[payment.customer].append((payment.settled_on - payment.due_on).days)
        overall = fmean([days for customer in paid.values() for days in customer] or [0])
        for invoice in group:
            distribution = habits.expect(by_customer[invoice.customer])
            if waited is not None:
                distribution = distribution.after(waited)
            own = paid[invoice.customer]
            told.append(Told(invoice, distribution, fmean(own) if own else overall))
    return told


def score(told):
    """Errors and ranking of the due date, of the plain average and of the forecast: {name: {measure: value}}."""
    days = [each.invoice.days_late for each in told]
    are_late = [late > 0 for late in days]
    guesses = {
        "due date": ([0] * len(told), [0] * len(told)),
        "customer's plain average": ([each.average for each in told],) * 2,
        "forecast": (
            [each.distribution.get_day(0.5) for each in told],
            [1 - each.distribution.get_chance(0) for each in told],
        ),
    }
    return {
        name: {
            "mae": fmean(abs(guess - late) for guess, late in zip(guesses, days, strict=True)),
            "mae_late": fmean(abs(max(guess, 0) - max(late, 0)) for guess, late in zip(guesses, days, strict=True)),
            "auc": get_auc(ranks, are_late),
        }
        for name, (guesses, ranks) in guesses.items()
    }


def get_auc(ranks, are_late):
    """The chance that an invoice paid late was ranked before one that was not; equals count half."""
    early = sorted(rank for rank, is_late in zip(ranks, are_late, strict=True) if not is_late)
    late = [rank for rank, is_late in zip(ranks, are_late, strict=True) if is_late]
    below = sum((bisect_left(early, rank) + bisect_right(early, rank)) / 2 for rank in late)
    return below / (len(early) * len(late))


def get_loss(told):
    """Mean quantile loss: how far the told days are from the true ones, at all levels at once."""
    return fmean(
        (level - (late < day)) * (late - day)
        for each in told
        for late in [each.invoice.days_late]
        for level in LEVELS
        for day in [each.distribution.get_day(level)]
    )


def get_coverage(told, level):
    """The share of the invoices that were paid by the day told at a level."""
    return fmean(each.invoice.days_late <= each.distribution.get_day(level) for each in told)


def get_reliability(told, low, high):
    """Of the chances told between two values, by all horizons: their mean, the share that came true, their number."""
    pairs = [
        (chance, each.invoice.days_late <= horizon)
        for each in told
        for horizon in HORIZONS
        for chance in [each.distribution.get_chance(horizon)]
        if low <= chance < high
    ]
    return (fmean(pair[0] for pair in pairs), fmean(pair[1] for pair in pairs), len(pairs)) if pairs else None


def main():
    parser = argparse.ArgumentParser(prog="bin/bench forecast", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=DATA, help=f"the histories (default: {DATA.name} beside the project)"
    )
    parser.add_argument("--tune", action="store_true", help="show how the parameters were chosen, on the first period")
    options = parser.parse_args()
    if not options.data.exists():
        parser.error(f"{options.data} is not there")
    invoices = read(options.data)
    tuned_from, tuned_to, judged_from = get_periods(invoices)
    if options.tune:
        _print_choice(invoices, tuned_from, tuned_to)
    end = invoices[-1].issued + timedelta(days=1)
    told = tell(invoices, judged_from, end)
    _print_scores(told, judged_from)
    _print_calibration(told, [(waited, tell(invoices, judged_from, end, waited=waited)) for waited in (0, 7, 14)])


def _print(*lines):
    sys.stdout.write("\n".join([*lines, ""]))


def _print_choice(invoices, begin, end):
    _print(
        f"Chosen on the invoices issued from {begin} to {end - timedelta(days=1)}: the least quantile loss but for chance (a few thousandths).",
        "",
        "| half-life | strength | quantile loss | MAE | AUC |",
        "|---:|---:|---:|---:|---:|",
    )
    for half_life, strength in GRID:
        told = tell(invoices, begin, end, half_life=half_life, spread_strength=strength)
        scores = score(told)["forecast"]
        is_used = (half_life, strength) == (forecast.HALF_LIFE, forecast.SPREAD_STRENGTH)
        _print(
            f"| {half_life} | {strength} | {get_loss(told):.3f} | {scores['mae']:.2f} | {scores['auc']:.3f} |"
            + (" <- used" if is_used else "")
        )
    _print("")


def _print_scores(told, begin):
    _print(
        f"{len(told)} invoices issued from {begin} on, told on the day of the invoice from what was settled before:",
        "",
        "| | MAE of days late (early below zero) | MAE of days late (early is zero) | AUC of “late” |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {scores['mae']:.2f} | {scores['mae_late']:.2f} | {scores['auc']:.3f} |"
            for name, scores in score(told).items()
        ),
        "",
    )


def _print_calibration(told, waiting):
    _print(
        "Paid by the day that was told at:",
        "",
        "| told | invoices | 50 % | 80 % | 90 % | between the days told at 10 % and 90 % |",
        "|---|---:|---:|---:|---:|---:|",
    )
    rows = [("on the day of the invoice", told)]
    rows += [(f"{waited} days after the due date, still open", later) for waited, later in waiting]
    for name, each in rows:
        shares = [f"{get_coverage(each, level):.1%}" for level in (0.5, 0.8, 0.9)]
        within = fmean(
            one.distribution.get_day(0.1) <= one.invoice.days_late <= one.distribution.get_day(0.9) for one in each
        )
        _print(f"| {name} | {len(each)} | {' | '.join(shares)} | {within:.1%} |")
    _print(
        "",
        "Chances told on the day of the invoice, and what came true:",
        "",
        "| told | on average | came true | number |",
        "|---|---:|---:|---:|",
    )
    for tenth in range(11):
        low, high = tenth / 10 - 0.05, tenth / 10 + 0.05
        if found := get_reliability(told, low, high):
            _print(f"| {max(low, 0):.0%} to {min(high, 1):.0%} | {found[0]:.1%} | {found[1]:.1%} | {found[2]} |")


if __name__ == "__main__":
    main()
