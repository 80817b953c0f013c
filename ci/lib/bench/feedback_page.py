"""The page docs/results/feedback.md. It was measured by hand, with the commands that its data name."""

from bench.page import page
from report import table
from report.templates import markup

COLUMNS = ("way", "triples, by seed", "files kept", "executions to the first find")


def _cells(way):
    ratio = "1" if way["ratio"] is None else f"{way['ratio']:.2f} ({way['error_factor']:.1f})"
    return [way["way"], ", ".join(map(str, way["triples"])), ", ".join(map(str, way["files"])), ratio]


def page_of(data, name):
    """The Markdown."""
    return page("feedback.md.j2", "What is interleaving feedback worth?", data, name,
                table=markup(table.markdown(COLUMNS, [_cells(way) for way in data["ways"]], len(COLUMNS))))
