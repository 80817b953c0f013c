"""The figures of ci/bench for docs/results/speed.md."""

from report import table
from bench.speed import FUZZED, GOALS, POINTS
from report.templates import markup

QUESTION = "How fast is it?"


def values(figures):
    """What templates/speed.md.j2 needs."""
    names = list(dict.fromkeys(name for of in figures.builds.values() for name in of))
    rows = [[name, *(of.get(name, "-") for of in figures.builds.values())] for name in names]
    return {"figures": figures, "fuzzed": FUZZED, "points": POINTS, "goals": GOALS,
            "table": markup(table.markdown(["what", *figures.builds], rows))}
