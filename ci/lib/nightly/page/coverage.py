"""The section that says what the corpora cover. `data` is the result of ci/lib/coverage.py."""

from .html import details, e, number, table

LINES_MAX = 16
SHORT = {"OPERATIONAL": "OPER.", "INCONSISTENT": "INCONS."}


def ranges(numbers):
    """"3–5 9" of [3, 4, 5, 9]."""
    runs = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return " ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _bar(share):
    part = 100 * share[0] / share[1] if share[1] else 100
    return e("td", e("span", e("span", class_="bar good", style=f"width:{part:.1f}%"),
                     class_="track"), e("span", f"{part:.1f} %", class_="n"), class_="share")


def _files(data):
    files = sorted(data["files"], key=lambda f: f["lines"][0] + f["branches"][0]
                   - f["lines"][1] - f["branches"][1])
    missing = [f for f in files if f["missed_lines"] or f["missed_branches"]]
    whole = len(files) - len(missing)
    rows = [[e("th", f["name"].removeprefix("src/"), scope="row"), _bar(f["lines"]),
             _bar(f["branches"]),
             e("td", ranges(f["missed_lines"]) or e("span", f"branches in {ranges(f['missed_branches'])}",
                                                    class_="quiet"), class_="lines")]
            for f in missing]
    return [table(["file", "lines", "branches", "lines never executed"], rows, class_="files"),
            e("p", f"{whole} other file{'s are' if whole != 1 else ' is'} covered whole.",
              class_="quiet") if whole else None]


def _triples(names):
    """A line for each operation; folded where there are many."""
    grouped = {}
    for actor, operation, state in names:
        grouped.setdefault((actor, operation), []).append(state)
    lines = e("ul", (e("li", e("b", actor), f": {operation}, ", e("span", ", ".join(states),
                                                                  class_="quiet"))
                     for (actor, operation), states in grouped.items()))
    return lines if len(grouped) <= LINES_MAX else details(f"{len(names)} triples", lines)


def _cell(count):
    if count is None:
        return e("td", "", class_="never")
    return e("td", number(count) if count else "no", class_="n" if count else "n bad")


def _table(reach, actor):
    rows = [(operation, counts) for who, operation, counts in reach["rows"] if who == actor]
    n = sum(count is not None for _, counts in rows for count in counts)
    seen = sum(bool(count) for _, counts in rows for count in counts)
    return details(f"{actor}: {seen} of {n}",
                   table([actor, *(SHORT.get(state, state) for state in reach["states"])],
                         ([e("th", operation, scope="row"), *map(_cell, counts)]
                          for operation, counts in rows), class_="reach"))


def coverage(nights):
    """Source by file, and (actor, operation, state)."""
    step = nights.steps("coverage")[-1]
    data = step["data"] if step else {}
    if not data.get("files"):
        return None
    reach = data["reach"]
    actors = dict.fromkeys(row[0] for row in reach["rows"])
    return e("section", e("h2", "Coverage"), e("p", step["message"]), _files(data),
             e("h3", "Who did what to a flow in which state"),
             e("p", f"{reach['reached']} of {reach['possible']} possible triples were reached. "
               "Possible, and never reached:" if data["unreached"] else "All that is possible was "
               "reached."),
             _triples(data["unreached"]) if data["unreached"] else None,
             [e("p", "Reached, although it should not be possible (the cache, or "
                "harness/execution/reach.c, is wrong):"), _triples(data["unforeseen"])]
             if data["unforeseen"] else None,
             [_table(reach, actor) for actor in actors], id="coverage")
