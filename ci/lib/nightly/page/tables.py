"""What single steps have to tell: tables of the campaigns, the loads, the planted bugs, and what
Valgrind has reported."""

import statistics

from bench.cache import STEPS, medians

from ..cache_figures import name_of
from .html import fill
from .nights import change
from .steps import BUILDS


def fuzzing(night):
    """The campaigns, and what their executions have reached."""
    step = next((s for s in night["steps"] if s["name"] == "grow"), None)
    data = step["data"] if step else {}
    if not data.get("campaigns"):
        return None
    return fill("fuzzing.html", campaigns=data["campaigns"], corpora=data.get("corpora", []),
                reached=sorted(data.get("reached", {}).items(), key=lambda pair: pair[1]))


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
    rows = [(flows, threads, faults, [cells[row].get(build) for build in builds])
            for row in sorted(cells) for flows, _, faults, threads in [row]]
    return fill("stress.html", message=step["message"], builds=builds, rows=rows)


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
        for cache_name, name in STALL_CACHES:
            facts = data["figures"][cache_name][key]
            rows.append((title if cache_name == "with" else "", name,
                         [None if facts[q] is None else facts[q] / unit for q in ("median", "p99.9", "max")]))
    return fill("stall.html", message=step["message"], rows=rows, plot=data["plot"])


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
            cells.append((round(one[flows][name]["cpu_ns"]), change(values, figure.get("unit")), figure.get("worse", False)))
        rows.append({"name": name.replace("_", " "), "description": description, "cells": cells,
                     "growth": one[many][name]["cpu_ns"] / (one[few][name]["cpu_ns"] or 1)})
    return fill("cache.html", few=int(few), many=int(many), rows=rows, bytes=one[many]["allocated_per_ukey"],
                rates=[(int(flows), one[flows]["upcall"]["per_s"]) for flows in (few, many)])


def _zoo_row(entry, before, longest):
    seconds = entry["seconds"]
    return {"entry": entry, "usual": statistics.median(before) if before else None,
            "width": 100 * (seconds / longest) ** 0.4 if seconds else 100}


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
    return fill("zoo.html", message=step["message"],
                rows=[_zoo_row(entry, earlier.get(entry["entry"]), longest) for entry in slow])


def memcheck(night):
    """What Valgrind has reported."""
    step = next((s for s in night["steps"] if s["name"] == "memcheck"), None)
    reports = step["data"].get("reports", []) if step else []
    if not reports:
        return None
    return fill("memcheck.html", reports=reports)
