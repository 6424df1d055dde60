"""How long a piece of work takes, how many queries it makes, how much memory it needs."""

import gc
import statistics
import threading
import time
from pathlib import Path
from typing import NamedTuple


class Measure(NamedTuple):
    seconds: float
    # Of which this process computed; the rest is PostgreSQL, or waiting for a processor.
    cpu: float
    queries: int
    # Growth of the resident memory at its highest, in MiB.
    peak_mib: float

    def as_dict(self):
        return {
            "seconds": round(self.seconds, 4),
            "cpu": round(self.cpu, 4),
            "queries": self.queries,
            "peak_mib": round(self.peak_mib, 1),
        }


def _memory_mib(key):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) / 1024
    return 0.0


def measure(work):
    """Do some work once.

    :return: (its :class:`Measure`, what it returned)
    """
    gc.collect()
    # "5" resets the high-water mark of the resident memory.
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory_mib("VmRSS")
    thread = threading.current_thread()
    thread.query_count, thread.query_time = 0, 0.0
    start, cpu = time.perf_counter(), time.process_time()
    result = work()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return Measure(seconds, cpu, thread.query_count, _memory_mib("VmHWM") - before), result


def median(measures):
    """The median of each figure over the repetitions."""
    return Measure(*(statistics.median(values) for values in zip(*measures, strict=True)))
