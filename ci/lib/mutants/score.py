"""Verdicts counted, and the tables made of them.

The score is killed / (all - uncompiled - same - equivalent). A mutant that the file calls equivalent, and
that was killed, is not: the file is wrong, and the table says so.
"""

from collections import Counter
from pathlib import Path

from mutants.excused import as_text
from report.table import markdown as markdown_table
from report.templates import Templates, code, markup

MANUAL = "docs/mutants.md"
COLUMNS = ("killed", "alive", "equivalent", "same", "uncompiled")
fill = Templates(Path(__file__).with_name("templates")).fill


def verdict(record, equivalent):
    """The verdict that counts."""
    is_alive = record["verdict"] == "alive"
    return "equivalent" if is_alive and record["id"] in equivalent else record["verdict"]


def count(records, equivalent):
    """How many have which verdict."""
    return Counter(verdict(record, equivalent) for record in records)


def score(counts):
    """The part that was killed of those that could be; None if there is none."""
    could = counts["killed"] + counts["alive"]
    return counts["killed"] / could if could else None


def percent(counts):
    """The score for people."""
    value = score(counts)
    # Not 100 % while one is alive.
    return "-" if value is None else f"{int(value * 1000) / 10:g} %"


def by(records, key, equivalent):
    """[(value of a key, its counts)], sorted by the value."""
    values = sorted({record[key] for record in records})
    return [(value, count([r for r in records if r[key] == value], equivalent)) for value in values]


def _table(title, rows):
    return markdown_table([title, "mutants", *COLUMNS, "score"],
                          [[name, str(sum(counts.values())), *(str(counts[column]) for column in COLUMNS), percent(counts)]
                           for name, counts in rows])


def wrongly_equivalent(records, equivalent):
    """Those that were killed, though the file calls them equivalent."""
    return [record["id"] for record in records if record["id"] in equivalent and record["verdict"] == "killed"]


def kills(records):
    """[(what killed, how many)], the most frequent first."""
    found = Counter(f"{r['tag']}, {r['build']} {r['target']}" for r in records if r["verdict"] == "killed")
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def survivors(records, equivalent):
    """Those that are alive, and not equivalent."""
    return [record for record in records if verdict(record, equivalent) == "alive"]


def text(records, equivalent):
    """What ci/mutants prints at the end."""
    counts = count(records, equivalent)
    out = [f"{record['file']}:{record['line']}: alive: {record['id']}: {record['summary']}"
           + (f" ({as_text(record)})" if as_text(record) else "")
           for record in survivors(records, equivalent)]
    out.append(f"{len(records)} mutants: {', '.join(f'{counts[c]} {c}' for c in COLUMNS)}; score {percent(counts)}")
    return "\n".join(out) + "\n"


def earlier(data):
    """The samples that a page tells of in its last table, once another has been measured. `data`: the page's, or None."""
    if not data:
        return []
    total = sum(map(Counter, data["operators"].values()), Counter())
    return [*data["earlier"], {"command": data["command"], "commit": data["commit"], "killed": total["killed"],
                               "could": total["killed"] + total["alive"]}]


def data_of(records, equivalent, command, commit, drawn_from, before=None):
    """What the page is made of, as JSON has it. `before`: what it was made of until now, if it was there."""
    def counted(key):
        return {name: {column: counts[column] for column in COLUMNS} for name, counts in by(records, key, equivalent)}
    return {"command": command, "commit": commit, "drawn_from": drawn_from, "operators": counted("operator"),
            "files": counted("file"), "killed_by": dict(kills(records)),
            "alive": [{**{key: record[key] for key in ("id", "file", "function", "summary")}, "excused": as_text(record)}
                      for record in survivors(records, equivalent)],
            "earlier": earlier(before)}


def page_of(data, name):
    """The Markdown of docs/results/mutants.md."""
    operators, files = ({row: Counter(counts) for row, counts in data[key].items()} for key in ("operators", "files"))
    total = sum(operators.values(), Counter())
    tables = (_table("operator", [*operators.items(), ("all", total)]), _table("file", files.items()),
              markdown_table(["killed by", "mutants"], [[killer, str(n)] for killer, n in data["killed_by"].items()]))
    alive = [[one["id"], f"{one['file']}, {one['function']}()", code(one["summary"]), one.get("excused", "")]
             for one in data["alive"]]
    samples = [[code(one["command"]), one["commit"], f"{one['killed']} of {one['could']}"] for one in data["earlier"]]
    return fill("mutants.md.j2", name=name, manual=MANUAL, data=data, drawn=sum(total.values()), score=percent(total),
                killed=total["killed"], could=total["killed"] + total["alive"], tables=[markup(one) for one in tables],
                alive=markup(markdown_table(["mutant", "where", "edit", "perhaps by"], alive, left=4)),
                earlier=samples and markup(markdown_table(["command", "at", "killed"], samples, left=3)))
