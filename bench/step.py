"""One step of the benchmark in a process of its own: what it measured is printed as JSON."""

import argparse
import json
import sys
from datetime import date

from . import engine, peer, posting
from .database import configure, environment
from .generate import generate
from .verify import verify


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--addons-path")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    configure(options.config, options.addons_path)
    json.dump(STEPS[options.step](*options.arguments), sys.stdout)


def _generate(name, day, invoices, customers):
    with environment(name) as env:
        generate(env, date.fromisoformat(day), int(invoices), int(customers))
    with environment(name) as env:
        return {"verify": verify(env)}


STEPS = {
    "generate": _generate,
    "install": engine.install,
    "plan": lambda name, repetitions: engine.plan(name, int(repetitions)),
    "run": engine.run,
    "run_again": engine.run_again,
    "peer_install": peer.install,
    "peer_run": lambda name, limit: peer.run(name, int(limit)),
    "posting": lambda without, with_addon, repetitions: posting.compare(without, with_addon, int(repetitions)),
}

if __name__ == "__main__":
    main()
