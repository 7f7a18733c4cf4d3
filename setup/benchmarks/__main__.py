"""Measure GRC Citizen against OCA's helpdesk; see setup/bench and docs/performance.md."""

import argparse
import sys

import bulk
import creation
import databases
import meter
import portal
import screens
from ours import Ours
from peer import Peer
from verdicts import Verdicts

SIDES = [Ours(), Peer()]
PARTS = ("creation", "screens", "portal")
SHORT = [10_000, 100_000]
LONG = [100_000, 1_000_000]
#: How many times faster than the peer's a screen must be, by the number of requests.
PEER_FACTOR = {100_000: 1, 1_000_000: 3}


def arguments():
    parser = argparse.ArgumentParser(prog="setup/bench", description=__doc__)
    parser.add_argument("--long", action="store_true", help="a million requests beside 100,000")
    parser.add_argument("--only", action="append", choices=PARTS, help="leave the other part out")
    parser.add_argument("--screen", default="", help="only screens whose name contains this")
    parser.add_argument("--repeat", type=int, default=9, help="runs of each screen (default: 9)")
    parser.add_argument("--clean", action="store_true", help="drop the databases of the benchmarks")
    return parser.parse_args()


def milliseconds(figures):
    return f"{figures.median:6.1f} (least {figures.minimum:6.1f})"


def measure_creation(verdicts, times):
    """Measure recording, in copies of the databases of 100,000 that are dropped afterwards."""
    names = {}
    for side in SIDES:
        names[side.name] = f"{databases.PREFIX}{side.name}_scratch"
        databases.copy(databases.loaded(side, 100_000, bulk.load), names[side.name])
        creation.prepare(side, names[side.name])
    verdicts.title(
        "Recording, with 100,000 requests and 35,000 citizens (busy ms: ours | peer | queries)"
    )
    found = creation.measure(SIDES, names, times)
    labels = {"one": "one request at the counter", "mail": "a mail of an unknown sender"}
    for key, label in labels.items():
        ours, peer = found[key]["ours"], found[key]["peer"]
        checks = [("of the peer's time", ours.median / peer.median, 1, False)]
        if key == "one":
            checks.append(("queries", ours.query_count, 30, False))
        verdicts.line(
            label,
            f"{milliseconds(ours)} | {milliseconds(peer)} | {ours.query_count}, {peer.query_count}",
            checks,
        )
    ours, peer = found["batch"]["ours"], found["batch"]["peer"]
    verdicts.line(
        "a thousand at once, each",
        f"{ours.median / 1000:6.2f} | {peer.median / 1000:6.2f} | "
        f"{ours.query_count / 1000:.2f}, {peer.query_count / 1000:.2f}",
        [("of one alone", ours.median / 1000 / found["one"]["ours"].median, 0.25, False)],
    )
    for name in names.values():
        databases.drop(name)


def measure_screens(verdicts, counts, times, wanted):
    small, large = counts
    names = {
        (side.name, count): databases.loaded(side, count, bulk.load)
        for count in counts
        for side in SIDES
    }
    verdicts.title(f"Screens (busy ms: ours at {small:,} | ours at {large:,} | peer at {large:,})")
    for screen, runs in screens.runs(SIDES, names):
        if wanted not in screen.name:
            continue
        found = meter.alternate(runs, times)
        ours, peer = found["ours", large], found["peer", large]
        checks = [("peer's / ours", peer.median / ours.median, PEER_FACTOR[large], True)]
        if bulk.OPEN[small] == bulk.OPEN[large]:
            growth = ours.median / found["ours", small].median
            checks.insert(0, ("growth", growth, screen.growth, False))
        verdicts.line(
            screen.name,
            f"{found['ours', small].median:6.1f} | {ours.median:6.1f} | {peer.median:7.1f}",
            checks,
        )


def measure_portal(verdicts):
    """Measure the citizen's form under sixteen people; wall time, for the workers are others."""
    verdicts.title(
        f"The citizen's form, {portal.PEOPLE} people at once with a photo of 1.5 MB, 2 workers"
        " (a second: ours | peer; median s: ours | peer)"
    )
    empty, crowds, problems = portal.measure(SIDES, bulk.load)
    ours, peer = crowds["ours"], crowds["peer"]
    verdicts.line(
        "reports, from the first page to the receipt",
        f"{ours.throughput:6.2f} | {peer.throughput:6.2f}; {ours.median:6.2f} | {peer.median:6.2f}",
        [("problems", len(problems), 0, False)],
    )
    print(
        f"an empty portal page: {empty.throughput:.2f} a second, median {empty.median:.2f} s\n"
        f"throughput: {ours.throughput / empty.throughput:.3f} of the empty page's, "
        f"{ours.throughput / peer.throughput:.2f} of the peer's\n"
        f"median: {ours.median / empty.median:.2f} times the empty page's, "
        f"{ours.median / peer.median:.2f} times the peer's"
    )
    for problem in problems:
        print(f"  {problem}")


def main():
    options = arguments()
    databases.configure()
    if options.clean:
        for name in databases.existing():
            databases.drop(name)
            print(f"dropped {name}")
        return 0
    verdicts = Verdicts()
    with databases.environment(databases.installed(SIDES[0])):
        meter.check()
    parts = options.only or PARTS
    if "creation" in parts:
        measure_creation(verdicts, times=80)
    if "screens" in parts:
        measure_screens(verdicts, LONG if options.long else SHORT, options.repeat, options.screen)
    if "portal" in parts:
        measure_portal(verdicts)
    return 0 if verdicts.end() else 1


if __name__ == "__main__":
    sys.exit(main())
