"""What real threads under load do: `ukeyfuzz stress` with all its faults, in the plain build and under ThreadSanitizer.

Nothing is found in a cache that is right; what is found ends the measurement, and its report is printed.

Environment: UKEYFUZZ_JOBS, how many processes build (one per processor).
Exit code: 0 measured, 1 something was found, 2 cannot run, 130 interrupted.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import page
from build import build, install_needed
from command_line import Parser, Progress, command_of, page_file, positive
from entries import ROOT, UserError
from report import kept, table
from report.templates import markup

BUILDS = ("plain", "tsan")
# What a row says: where it is in the program's JSON, and how it is called here.
ROWS = (
    (("rates", "packets_per_s"), "packets sent, a second"),
    (("rates", "upcalls_per_s"), "upcalls handled, a second"),
    (("rates", "flows_revalidated_per_s"), "flows revalidated, a second"),
    (("rates", "installs_per_s"), "flows installed, a second"),
    (("counts", "deletes"), "flows deleted"),
    (("counts", "rounds"), "rounds"),
    (("counts", "rule_changes"), "changes of rules"),
    (("counts", "flows_checked"), "flows checked while everything rested"),
    (("live_flows_most",), "flows at a time, at most"),
)


def arguments(argv):
    """Reads the command line."""
    parser = Parser(prog="ci/bench stress", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=positive, default=120, metavar="N", help="how long each build runs (120)")
    parser.add_argument("--results", type=page_file, metavar="FILE", help="write a page of the figures too")
    return parser.parse_args(argv)


def run(program, seconds):
    """One run. Returns what it has written, or None if it has found something, which is printed."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "stress.json"
        command = [program, "--seconds", str(seconds), "--no-progress", "--json", out]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              check=False)
        if done.returncode == 1:
            print(done.stdout, file=sys.stderr, end="")
            return None
        if done.returncode:
            raise UserError(f"{program} ended with {done.returncode}: {done.stdout.strip()[-300:]}")
        return json.loads(out.read_text(encoding="utf-8"))


def figures_of(said):
    """What is kept of a run."""
    figures = {"options": said["options"], "faults": sum(said["faults"].values())}
    for where, title in ROWS:
        value = said
        for key in where:
            value = value[key]
        figures[title] = value
    return figures


def lines_of(builds):
    """The figures as lines of cells, the first being the head."""
    titles = [*(title for _, title in ROWS), "faults"]
    return [["what", *builds], *([title, *(str(figures[title]) for figures in builds.values())] for title in titles)]


def page_of(data, name):
    """The Markdown of docs/results/stress.md."""
    head, *lines = lines_of(data["builds"])
    return page.page("stress.md.j2", "What do real threads under load do?", data, name,
                     table=markup(table.markdown(head, lines)))


def main(argv):
    """The script."""
    options = arguments(argv)
    install_needed()
    for name in BUILDS:
        build(name, ["ukeyfuzz_stress"])
    where, builds, progress = page.machine(), {}, Progress(len(BUILDS))
    for name in BUILDS:
        said = run(ROOT / "build" / name / "targets" / "ukeyfuzz_stress", options.seconds)
        if not said:
            return 1
        builds[name] = figures_of(said)
        progress.say(name)
    print(table.text(lines_of(builds)))
    if options.results:
        kept.write(options.results, page.measured(command_of("ci/bench stress", argv), where, builds=builds), page_of)
    return 0
