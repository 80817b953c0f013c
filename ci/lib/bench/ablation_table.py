"""The table of ci/bench ablation: a row per planted bug, a column per way of looking for it."""

import json
import math
import statistics

from bench.page import fill
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


def cells(entries, ways, runs, seeds):
    """For each entry and way: the median executions and seconds to the first finding, how many runs
    had one, whether all of the `seeds` runs are there, and the runs. `runs` maps (entry name, way
    name) to records."""
    table = {}
    for entry in entries:
        for way in ways:
            those = runs.get((entry.name, way.name), [])
            table[entry.name, way.name] = {
                "executions": median(those, "executions"), "seconds": median(those, "seconds"),
                "found": sum(bool(run["tag"]) for run in those),
                "complete": len(those) == seeds, "runs": those}
    return table


def text_of(cell, seeds):
    """A cell as text: executions and seconds, "-" if not found in time, nothing if not tried; and of
    how many runs, if some are not there."""
    if not cell["runs"]:
        return ""
    part = "" if cell["complete"] else f" ({len(cell['runs'])} of {seeds})"
    if cell["seconds"] is None:
        return f"-{part}"
    return f"{cell['executions']} / {cell['seconds']:.1f} s{part}"


def _lines(entries, ways, table, options):
    """The head of the table, and its lines: a row per entry, and how many each way has found."""
    lines = [[entry.name, *(text_of(table[entry.name, way.name], options.seeds) for way in ways)]
             for entry in entries]
    lines.append(["found", *(
        str(sum(cell["complete"] and cell["seconds"] is not None
                for cell in (table[entry.name, way.name] for entry in entries)))
        for way in ways)])
    return ["entry", *(way.name for way in ways)], lines


def _caption(table, options):
    """What a cell says."""
    caption = (f"Median executions and seconds to the first finding over {options.seeds} runs; \"-\": "
               f"not within {options.seconds} s.")
    if not all(cell["complete"] for cell in table.values() if cell["runs"]):
        caption += (" \"(n of m)\": only n of the m runs are there; the last line does not count "
                    "those.")
    return caption


def values(entries, ways, table, options):
    """What templates/ablation_table.md.j2 needs."""
    header, lines = _lines(entries, ways, table, options)
    return {"table": markup(markdown(header, lines, len(header))), "caption": _caption(table, options), "ways": ways}


def render(entries, ways, table, form, options):
    """The table as text, Markdown or JSON."""
    if form == "json":
        return json.dumps({
            "seconds": options.seconds, "seeds": options.seeds,
            "ways": {way.name: way.description for way in ways},
            "entries": {entry.name: {way.name: table[entry.name, way.name] for way in ways}
                        for entry in entries}}, indent=2) + "\n"
    if form == "markdown":
        return fill("ablation.md.j2", command=options.command, commit=commit_name(), **values(entries, ways, table, options))
    header, lines = _lines(entries, ways, table, options)
    return "\n".join([text([header, *lines], len(header)), "", _caption(table, options),
                      *(f"  {way.name}: {way.description}" for way in ways)]) + "\n"
