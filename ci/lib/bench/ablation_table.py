"""The table of ci/bench ablation: a row per planted bug, a column per way of looking for it."""

import json
import math
import statistics

from bench.page import fill, page
from commit import commit_name
from report.table import markdown, text
from report.templates import markup


def median(runs, key):
    """The median over runs, where what was not found took longer than anything that was; None if it
    is none of those found, or if there are no runs."""
    if not runs:
        return None
    value = statistics.median_high([run[key] if run["tag"] else math.inf for run in runs])
    return None if value == math.inf else value


def data_of(entries, ways, runs, options):
    """What the table is made of, as JSON has it. For each entry and way: the median executions and seconds to the
    first finding, how many runs there are of those that --seeds wants, and how many had a finding. `runs` maps (entry
    name, way name) to records."""
    table = {entry.name: {} for entry in entries}
    for entry in entries:
        for way in ways:
            those = runs.get((entry.name, way.name), [])
            table[entry.name][way.name] = {
                "executions": median(those, "executions"), "seconds": median(those, "seconds"),
                "found": sum(bool(run["tag"]) for run in those), "runs": len(those)}
    return {"seconds": options.seconds, "seeds": options.seeds, "ways": {way.name: way.description for way in ways},
            "entries": table}


def text_of(cell, seeds):
    """A cell as text: executions and seconds, "-" if not found in time, nothing if not tried; and of
    how many runs, if some are not there."""
    if not cell["runs"]:
        return ""
    part = "" if cell["runs"] == seeds else f" ({cell['runs']} of {seeds})"
    if cell["seconds"] is None:
        return f"-{part}"
    return f"{cell['executions']} / {cell['seconds']:.1f} s{part}"


def _lines(data):
    """The head of the table, and its lines: a row per entry, and how many each way has found."""
    lines = [[name, *(text_of(cell, data["seeds"]) for cell in cells.values())]
             for name, cells in data["entries"].items()]
    lines.append(["found", *(
        str(sum(cells[way]["runs"] == data["seeds"] and cells[way]["seconds"] is not None
                for cells in data["entries"].values()))
        for way in data["ways"])])
    return ["entry", *data["ways"]], lines


def _caption(data):
    """What a cell says."""
    caption = (f"Median executions and seconds to the first finding over {data['seeds']} runs; \"-\": "
               f"not within {data['seconds']} s.")
    if any(0 < cell["runs"] < data["seeds"] for cells in data["entries"].values() for cell in cells.values()):
        caption += (" \"(n of m)\": only n of the m runs are there; the last line does not count "
                    "those.")
    return caption


def _values(data, lines):
    """What templates/ablation_table.md.j2 needs. `lines`: the first is the head."""
    return {"table": markup(markdown(lines[0], lines[1:], len(lines[0]))), "caption": _caption(data),
            "ways": data["ways"]}


def page_of(data, name):
    """The Markdown of docs/results/ablation.md: a row per way, as there are more of them than there is room beside
    each other."""
    header, lines = _lines(data)
    turned = list(zip(header, *lines))
    return page("ablation_page.md.j2", "What is each part of the search worth?", data, name,
                **_values(data, [["way", *turned[0][1:]], *turned[1:]]))


def render(data, form, command):
    """The table as text, Markdown or JSON. `command`: what has made it."""
    if form == "json":
        return json.dumps(data, indent=2) + "\n"
    header, lines = _lines(data)
    if form == "markdown":
        return fill("ablation.md.j2", command=command, commit=commit_name(), **_values(data, [header, *lines]))
    return "\n".join([text([header, *lines], len(header)), "", _caption(data),
                      *(f"  {name}: {description}" for name, description in data["ways"].items())]) + "\n"
