"""Tables of the zoo that are kept, one for each way of looking, and the page made of them all."""

import json

from zoo import zoo_table
from commit import commit_name
from entries import UserError
from files import write_atomically
from report import kept
from report.table import markdown
from report.templates import markup
from zoo.zoo_table import fill

QUESTION = "How soon is each planted bug found, and by what?"
ROW = ("entry", "oracle", "result", "executions", "seconds", "preemptions")
SOON_SECONDS = (1, 60)
_FORMS = {"text": "txt", "markdown": "md", "json": "json"}


def keep(rows, left_out, options, argv):
    """Keeps a whole table in each form: zoo.json, or zoo-TARGET-BUILD.json if another target or build
    than the headers' did the looking."""
    way = [word for word in (options.target, options.build) if word]
    name = "-".join(["zoo", *way])
    command = " ".join(["ci/zoo", *(word for word in argv if word != "--table")])
    for form, suffix in _FORMS.items():
        text = zoo_table.render(rows, left_out, form, options)
        if form == "json":
            text = json.dumps({**json.loads(text), "way": " ".join(way), "command": command,
                               "commit": commit_name()}, indent=2) + "\n"
        write_atomically(options.work / f"{name}.{suffix}", text)


def _found(row):
    """What a row says in a cell."""
    if row["result"] == "found":
        return f"{row['oracle']} {row['executions']} / {row['seconds']:.1f}"
    return "-" if row["result"] == "not found" else row["result"]


def _kept(table):
    """What a page needs of a table that keep() has kept."""
    return {key: table[key] for key in ("way", "command", "commit", "seconds", "seeds")} | {
        "entries": [{key: row[key] for key in ROW} for row in table["entries"]]}


def page_of(data, name):
    """The Markdown of docs/results/zoo.md, or of another page of such tables. The headers' own stands first."""
    tables = data["tables"]
    ways = [table["way"] or "as its header says" for table in tables]
    cells = [{row["entry"]: row for row in table["entries"]} for table in tables]
    lines = []
    for row in tables[0]["entries"]:
        bug = row["entry"]
        preemptions = "-" if row["preemptions"] is None else str(row["preemptions"])
        lines.append([bug, preemptions, *(_found(table[bug]) if bug in table else "-" for table in cells)])
    return fill("zoo.md.j2", name=name, question=data["question"], ways=list(zip(ways, tables, map(soon, tables))),
                table=markup(markdown(["bug", "p", *ways], lines, len(ways) + 2)))


def soon(table):
    """Of those found in each run: {seconds: how many the median run has found within}."""
    seconds = [row["seconds"] for row in table["entries"] if row["result"] == "found"]
    return {limit: sum(one <= limit for one in seconds) for limit in SOON_SECONDS}


def write(work, file):
    """Writes the page of the tables in `work`, and its data. Returns the exit code."""
    paths = [work / "zoo.json", *sorted(work.glob("zoo-*.json"))]
    if not paths[0].exists():
        raise UserError(f"there is no {paths[0]}: a whole table comes first (ci/zoo, or ci/zoo --table)")
    tables = [_kept(json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    kept.write(file, {"question": QUESTION, "tables": tables}, page_of)
    return 0
