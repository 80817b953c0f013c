"""The table of the zoo: one row per planted bug."""

import json
import statistics
from pathlib import Path

from report.table import markdown, text
from report.templates import Templates, markup
from zoo.minima import size_of_text

COLUMNS = ("entry", "target", "build", "oracle", "result", "executions", "seconds", "slowest",
           "preemptions")
fill = Templates(Path(__file__).with_name("templates")).fill


def _preemptions(entry):
    """How many preemptions the shortest schedule known has; None if there is no scenario."""
    if not entry.regression.exists():
        return None
    return size_of_text(entry.regression.read_text(encoding="utf-8")).preemptions


def _row(entry, runs, seeds, missing):
    found = [run for run in runs if entry.is_find(run["tag"]) and run["replays"]]
    tags = sorted({run["tag"] for run in runs if run["tag"]})
    median = None
    if len(found) > seeds // 2:
        # What was not found took longer than anything that was.
        later = [float("inf")] * (len(runs) - len(found))
        median = {key: statistics.median_high([run[key] for run in found] + later)
                  for key in ("executions", "seconds")}
    if missing:
        result = missing
    elif len(runs) < seeds:
        result = "incomplete"
    elif len(found) == len(runs):
        result = "found"
    elif not all(map(entry.is_find, tags)):
        result = "other oracle"
    elif not all(run["replays"] for run in runs if run["tag"]):
        result = "no replay"
    else:
        result = f"found {len(found)}/{len(runs)}" if found else "not found"
    return {"entry": entry.name, "upstream": entry.upstream, "target": entry.target,
            "build": entry.build, "survey": entry.survey,
            "oracle": " ".join(tags or (() if entry.survey else entry.oracles)),
            "expected": list(entry.oracles), "result": result, "executions": median and median["executions"],
            "seconds": median and median["seconds"],
            "slowest": max((run["seconds"] for run in runs), default=None),
            "preemptions": _preemptions(entry), "description": entry.description, "runs": runs}


def rows(entries, runs, seeds, missing=None):
    """A row per entry, from the records of its runs. `missing` says why some could not be had, by name."""
    missing = missing or {}
    return [_row(entry, runs.get(entry.name, []), seeds, missing.get(entry.name)) for entry in entries]


def _cell(value):
    if value is None:
        return "-"
    return f"{value:.1f}" if isinstance(value, float) else str(value) or "-"


def _summary(table, seeds):
    seconds = [row["seconds"] for row in table if row["result"] == "found"]
    soon = sum(s <= 60 for s in seconds)
    return (f"{len(seconds)} of {len(table)} found in each of {seeds} runs, "
            f"{soon} of them within 60 s (median)")


def render(table, left_out, form, options):
    """The table as text, Markdown or JSON."""
    if form == "json":
        return json.dumps({"seconds": options.seconds, "seeds": options.seeds, "entries": table,
                           "left_out": dict(left_out)}, indent=2) + "\n"
    lines = [[_cell(row[column]) for column in COLUMNS] for row in table]
    summary = _summary(table, options.seeds)
    if form == "markdown":
        return fill("table.md.j2", table=markup(markdown(COLUMNS, lines, len(COLUMNS))), summary=summary, left_out=left_out)
    return "\n".join([text([COLUMNS, *lines], len(COLUMNS)), "", summary, ""])
