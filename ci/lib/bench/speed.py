"""Executions per second of each workload, next to those to reach; and the memory of a fuzzing process."""

import re
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from build import build
from entries import ROOT, UserError, seed_files

GOALS = {"plain": "60 k at least, 200 k aimed at", "asan": "30 k at least, 100 k aimed at",
         "tsan": "8 k at least, 25 k aimed at"}
RUNTIME_GOAL = "a point 30 ns at most, a switch 60 ns; 300 k lock workloads a second at least"
POINTS = 100  # Of an execution, whose goals these are.
FUZZED = 50000
MEMORY_RUNS = (20000, 100000)
_WORKLOAD = re.compile(r"(\S+) +(\d+) executions/s .* ([\d.]+) ns/point$")
_LOCKS = re.compile(r"(.*\S) +(\d+) /s .*")
_TIME = re.compile(r"(.*\S) +([\d.]+) ns$")


@dataclass
class Figures:
    """What was measured. `builds`: {build: {what: a figure as it is said}}."""

    fuzzed: int = 0
    builds: dict = field(default_factory=dict)
    memory: dict = field(default_factory=dict)


def per_second_of_points(line):
    """How many executions of POINTS points a second a line of bench_executions means; None if it has no workload."""
    said = _WORKLOAD.match(line)
    return said and 1e9 / (float(said[3]) * POINTS)


def figures_of(lines):
    """{what: figure} of the lines of a program that measures."""
    found = {}
    for line in lines:
        if said := _WORKLOAD.match(line):
            found[said[1]] = f"{per_second_of_points(line):.0f}"
        elif said := _LOCKS.match(line) or _TIME.match(line):
            found[said[1]] = f"{said[2]}{' ns' if line.endswith(' ns') else ''}"
    return found


def _measured(*command, points=False):
    """Runs a program that measures, and says each line as it comes. Returns the lines."""
    lines = []
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True) as process:
        for line in map(str.rstrip, process.stdout):
            more = f"  = {per_second_of_points(line):7.0f} executions of {POINTS} points/s" if points else ""
            print(line + more, flush=True)
            lines.append(line)
    if process.returncode:
        raise UserError(f"{command[0]} ended with {process.returncode}")
    return lines


def _fuzz(corpus, runs, work):
    """Fuzzes from the seeds. Returns what the process said."""
    corpus.mkdir()
    for seed in seed_files():
        (corpus / seed.name).write_bytes(seed.read_bytes())
    command = [ROOT / "build/plain/targets/fuzz_interleave", "-seed=1", f"-runs={runs}", "-print_final_stats=1", corpus]
    done = subprocess.run(command, cwd=work, capture_output=True, check=False)
    said = done.stderr.decode(errors="replace")
    if done.returncode:
        raise UserError(f"{command[0]} ended with {done.returncode}: {said.strip().splitlines()[-1]}")
    return said


def _measure_build(name, seconds, corpus, say):
    folder = ROOT / "build" / name
    build(name, ["bench_executions", "bench_runtime"])
    say(f"{name}: executions, per {POINTS} points ({GOALS[name]})")
    lines = _measured(folder / "targets/bench_executions", seconds, points=True)
    say(f"{name}: the corpus that came of it, as the fuzz target executes it")
    lines += _measured(folder / "targets/bench_executions", seconds, *sorted(corpus.iterdir()))
    say(f"{name}: the runtime alone ({RUNTIME_GOAL})")
    lines += _measured(folder / "harness/runtime/test/bench_runtime")
    return figures_of(lines)


def measure(seconds, say):
    """Builds and measures, one at a time on one core."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        build("plain", ["fuzz_interleave", "corpus_seeds"])
        say(f"plain: fuzzing, {FUZZED} executions from the seeds")
        start = time.monotonic()
        _fuzz(work / "mutated", FUZZED, work)
        figures.fuzzed = int(FUZZED / (time.monotonic() - start))
        print(f"{figures.fuzzed} executions/s", flush=True)
        for name in GOALS:
            figures.builds[name] = _measure_build(name, seconds, work / "mutated", say)
        say("plain: memory of a fuzzing process (flat)")
        for runs in MEMORY_RUNS:
            said = _fuzz(work / str(runs), runs, work)
            figures.memory[runs] = int(re.search(r"peak_rss_mb: *(\d+)", said)[1])
            print(f"{runs} executions: peak {figures.memory[runs]} MB", flush=True)
    return figures
