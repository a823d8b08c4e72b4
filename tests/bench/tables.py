"""The results as Markdown: one table of the service beside pgbench, and one of waits, with a column for each other server."""

import datetime
import os
import statistics

import cases
import data


def rate_text(rate):
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}"


def ms_text(value):
    return f"{value:,.1f}"


def median(rounds, key):
    return statistics.median(figure[key] for figure in rounds)


def ratio(rounds, others, key="rate"):
    """Our figure divided by theirs, round by round: other load of the machine affected both."""
    return statistics.median(ours[key] / max(theirs[key], 1e-9) for ours, theirs in zip(rounds, others))


def ratio_text(value):
    return f"{value:.2f}"


def print_row(cells):
    print("| " + " | ".join(cells) + " |")


def print_head(first, *others):
    print_row([first, *others])
    print_row(["---", *["---:"] * len(others)])


def print_setting(options, database):
    version = database.ask("show server_version")[0][0].split()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, {memory:.0f} GB, shared by PostgreSQL {version}, service "
          f"and load; {options.rows:,} individuals, {options.rows // 5:,} collectives, {options.rows * 2:,} awards, "
          f"{data.nominations_of(options.rows):,} nominations; {options.rows // 10:,} target figures; {cases.CONNECTIONS} "
          f"connections ({cases.REPORT_CONNECTIONS} for reports); medians of {options.rounds} rounds of {options.seconds:g} s.\n")


def print_rates(servers, figures):
    """Share: of pgbench. ×: how many times as fast as that server."""
    ours, *others = [server.name for server in servers]
    theirs = [cell for name in others for cell in (f"{name}/s", f"× {name}")]
    print_head("operation", "requests/s", "pgbench/s", "share", "p50 ms", "p99 ms", "service CPU µs", "peak MB", *theirs)
    for case, found in figures.items():
        rounds, alone = found[ours], found.get("pgbench")
        cells = [rate_text(median(rounds, "rate"))]
        cells += [rate_text(median(alone, "rate")), ratio_text(ratio(rounds, alone))] if alone else ["", ""]
        cells += [ms_text(median(rounds, "p50")), ms_text(median(rounds, "p99"))]
        cells += [f"{median(rounds, 'cpu_us'):,.0f}", f"{median(rounds, 'peak_mb'):.0f}"]
        for name in others:
            other = found.get(name)
            cells += [rate_text(median(other, "rate")), ratio_text(ratio(rounds, other))] if other else ["", ""]
        print_row([case, *cells])


def spread(rounds, key):
    values = sorted(figure[key] for figure in rounds)
    return f"{ms_text(statistics.median(values))} ({ms_text(values[0])}–{ms_text(values[-1])})"


def print_waits(servers, figures):
    """The median of the rounds, the lowest and the highest. For the longest answer the value of every round, because
    one alone may be an accident."""
    ours, *others = [server.name for server in servers]
    theirs = [cell for name in others for cell in (f"{name} p99 ms", f"{name} longest ms", f"p99 ÷ {name}")]
    print_head("operation", "p99 ms", "longest ms, each round", *theirs)
    for case, found in figures.items():
        cells = [spread(found[ours], "p99"), longest(found[ours])]
        for name in others:
            other = found.get(name)
            cells += [spread(other, "p99"), longest(other), ratio_text(ratio(found[ours], other, "p99"))] if other else [""] * 3
        print_row([case, *cells])


def longest(rounds):
    return " ".join(f"{figure['max']:,.0f}" for figure in rounds)


def print_all(options, servers, figures, database):
    print_setting(options, database)
    print_rates(servers, figures)
    print("\nWaits: p99 as median (least–most) of the rounds.\n")
    print_waits(servers, figures)
