"""How many executions a second Open vSwitch's own file is good for, on one core, and where their time goes.

Builds what ci/ovs builds (minutes, the first time), and executes four actors, and the seeds and the scenarios of
corpus/ovs as the fuzz target does. To reach: 5000 executions a second in the plain build, 1000 under ASan. Where perf
is installed it says which functions take the time of the plain build.

Exit code: 0 measured, 2 cannot run, 130 interrupted.
"""

import argparse
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from build import install_needed
from command_line import Parser, positive
from entries import UserError
from ovs.library import Library
from ovs.needs import check_needs
from ovs.program import Programs
from ovs.source import of_debian
from terminal import say

GOALS = {"plain": 5000, "asan": 1000}
FUNCTIONS = 16  # As many as are told.
# Whose time it is, by a pattern of a function's name; the first that fits.
PARTS = (("the state that is put back", r"^(ovs_restore|copy)$"), ("looking at ukeys", r"^watch_|seen_state"),
         ("oracles", r"^(belief|check|context|oracle|ledger|obs|rules|dispatch|usage|world)_|observe"),
         ("scheduler and fibers", r"^(scheduler|runtime|fiber|strategy|actor|event|pending|wait)_|point"),
         ("the datapath and rules", r"^(model|identity|flow|dumps|ovs_queue|ovs_datapath)_"))


def measured(programs, seconds):
    """Says the lines of bench_ovs. Returns {workload: executions a second}."""
    seeds = sorted(programs.seeds.iterdir())
    done = subprocess.run([programs.beside("bench_ovs"), str(seconds), *seeds], capture_output=True, text=True,
                          env={**os.environ, "UKEYFUZZ_OVS_PROMISES": "new", "ASAN_OPTIONS": "detect_leaks=0"}, check=False)
    print(done.stdout, end="", flush=True)
    if done.returncode:
        raise UserError(f"bench_ovs ended with {done.returncode}: {done.stderr.strip()[-200:]}")
    return {name: float(rate) for name, rate in re.findall(r"^(\S+) +(\d+) executions/s", done.stdout, re.MULTILINE)}


def parts_of(report):
    """[(part, per cent)] and [(function, per cent)], the largest first, of what `perf report` says."""
    functions = [(name, float(share)) for share, name in
                 re.findall(r"^\s*([\d.]+)%\s.*\[[.k]\]\s+(\S+)", report, re.MULTILINE)]
    parts = {}
    for name, share in functions:
        part = next((part for part, pattern in PARTS if re.search(pattern, name)), "Open vSwitch, and the rest")
        parts[part] = parts.get(part, 0) + share
    return sorted(parts.items(), key=lambda item: -item[1]), functions[:FUNCTIONS]


def _where_time_goes(programs, seconds):
    with tempfile.TemporaryDirectory(prefix="ukeyfuzz-perf-") as folder:
        data = Path(folder) / "perf.data"
        subprocess.run(["perf", "record", "-q", "-F", "999", "-o", data, programs.beside("bench_ovs"), str(seconds)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        report = subprocess.run(["perf", "report", "-i", data, "--no-children", "--stdio", "-g", "none"],
                                capture_output=True, text=True, errors="replace", check=False).stdout
    parts, functions = parts_of(report)
    if not functions:
        print("  perf says nothing here")
    for name, share in (*parts, ("by function", 100.0), *functions):
        print(f"  {share:5.1f} %  {name}")


def main(argv):
    """Returns the exit code."""
    parser = Parser(prog="ci/bench ovs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", nargs="?", type=positive, default=5, metavar="SECONDS",
                        help="how long each workload is measured (5)")
    parser.add_argument("--build", choices=sorted(GOALS), action="append", help="only this one")
    options = parser.parse_args(argv)
    install_needed()
    check_needs()
    source = of_debian()
    for build in options.build or ("plain", "asan"):
        library = Library(source, build)
        library.make()
        programs = Programs(library, source.upcall)
        programs.make(others=["bench_ovs"])
        say(f"{build}: executions a second on one core (to reach: {GOALS[build]})")
        measured(programs, options.seconds)
        if build == "plain":
            say("plain: where the time goes")
            if shutil.which("perf"):
                _where_time_goes(programs, options.seconds)
            else:
                print("  perf is not installed: apt-get install linux-perf")
    return 0
