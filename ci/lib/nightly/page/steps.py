"""What was run: the steps, and what each of them tried."""

from .html import badge, details, duration, e, table

MARKS = {"done": "✓", "failed": "✗", "skipped": "–", "running": "…", "waiting": "·"}
RESULTS = {"passed": "good", "failed": "bad", "skipped": "quiet"}
BUILDS = ("plain", "asan", "ubsan", "tsan", "gcc", "gcc-asan", "coverage", "memcheck")
CASES_MAX = 400


def _result(case):
    """A cell of a matrix."""
    if not case:
        return e("td", "")
    known = case["result"] == "failed" and case["known"]
    mark = {"passed": "✓", "failed": "✗", "skipped": "–"}[case["result"]]
    return e("td", mark, class_="known" if known else RESULTS[case["result"]], title=case["message"])


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
    return table(["", *builds], ([e("th", row, scope="row"), *(_result(of.get(build))
                                                              for build in builds)]
                                 for row, of in cells.items()), class_="matrix")


def _list(cases):
    def mark(case):
        if case["result"] == "passed":
            return e("span", "✓", class_="mark done", title="passed")
        return badge(case["result"], "known" if case["known"] else RESULTS[case["result"]])

    rows = [e("li", mark(case), " ", case["name"], e("span", f" {case['message']}", class_="quiet"))
            for case in cases[:CASES_MAX]]
    left = len(cases) - CASES_MAX
    return e("ul", rows, e("li", f"and {left} more") if left > 0 else None, class_="cases")


def cases_of(step):
    """What a step tried: as a matrix if that can be, and what did not pass in words."""
    whole = matrix(step["cases"])
    if not whole:
        order = {"failed": 0, "skipped": 1, "passed": 2}
        return _list(sorted(step["cases"], key=lambda case: order[case["result"]]))
    rest = [case for case in step["cases"] if case["result"] != "passed"]
    return [whole, _list(rest) if rest else None]


def steps(night):
    """All steps, each with its share of the time."""
    longest = max((step["seconds"] for step in night["steps"]), default=0) or 1
    rows = []
    for step in night["steps"]:
        n = {result: sum(case["result"] == result for case in step["cases"])
             for result in ("passed", "failed", "skipped")}
        told = ", ".join(f"{count} {result}" for result, count in n.items() if count)
        bar = e("span", class_="bar", style=f"width:{100 * step['seconds'] / longest:.1f}%")
        failed = any(case["result"] == "failed" and not case["known"] for case in step["cases"])
        state = "failed" if failed else step["state"]
        rows.append(e("li", e("span", MARKS[state], class_=f"mark {state}", title=state),
                      e("div", e("b", step["name"]), e("span", f" {step['title']}", class_="quiet"),
                        e("p", step["message"]) if step["message"] else None,
                        details(told, cases_of(step)) if step["cases"] else None),
                      e("span", duration(step["seconds"]) if step["seconds"] else "", class_="n"),
                      e("span", bar, class_="track") if step["seconds"] else None, class_="step"))
    return e("section", e("h2", "What was run"), e("ol", rows, class_="steps"), id="steps")
