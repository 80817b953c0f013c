"""The figures of ci/bench for docs/results/speed.md."""

import table
from bench.speed import FUZZED, GOALS, POINTS

QUESTION = "How fast is it?"


def body(figures):
    """Lines of Markdown."""
    names = list(dict.fromkeys(name for of in figures.builds.values() for name in of))
    rows = [[name, *(of.get(name, "-") for of in figures.builds.values())] for name in names]
    return [
        f"- `fuzz_interleave`, plain: {figures.fuzzed} executions a second, the first {FUZZED} from the seeds.",
        "- Memory of a fuzzing process: " + ", ".join(
            f"{size} MB after {runs} executions" for runs, size in figures.memory.items()) + ".", "",
        f"The table has executions a second, counted as {POINTS} points each. `files` is the corpus that fuzzing left.",
        "Of the runtime alone it has the time of a point, and lock workloads a second.", "",
        table.markdown(["what", *figures.builds], rows), "",
        "To reach, in executions a second: " + "; ".join(f"{name} {goal}" for name, goal in GOALS.items()) + ".",
        "A point takes 30 ns at most, a switch 60 ns."]
