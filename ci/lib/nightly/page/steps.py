"""What was run: the steps, and what each of them tried."""

from report.templates import markup

from .html import fill

MARKS = {"done": "✓", "failed": "✗", "skipped": "–", "running": "…", "waiting": "·"}
CASE_MARKS = {"passed": "✓", "failed": "✗", "skipped": "–"}
RESULTS = {"passed": "good", "failed": "bad", "skipped": "quiet"}
BUILDS = ("plain", "asan", "ubsan", "tsan", "gcc", "gcc-asan", "coverage", "memcheck")
CASES_MAX = 400


def split(name):
    """A case's name without the build in it, and that build ("" if there is none)."""
    words = name.split()
    build = next((word for word in words if word in BUILDS), "")
    return " ".join(word for word in words if word != build), build


def matrix(cases):
    """What was tried, a row each, by build; None if the cases are not of builds."""
    cells = {}
    for case in cases:
        row, build = split(case["name"])
        if not build or not row:
            return None
        cells.setdefault(row, {})[build] = case
    builds = [build for build in BUILDS if any(build in row for row in cells.values())]
    return fill("matrix.html", builds=builds, marks=CASE_MARKS, results=RESULTS,
                rows=[(row, [of.get(build) for build in builds]) for row, of in cells.items()])


def _list(cases):
    return fill("cases.html", cases=cases[:CASES_MAX], left=len(cases) - CASES_MAX, marks=CASE_MARKS, results=RESULTS)


def cases_of(step):
    """What a step tried: as a matrix if that can be, and what did not pass in words."""
    whole = matrix(step["cases"])
    if not whole:
        order = {"failed": 0, "skipped": 1, "passed": 2}
        return _list(sorted(step["cases"], key=lambda case: order[case["result"]]))
    rest = [case for case in step["cases"] if case["result"] != "passed"]
    return whole + _list(rest) if rest else whole


def _step(step, longest):
    """A line of the section."""
    n = {result: sum(case["result"] == result for case in step["cases"]) for result in RESULTS}
    failed = any(case["result"] == "failed" and not case["known"] for case in step["cases"])
    state = "failed" if failed else step["state"]
    return {"state": state, "mark": MARKS[state], "name": step["name"], "title": step["title"], "message": step["message"],
            "seconds": step["seconds"], "share": 100 * step["seconds"] / longest,
            "counts": ", ".join(f"{count} {result}" for result, count in n.items() if count),
            "cases": cases_of(step) if step["cases"] else markup("")}


def steps(night):
    """All steps, each with its share of the time."""
    longest = max((step["seconds"] for step in night["steps"]), default=0) or 1
    return fill("steps.html", steps=[_step(step, longest) for step in night["steps"]])
