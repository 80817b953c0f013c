"""What single steps have to tell: tables of the campaigns, the loads, the planted bugs, and what
Valgrind has reported."""

import statistics

from bench.cache import STEPS, medians

from ..cache_figures import name_of
from .html import badge, details, duration, e, link, number, table
from .nights import change
from .steps import BUILDS


def fuzzing(night):
    """The campaigns, and what their executions have reached."""
    step = next((s for s in night["steps"] if s["name"] == "grow"), None)
    data = step["data"] if step else {}
    if not data.get("campaigns"):
        return None
    rows = [[e("th", c["target"], scope="row"), c["build"], e("td", duration(c["seconds"]), class_="n"),
             *(e("td", number(n), class_="n") for n in
               (c["executions"], c["executions"] / (c["seconds"] or 1), c["coverage"], c["features"],
                c["artefacts"]))] for c in data["campaigns"]]
    reached = sorted(data.get("reached", {}).items(), key=lambda pair: pair[1])
    corpora = [[e("th", c["target"], scope="row"),
                *(e("td", number(c[key]), class_="n") for key in ("before", "grown", "minimized",
                                                                  "bytes"))]
               for c in data.get("corpora", [])]
    return e("section", e("h2", "Fuzzing"),
             table(["target", "build", "time", "executions", "per second", "edges", "features",
                    "artefacts"], rows),
             table(["corpus", "before", "grown", "minimised", "bytes"], corpora) if corpora else None,
             details("How often each remarkable thing was reached, the rarest first",
                     e("ul", (e("li", e("b", number(n)), " ", name.replace("_", " "))
                              for name, n in reached), class_="columns")) if reached else None,
             id="fuzzing")


def _rate(run):
    """A cell: what a run has done, or what it has found."""
    if not run:
        return e("td", "")
    if run["result"] != "clean":
        return e("td", run["tag"] or run["result"], class_="n bad")
    return e("td", number(run["rates"].get("upcalls_per_s")), class_="n")


def stress(nights):
    """The runs on real threads: upcalls per second, by load and build."""
    step = next((s for s in nights.all[-1]["steps"] if s["name"] == "stress"), None)
    runs = step["data"].get("runs", []) if step else []
    if not runs:
        return None
    cells = {}
    for run in runs:
        row = (run["flows"], run["handlers"] + run["revalidators"], run["faults"],
               f"{run['handlers']} + {run['revalidators']}")
        cells.setdefault(row, {})[run["build"]] = run
    builds = [build for build in BUILDS if any(build in row for row in cells.values())]
    rows = [[e("th", number(flows), class_="n", scope="row"), threads, faults,
             *(_rate(cells[row].get(build)) for build in builds)]
            for row in sorted(cells) for flows, _, faults, threads in [row]]
    return e("section", e("h2", "Real threads"), e("p", step["message"]),
             e("p", "Upcalls per second, or what was violated. Threads are handlers + revalidators; "
               "each night chooses other loads.", class_="quiet"),
             table(["flows", "threads", "faults", *builds], rows), id="stress")


STALL_ROWS = (("packets", "packets on the slow path", 1), ("slow_path_ns", "ms on the slow path", 1e6),
              ("sweep_wait_ns", "ms from deletion to sweep", 1e6), ("dump_ns", "ms of a dump", 1e6))
STALL_CACHES = (("with", "replaced"), ("without", "not replaced"))


def stall(nights):
    """How long a flow was on the slow path after its deletion, with and without the replacement."""
    step = nights.steps("stall")[-1]
    data = step["data"] if step else {}
    if not data.get("figures"):
        return None
    rows = []
    for key, title, unit in STALL_ROWS:
        for cache, name in STALL_CACHES:
            facts = data["figures"][cache][key]
            rows.append([e("th", title if cache == "with" else "", scope="row"), name,
                         *(e("td", "–" if facts[q] is None else number(facts[q] / unit), class_="n")
                           for q in ("median", "p99.9", "max"))])
    return e("section", e("h2", "Slow path after deletion"), e("p", step["message"]),
             table(["", "ukeys", "median", "99.9 %", "most"], rows),
             e("p", link("The plot", data["plot"])) if data["plot"] else None, id="stall")


