"""The figures of ci/bench, and the page docs/results/speed.md of them."""

from bench.page import page
from bench.speed import FUZZED, GOALS, POINTS, RUNTIME_GOAL
from report import table
from report.templates import markup


def data_of(figures):
    """What the page is made of."""
    return {"fuzzed": FUZZED, "per_second": figures.fuzzed, "memory": figures.memory, "goals": GOALS,
            "runtime_goal": RUNTIME_GOAL, "points": POINTS, "builds": figures.builds}


def page_of(data, name):
    """The Markdown."""
    builds = data["builds"]
    rows = [[what, *(of.get(what, "-") for of in builds.values())]
            for what in dict.fromkeys(what for of in builds.values() for what in of)]
    return page("speed.md.j2", "How fast is it?", data, name, table=markup(table.markdown(["what", *builds], rows)))
