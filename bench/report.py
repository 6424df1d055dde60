"""The figures as a table of ratios, each with its target."""

# DESIGN.md, section 6.
PLANNER, POSTING = 1.5, 1.03
# 300 messages a second on a machine where the peer makes 15.
MESSAGES, PEER_MESSAGES = 300, 15


def make_report(results):
    lines = [
        "# Benchmark",
        "",
        f"{results['measured_at']}, commit {results['commit']}, {results['processors']} processors, "
        f"load {results['load_before']:.1f} before the start. Read the ratios: both sides of each were measured "
        "in the same run on the same database. What each line means: [README](../README.md).",
    ]
    for label, size in results["sizes"].items():
        lines += ["", f"## {label}: {size['invoices']} invoices, {size['customers']} customers", ""]
        lines += ["| what | floor or peer | addon | ratio | target | met |", "|---|---|---|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in _get_rows(size)]
    return "\n".join(lines) + "\n"


def _get_rows(size):
    rows = []
    for title, planning in (("", size["planning"]), (", everything sent", size["planning_after"])):
        ours = planning["plan"]["seconds"]
        for floor, name in (
            ("rules", "SQL by hand, the same rules"),
            ("instalments", "SQL by hand, instalments with their level"),
            ("customers", "SQL by hand, per customer"),
        ):
            seconds = planning[floor]["seconds"]
            ratio = ours / seconds
            target = ("≤ 1.5", _tell(ratio <= PLANNER)) if floor != "customers" else ("", "")
            rows.append((f"planner{title} / {name}", f"{seconds:.3f} s", f"{ours:.3f} s", f"{ratio:.2f}", *target))
    run = size["run"]
    speed = run["messages"] / run["seconds"]
    if peer := size.get("peer"):
        peer_speed = peer["messages"] / peer["seconds"]
        extrapolated = "" if peer["measured_messages"] == peer["messages"] else ", extrapolated in part"
        wanted = MESSAGES / PEER_MESSAGES
        rows.append(
            (
                "messages queued per second / peer",
                f"{peer_speed:.1f}{extrapolated}",
                f"{speed:.0f}",
                f"{speed / peer_speed:.1f}",
                f"≥ {wanted:.0f}",
                _tell(speed / peer_speed >= wanted),
            )
        )
        rows.append(
            ("memory of the run / peer", f"{peer['peak_mib']:.0f} MiB", f"{run['peak_mib']:.0f} MiB", "", "flat", "")
        )
    rows.append(("messages queued per second", "", f"{speed:.0f}", "", f"≥ {MESSAGES}", _tell(speed >= MESSAGES)))
    if chunk := run["queries_per_chunk"]:
        rows.append(
            (
                "queries per chunk of 200 customers",
                "",
                f"{chunk[0]} to {chunk[1]}",
                "",
                "constant",
                _tell(chunk[1] - chunk[0] <= 20),
            )
        )
    again = size["again"]
    rows.append(
        (
            "second run on the same day / plan",
            f"{size['planning_after']['plan']['seconds']:.2f} s",
            f"{again['seconds']:.2f} s",
            f"{again['seconds'] / size['planning_after']['plan']['seconds']:.1f}",
            "writes nothing",
            _tell(not again["tables_written"]) + "".join(f" {table}" for table in again["tables_written"]),
        )
    )
    posting = size["posting"]
    rows.append(
        (
            f"posting {posting['batch']} invoices, processor time",
            f"{posting['cpu_without']:.3f} s, {posting['queries_without']:.0f} queries",
            f"{posting['cpu_with']:.3f} s, {posting['queries_with']:.0f} queries",
            "{:.3f} ({:.2f} to {:.2f})".format(posting["cpu_ratio"], *posting["cpu_ratio_range"]),
            "≤ 1.03",
            _tell(posting["cpu_ratio"] <= POSTING),
        )
    )
    install = size["install"]
    rows.append(
        (
            "installing: rows of the ledger written",
            "0",
            f"{install['ledger_rows_updated']} ({install['seconds']:.1f} s, {install['queries']} queries)",
            "",
            "0",
            _tell(not install["ledger_rows_updated"]),
        )
    )
    return rows


def _tell(met):
    return "yes" if met else "**no**"