def cache(nights):
    """What the cache alone costs, by the number of flows, and by how much that has changed."""
    step = nights.steps("bench")[-1]
    rounds = step["data"].get("cache", []) if step else []
    if not rounds:
        return None
    figures = nights.figures("bench")
    one = {flows: medians([by_flows[flows] for by_flows in rounds]) for flows in rounds[0]}
    few, many = min(one, key=int), max(one, key=int)
    rows = []
    for name, description in STEPS.items():
        cells = []
        for flows in (few, many):
            figure, values = figures.get(name_of(flows, name), ({}, []))
            cells += [e("td", number(round(one[flows][name]["cpu_ns"])), class_="n"),
                      e("td", change(values, figure.get("unit")),
                        class_="n bad" if figure.get("worse") else "n")]
        growth = one[many][name]["cpu_ns"] / (one[few][name]["cpu_ns"] or 1)
        rows.append([e("th", name.replace("_", " "), title=description, scope="row"), *cells,
                     e("td", f"× {growth:.1f}", class_="n")])
    rates = " and ".join(f"{number(one[flows]['upcall']['per_s'])} with {number(int(flows))} flows"
                         for flows in (few, many))
    return e("section", e("h2", "What the cache itself costs"),
             e("p", "ns of processor time per flow. Beside each: against the median of the nights "
               "before, as a ratio to other work.", class_="quiet"),
             table(["", f"{number(int(few))} flows", "", f"{number(int(many))} flows", "", "growth"],
                   rows),
             e("p", f"Upcalls per second: {rates}. A ukey takes "
               f"{number(one[many]['allocated_per_ukey'])} bytes."), id="cache")


def _zoo_row(entry, before, longest):
    seconds = entry["seconds"]
    found = entry["result"] == "found"
    usual = statistics.median(before) if before else None
    width = f"width:{100 * (seconds / longest) ** 0.4:.0f}%" if seconds else "width:100%"
    return [e("th", entry["entry"], scope="row"), entry["oracle"],
            e("td", e("span", class_=f"bar {'good' if found else 'bad'}", style=width), class_="bars"),
            e("td", f"{number(seconds)} s" if seconds is not None else
              badge(entry["result"], "bad"), class_="n"),
            e("td", f"{number(usual)} s" if usual is not None else "", class_="n"),
            e("td", number(entry["executions"]), class_="n")]


def zoo(nights):
    """Each planted bug, and how long it took: tonight, and in the median of the nights before."""
    step = nights.steps("zoo")[-1]
    entries = step["data"].get("entries", []) if step else []
    if not entries:
        return None
    earlier = {}
    for night in nights.steps("zoo")[:-1]:
        for entry in night["data"].get("entries", []) if night else ():
            if entry["seconds"] is not None:
                earlier.setdefault(entry["entry"], []).append(entry["seconds"])
    longest = max((entry["seconds"] or 0 for entry in entries), default=0) or 1
    slow = sorted(entries, key=lambda x: -(float("inf") if x["seconds"] is None else x["seconds"]))
    heads = ["bug", "oracle", "", "tonight", "before", "executions"]
    rows = [_zoo_row(entry, earlier.get(entry["entry"]), longest) for entry in slow]
    return e("section", e("h2", "The zoo of planted bugs"), e("p", step["message"]),
             table(heads, rows[:10], class_="zoo"),
             details(f"The other {len(rows) - 10}", table(heads, rows[10:], class_="zoo"))
             if len(rows) > 10 else None, id="zoo")


def memcheck(night):
    """What Valgrind has reported."""
    step = next((s for s in night["steps"] if s["name"] == "memcheck"), None)
    reports = step["data"].get("reports", []) if step else []
    if not reports:
        return None
    return e("section", e("h2", "Valgrind"),
             e("ul", (e("li", e("b", r["signature"]), e("p", f"{r['target']}, {r['where']} ",
                                                       link("report", r["text"]), " ",
                                                       link("input", r["file"])))
                      for r in reports)), id="memcheck")
