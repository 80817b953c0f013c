"""What the cache itself costs on real threads: with liburcu, but without oracles and with a datapath
that is an array (targets/bench/bench_cache.c).

First by the number of flows, with one handler, packet thread and revalidator at a time, then the same
on one processor and with two of each on two. Of each figure the median over the repeats, which take
turns, so that what else the machine does meets all alike. Processor time per flow depends little on
a busy machine; flows per second do, so only compare those within one run.

Environment: UKEYFUZZ_JOBS, how many processes build (one per processor).
Exit code: 0 done, 2 cannot run, 130 interrupted.
"""

import argparse
import json
import os
import statistics
import subprocess

from report import kept, table
from build import build, install_needed
from bench import page
from command_line import Parser, Progress, command_of, page_file, positive
from entries import ROOT, UserError
from report.templates import markup

PROGRAM = ROOT / "build" / "plain" / "targets" / "bench_cache"
STEPS = {
    "upcall": "miss upcall of a packet thread, which installs a flow",
    "queued_upcall": "the same through a handler's queue, in batches",
    "dump": "flow dumped, credited and swept in a round",
    "revalidate": "the same after a change of rules: translated again",
    "delete": "flow deleted by a purge, its ukey freed",
}
MEMORY = ("allocated_per_ukey", "resident_per_ukey")


def sizes(text):
    """A list of numbers of flows."""
    return [positive(part) for part in text.split(",")]


def from_zero(text):
    """A number of flows, or none."""
    return 0 if text == "0" else positive(text)


def arguments(argv):
    """Reads the command line."""
    parser = Parser(prog="ci/bench cache", description=__doc__,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flows", type=sizes, default=[10**3, 10**4, 10**5, 10**6],
                        metavar="N[,N]...", help="how many flows (1000,10000,100000,1000000)")
    parser.add_argument("--scaling-flows", type=from_zero, default=10**5, metavar="N",
                        help="how many where processors are compared, 0: they are not (100000)")
    parser.add_argument("--seconds", type=positive, default=1, metavar="N",
                        help="at least so long each of five steps of a run (1)")
    parser.add_argument("--repeats", type=positive, default=3, metavar="N",
                        help="runs of each kind (3)")
    parser.add_argument("--format", choices=("text", "json"), default="text",
                        help="on standard output (text)")
    parser.add_argument("--results", type=page_file, metavar="FILE", help="write a page of the tables too")
    return parser.parse_args(argv)


def run(n_flows, n_threads, seconds, processors):
    """What one run says. `processors`: where it may run."""
    command = [str(PROGRAM), str(n_flows), str(n_threads), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False,
                          preexec_fn=lambda: os.sched_setaffinity(0, processors))
    if done.returncode:
        raise UserError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def medians(results):
    """One result of many: the median of each figure."""
    one = {key: statistics.median(result[key] for result in results) for key in MEMORY}
    for step in STEPS:
        one[step] = {key: statistics.median(result[step][key] for result in results)
                     for key in ("per_s", "cpu_ns")}
    return one


def run_all(options, processors):
    """All runs, as JSON has it: {"by_flows": {flows: medians}, "processors": {"1" or "2": medians}}."""
    kinds = [("by_flows", n, n, 1, processors) for n in options.flows]
    if options.scaling_flows:
        kinds += [("processors", n, options.scaling_flows, n, set(sorted(processors)[:n]))
                  for n in (1, 2) if n <= len(processors)]
    results = {(kind[0], kind[1]): [] for kind in kinds}
    progress = Progress(options.repeats * len(kinds))
    for _ in range(options.repeats):
        for group, key, n_flows, n_threads, where in kinds:
            results[group, key].append(run(n_flows, n_threads, options.seconds, where))
            progress.say(f"{n_flows} flows, {n_threads} of each thread")
    measured = {"by_flows": {}, "processors": {}}
    for (group, key), those in results.items():
        measured[group][str(key)] = medians(those)
    return measured


def tables(measured):
    """(heading, lines of cells) of each table."""
    lines = [("flows", *(f"{step}, ns" for step in STEPS), "bytes of a ukey", "resident")]
    for n_flows, one in measured["by_flows"].items():
        lines.append((n_flows, *(f"{one[step]['cpu_ns']:.0f}" for step in STEPS),
                      *(f"{one[key]:.0f}" for key in MEMORY)))
    yield "Processor time per flow, by the number of flows:", lines
    lines = [("flows", *(f"{step}/s" for step in STEPS))]
    for n_flows, one in measured["by_flows"].items():
        lines.append((n_flows, *(f"{one[step]['per_s']:.0f}" for step in STEPS)))
    yield "Flows per second, by the number of flows:", lines
    if "2" in measured["processors"]:
        one, two = (measured["processors"][n] for n in "12")
        lines = [("two processors to one", *STEPS)]
        for title, key in (("flows per second", "per_s"), ("processor time per flow", "cpu_ns")):
            lines.append((title, *(f"x {two[step][key] / one[step][key]:.2f}" for step in STEPS)))
        yield f"{measured['scaling_flows']} flows, two threads of each kind to one:", lines


def text_of(measured):
    """The tables, and what the steps are."""
    out = [f"{heading}\n{table.text(lines)}\n" for heading, lines in tables(measured)]
    if measured["processors"] and "2" not in measured["processors"]:
        out.append("There is one processor: more threads are not compared.\n")
    return "\n".join([*out, *(f"{step}: {description}" for step, description in STEPS.items()), ""])


def page_of(data, name):
    """The Markdown of docs/results/cache.md: the same."""
    return page.page("cache.md.j2", "What does the cache itself cost?", data, name, steps=STEPS,
                     tables=[(heading, markup(table.markdown(lines[0], lines[1:]))) for heading, lines in tables(data)])


def main(argv):
    """The script."""
    options = arguments(argv)
    install_needed()
    build("plain", ["bench_cache"])
    where = page.machine()
    measured = {"seconds": options.seconds, "repeats": options.repeats, "scaling_flows": options.scaling_flows,
                **run_all(options, os.sched_getaffinity(0))}
    if options.results:
        kept.write(options.results, page.measured(command_of("ci/bench cache", argv), where, **measured), page_of)
    print(json.dumps(measured, indent=2) + "\n" if options.format == "json" else text_of(measured), end="")
    return 0
