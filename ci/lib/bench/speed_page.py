"""The page docs/results/speed.md: the figures of ci/bench, with the command, the commit and the machine."""

import os
import re
from pathlib import Path

import table
from bench.speed import FUZZED, GOALS, POINTS


def machine():
    """The processor, as the kernel calls it, how many there are, and how many processes they have to share."""
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    return (f"{model[1].strip() if model else os.uname().machine}, {len(os.sched_getaffinity(0))} processors, "
            f"load {os.getloadavg()[0]:.0f} before")


def page(figures, command, commit, where):
    """The Markdown."""
    names = list(dict.fromkeys(name for of in figures.builds.values() for name in of))
    rows = [[name, *(of.get(name, "-") for of in figures.builds.values())] for name in names]
    return "\n".join([
        "# How fast is it?", "", "Written by `ci/bench --results`; do not edit it.", "",
        f"`{command}` at {commit}, on {where}.", "",
        f"- `fuzz_interleave`, plain: {figures.fuzzed} executions a second, the first {FUZZED} from the seeds.",
        "- Memory of a fuzzing process: " + ", ".join(
            f"{size} MB after {runs} executions" for runs, size in figures.memory.items()) + ".", "",
        f"The table has executions a second, counted as {POINTS} points each. `files` is the corpus that fuzzing left.",
        "Of the runtime alone it has the time of a point, and lock workloads a second. A load above 0 means that others",
        "used the machine as well: then only a row's figures can be compared, and only roughly.", "",
        table.markdown(["what", *figures.builds], rows), "",
        "To reach, in executions a second: " + "; ".join(f"{name} {goal}" for name, goal in GOALS.items()) + ".",
        "A point takes 30 ns at most, a switch 60 ns.", ""])
