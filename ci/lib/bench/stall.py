"""How long a flow is on the slow path after its deletion, with and without the replacement of its
ukey: the claim of the patch of 2016 (upstream 67f08985d), as a plot.

A revalidator deletes flows in the dump phase of a round, and their ukeys stay until the sweep. Where
a miss may replace such a ukey its flow is back at once; where it may not (B57 of ci/planted), all
its packets go through userspace until the sweep has passed. Both caches run under `ukeyfuzz stress`
with the same options, in turns: a datapath without faults, packets by Zipf's law, and rules that
change so that flows must be deleted and installed again. Measured are deletions under traffic: a
packet missed before the sweep. Time runs from that packet to the put; a flow whose packet was refused
is not back before its next one.

Writes stall.txt, stall.json and stall.svg to build/stall/.

Exit code: 0 done, 2 cannot run, 130 interrupted.
"""

import argparse
import json
import subprocess

from build import build, install_needed
from command_line import Parser, Progress, command_of as command_of_page, page_file, positive, writable
from entries import PLANTED, ROOT, UserError
from bench import page, stall_plot
from bench.histograms import figures, merge
from files import write_atomically
from locks import hold
from report import kept, table
from report.templates import markup
from zoo.planted import require_fit

WORK = ROOT / "build" / "stall"
CACHES = {
    "with": (ROOT / "build/plain/targets/ukeyfuzz_stress", "with replacement"),
    "without": (ROOT / "build/plain/planted/B57/ukeyfuzz_stress", "without (B57)"),
}
MS = 1e6
# What the table says of a run: name in the JSON, heading, unit.
MEASURES = (
    ("packets", "packets on the slow path", 1),
    ("slow_path_ns", "ms on the slow path", MS),
    ("sweep_wait_ns", "ms from deletion to sweep", MS),
    ("dump_ns", "ms of a dump", MS),
    ("round_ns", "ms of a round", MS),
)


def arguments(argv):
    """Reads the command line."""
    parser = Parser(prog="ci/bench stall", description=__doc__,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=positive, default=20, metavar="N",
                        help="how long each run sends packets (20)")
    parser.add_argument("--repeats", type=positive, default=3, metavar="N",
                        help="runs of each cache (3)")
    parser.add_argument("--flows", type=positive, default=9000, metavar="N",
                        help="how many flows there are (9000)")
    parser.add_argument("--rate", type=positive, default=1000000, metavar="N",
                        help="packets per second (1000000)")
    parser.add_argument("--transitions", type=positive, default=20000, metavar="N",
                        help="flows per second whose rules change (20000)")
    parser.add_argument("--plot", type=writable, metavar="OUT", help="write the plot there too")
    parser.add_argument("--results", type=page_file, metavar="FILE",
                        help="write a page of the figures too, and the plot beside it")
    parser.add_argument("--format", choices=("text", "json"), default="text",
                        help="of the figures on standard output (text)")
    return parser.parse_args(argv)


def command_of(program, options, seed, out):
    """One run."""
    return [program, "--seconds", str(options.seconds), "--flows", str(options.flows),
            "--rate", str(options.rate), "--skew", "0.5", "--transitions", str(options.transitions),
            "--seed", str(seed), "--packet-threads", "1", "--pmds", "0", "--handlers", "1",
            "--revalidators", "1", "--max-idle", "10000", "--quiet-every", "0", "--faults", "none",
            "--steady", "--tolerate-stalls", "--no-progress", "--json", str(out)]


def run_all(options):
    """The results of all runs, by cache. The caches take turns, so that what else the machine does
    meets both."""
    results = {name: [] for name in CACHES}
    progress = Progress(options.repeats * len(CACHES))
    for seed in range(1, options.repeats + 1):
        for name, (program, title) in CACHES.items():
            out = WORK / f"{name}-{seed}.json"
            command = command_of(program, options, seed, out)
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise UserError(f"{' '.join(map(str, command))} ended with {done.returncode}: "
                             f"{done.stderr.strip()}")
            results[name].append(json.loads(out.read_text()))
            progress.say(f"{title}, seed {seed}")
    return results


def summarize(results):
    """The merged histograms of each cache."""
    return {name: {measure: merge([run["measures"][measure] for run in runs])
                   for measure, _, _ in MEASURES} for name, runs in results.items()}


def lines_of(said):
    """The figures as lines of cells, the first being the head. `said`: of data_of()."""
    lines = [("", "", "number", "median", "99.9 %", "most")]
    for measure, title, unit in MEASURES:
        for name, (_, cache) in CACHES.items():
            facts = said[name][measure]
            values = [facts[key] for key in ("median", "p99.9", "max")]
            lines.append((title, cache, str(facts["count"]),
                          *("-" if value is None else f"{value / unit:.4g}" for value in values)))
    return lines


def text_of(data):
    """The figures as a table."""
    return table.text(lines_of(data["figures"]), left=2) + "\n"


def page_of(data, name):
    """The Markdown of docs/results/stall.md. Beside it are the data and the plot, which have its name."""
    head, *lines = lines_of(data["figures"])
    return page.page("stall.md.j2", "What is the replacement of ukeys worth?", data, name,
                     deletions=sum(measures["packets"]["count"] for measures in data["figures"].values()),
                     table=markup(table.markdown(head, lines, left=2)))


def data_of(merged, options):
    """The figures and what was run, for other programs. Times are in ns."""
    return {"seconds": options.seconds, "repeats": options.repeats, "flows": options.flows,
            "rate": options.rate, "transitions": options.transitions,
            "figures": {name: {measure: figures(buckets) for measure, buckets in measures.items()}
                        for name, measures in merged.items()}}


def main(argv):
    """The script."""
    options = arguments(argv)
    options.command = command_of_page("ci/bench stall", argv)
    install_needed()
    require_fit(PLANTED / "B57.patch")
    build("plain", ["ukeyfuzz_stress", "stress-B57"])
    with hold(WORK, "ci/bench stall"):
        measure(options)
    return 0


def measure(options):
    """Runs both, prints the figures, and writes them."""
    where = page.machine()
    merged = summarize(run_all(options))
    for name, measures in merged.items():
        if not measures["packets"]:
            raise UserError(f"no deletion under traffic {CACHES[name][1]}: more --seconds or --rate")
    data = data_of(merged, options)
    written = {"txt": text_of(data), "json": json.dumps(data, indent=2) + "\n"}
    # Before they are kept: the disk may be full.
    print(written["json" if options.format == "json" else "txt"], end="")
    for suffix, text in written.items():
        write_atomically(WORK / f"stall.{suffix}", text)
    plot = options.results and options.results.with_suffix(".svg")
    if options.results:
        kept.write(options.results, page.measured(options.command, where, **data), page_of)
    for path in filter(None, (WORK / "stall.svg", options.plot, plot)):
        stall_plot.write(merged, {name: title for name, (_, title) in CACHES.items()}, path)
