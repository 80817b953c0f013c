"""The section that says what the corpora cover. `data` is the result of ci/lib/coverage.py."""

from .html import fill

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


def by_operation(names):
    """[((actor, operation), states)] of [(actor, operation, state)]."""
    grouped = {}
    for actor, operation, state in names:
        grouped.setdefault((actor, operation), []).append(state)
    return grouped.items()


def _actor(reach, actor):
    """What an actor may do to a flow in which state, and how often it did."""
    rows = [(operation, counts) for who, operation, counts in reach["rows"] if who == actor]
    counts = [count for _, row in rows for count in row]
    return {"name": actor, "rows": rows, "seen": sum(map(bool, counts)),
            "possible": sum(count is not None for count in counts)}


def coverage(nights):
    """Source by file, and (actor, operation, state)."""
    step = nights.steps("coverage")[-1]
    data = step["data"] if step else {}
    if not data.get("files"):
        return None
    reach = data["reach"]
    files = sorted(data["files"], key=lambda f: f["lines"][0] + f["branches"][0] - f["lines"][1] - f["branches"][1])
    missing = [f for f in files if f["missed_lines"] or f["missed_branches"]]
    return fill("coverage.html", message=step["message"], files=missing, whole=len(files) - len(missing),
                reach=reach, states=[SHORT.get(state, state) for state in reach["states"]],
                actors=[_actor(reach, actor) for actor in dict.fromkeys(row[0] for row in reach["rows"])],
                unreached=data["unreached"], unforeseen=data["unforeseen"], lines_max=LINES_MAX, ranges=ranges,
                by_operation=by_operation)
