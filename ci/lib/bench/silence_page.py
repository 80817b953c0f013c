"""docs/results/silence.md: how long the correct cache was silent, run by run. ci/correct adds one to it."""

from bench.page import page
from report import kept, table
from report.templates import markup

COLUMNS = ("command", "commit", "executions", "MiB after the first minute", "at the end", "result")
SILENT = "silent"


def _cells(run):
    mib = ["-" if run[key] is None else str(run[key]) for key in ("mib_first", "mib_last")]
    return [f"`{run['command']}`", run["commit"], f"{run['executions']:,}".replace(",", " "), *mib, run["result"]]


def page_of(data, name):
    """The Markdown."""
    runs = data["runs"]
    return page("silence.md.j2", "How long was the correct cache silent?", data, name,
                table=markup(table.markdown(COLUMNS, [_cells(run) for run in runs], 2)))


def add(file, run):
    """Adds a run to the page and its data, which need not be there yet. It stands last."""
    before = kept.read(file)
    kept.write(file, {"runs": [*(before["runs"] if before else []), run]}, page_of)
