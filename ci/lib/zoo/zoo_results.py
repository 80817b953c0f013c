"""Tables of the zoo that are kept, one for each way of looking, and the page made of them all."""

import json

from zoo import zoo_table
from commit import commit_name
from entries import UserError
from files import write_atomically
from report.table import markdown
from report.templates import markup
from zoo.zoo_table import fill

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


def page(tables):
    """The Markdown of tables, the headers' own first."""
    ways = [table["way"] or "as its header says" for table in tables]
    cells = [{row["entry"]: row for row in table["entries"]} for table in tables]
    lines = []
    for row in tables[0]["entries"]:
        name = row["entry"]
        preemptions = "-" if row["preemptions"] is None else str(row["preemptions"])
        lines.append([name, preemptions, *(_found(table[name]) if name in table else "-" for table in cells)])
    return fill("zoo.md.j2", ways=list(zip(ways, tables)),
                table=markup(markdown(["bug", "p", *ways], lines, len(ways) + 2)))


def write(work, file):
    """Writes the page of the tables in `work`. Returns the exit code."""
    paths = [work / "zoo.json", *sorted(work.glob("zoo-*.json"))]
    if not paths[0].exists():
        raise UserError(f"there is no {paths[0]}: a whole table comes first (ci/zoo, or ci/zoo --table)")
    write_atomically(file, page([json.loads(path.read_text()) for path in paths]))
    return 0
