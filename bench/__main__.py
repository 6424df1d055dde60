"""Measures the addon against floors and a peer, on databases made for it. Run by `bin/bench`."""

import argparse
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from statistics import median

from . import database
from .report import make_report

HERE = Path(__file__).parent
CUSTOMERS_PER_INVOICE = 10
# From this size on, what is slow is done once, and the peer goes to the end with some customers only.
LARGE = 100_000
PEER_CUSTOMERS = 1_000


def main():
    parser = argparse.ArgumentParser(prog="bin/bench")
    parser.add_argument("--sizes", default="10k,100k", help="numbers of invoices (default: 10k,100k)")
    parser.add_argument("--no-peer", action="store_true", help="leave the peer out")
    parser.add_argument("--reset", action="store_true", help="generate the databases again")
    parser.add_argument("--repetitions", type=int, default=7, help="of what is quick (default: 7)")
    options = parser.parse_args()
    database.configure(os.environ["ODOO_RC"])
    results = {
        "measured_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "commit": _run_command("git", "rev-parse", "--short", "HEAD"),
        "processors": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "sizes": {},
    }
    for label in options.sizes.split(","):
        results["sizes"][label] = _measure_size(label, options)
        folder = HERE / "results"
        folder.mkdir(exist_ok=True)
        (folder / "latest.json").write_text(json.dumps(results, indent=1) + "\n")
        (folder / "latest.md").write_text(make_report(results))
    sys.stdout.write((HERE / "results" / "latest.md").read_text())


def _measure_size(label, options):
    invoices = int(label.removesuffix("k")) * 1000
    base, ours, scratch, peer = (f"bench_{label}{suffix}" for suffix in ("", "_ours", "_run", "_peer"))
    results = {"invoices": invoices, "customers": invoices // CUSTOMERS_PER_INVOICE}
    if options.reset or not database.exists(base):
        _say(f"{label}: generating {invoices} invoices")
        database.copy(os.environ["TPL_DB"], base)
        results |= _step("generate", base, _get_working_day().isoformat(), invoices, results["customers"])
    _say(f"{label}: installing the addon")
    database.copy(base, ours)
    results |= _step("install", ours)
    _say(f"{label}: planning")
    results["planning"] = _step("plan", ours, options.repetitions)
    runs = []
    for repetition in range(1 if invoices >= LARGE else 3):
        _say(f"{label}: run {repetition + 1}")
        database.copy(ours, scratch)
        runs.append(_step("run", scratch)["run"])
    results["run"] = _get_middle(runs)
    results |= _step("run_again", scratch)
    _say(f"{label}: planning the day after, with everything sent")
    results["planning_after"] = _step("plan", scratch, options.repetitions)
    _say(f"{label}: posting invoices")
    results |= _step("posting", base, ours, options.repetitions * 3)
    if not options.no_peer:
        _say(f"{label}: the peer")
        database.copy(base, peer)
        _step("peer_install", peer)
        results |= _step("peer_run", peer, PEER_CUSTOMERS if invoices >= LARGE else 0)
    return results


def _step(name, *arguments):
    command = [sys.executable, "-m", "bench.step", "--config", os.environ["ODOO_RC"]]
    if name.startswith("peer"):
        command.append(f"--addons-path={os.environ['PEER_ADDONS']}")
    for argument in (*arguments,):
        # A database that the next process copies or drops cannot be in use here.
        if str(argument).startswith("bench_"):
            database.sql_db.close_db(argument)
    output = _run_command(*command, name, *map(str, arguments))
    return json.loads(output)


def _run_command(*command):
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def _get_middle(runs):
    """The run with the median time, and the times of all."""
    middle = sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]
    return {
        **middle,
        "seconds": median(run["seconds"] for run in runs),
        "all_seconds": [run["seconds"] for run in runs],
    }


def _get_working_day():
    """The next Wednesday: a working day, save for the rare holiday."""
    today = datetime.now(timezone.utc).date()
    day = today + timedelta(days=(2 - today.weekday()) % 7)
    return day + timedelta(days=7) if (day.month, day.day) in HOLIDAYS else day


# France's holidays that can fall on a Wednesday.
HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


def _say(text):
    sys.stderr.write(f"{datetime.now(timezone.utc):%H:%M:%S} {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
