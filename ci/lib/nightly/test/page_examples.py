"""Summaries of nights, for the tests of the page and for looking at it:

    python3 ci/lib/nightly/test/page_examples.py FOLDER

writes the pages of a first night, a quiet one, a bad one, an interrupted one and a hostile one.
"""

import copy
import json
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.cache import STEPS
from nightly import cache_figures, page, summary
from nightly.steps import step_stall
from nightly.steps.step import case, figure

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&<b>javascript:alert(1)"
EXPLANATION = """plain-crash-68a1.min: violated ONCE on flow 0 (plain build)
  revalidator-0 credits 1 packet, 485857331676902 bytes to flow 0 (handle 3):
    these are hits 1..1 of instance 1, of which 1 were credited or lost already:
    credited twice; expected the hits from number 1 on of instance 2 (cache,
    alive, 0 hits; ukey 2 is OPERATIONAL, made by handler-0)
      revalidator-0
      |  handler-0                        ukey       dp hit:cr where
*104: |  ukey 1 CREATED->VISIBLE          1 VISIBLE   -   0:0 install.c:18
*116: |  ukey 1 VISIBLE->OPERATIONAL      1 OPERAT.   1   0:0 handler.c:154
*192: ukey 1 OPERATIONAL->EVICTING        1 EVICTING  1   1:0 ops.c:21
*197: datapath: delete ok: counter 1      1 EVICTING  -   1:0 ops.c:99
*206: PREEMPTED by handler-0              1 EVICTED   -   1:1 ops.c:68
!267: VIOLATION of ONCE                   2 OPERAT.   2   1:1 ukey.c:275
"""
EXAMPLE = json.loads((Path(__file__).parent / "nightly_summary.json").read_text(encoding="utf-8"))
ORACLES = ("ONCE", "STALL", "STATE", "RCU", "LIM")


def _wave(number, seed, size=1.0):
    """What looks like noise and is the same each time."""
    return size * math.sin(number * 1.7 + seed) * math.cos(number * 0.6 + 2 * seed)


def _step(name, title, message="", seconds=60.0, state="done", **more):
    return {"name": name, "title": title, "state": state, "message": message, "seconds": seconds,
            "cases": [], "figures": [], "data": {}, **more}


def _coverage(number):
    lines = [1760 + number, 1859]
    branches = [560 + int(1.5 * number), 626]
    files = [{"name": "src/udpif.c", "lines": [281, 308], "branches": [79, 102],
              "functions": [31, 32], "missed_lines": [48, 49, 50, 53, 54, 55, 183, 184, 405, 406, 407],
              "missed_branches": [230, 249]},
             {"name": "src/ukey.c", "lines": [199, 199], "branches": [44, 50], "functions": [24, 24],
              "missed_lines": [], "missed_branches": [117, 203]},
             {"name": "src/dump.c", "lines": [105, 105], "branches": [36, 36], "functions": [4, 4],
              "missed_lines": [], "missed_branches": []}]
    states = ["none", "VISIBLE", "OPERATIONAL", "INCONSISTENT", "EVICTING", "EVICTED"]
    rows = [["packet", "miss", [95123, 23011, 7701, 1412, 13000, 5500]],
            ["packet", "add", [None, 16000, None, None, 502, None]],
            ["handler", "verdict replaced", [15, 0, 1400, 0, 206, 2800]],
            ["revalidator", "get fails", [640, 1500, 2100, 0, 40, 2]],
            ["revalidator", "to EVICTED", [None, 1200, 1900, 0, 20000, None]]]
    data = {"executions": 19634, "violations": [], "lines": lines, "branches": branches,
            "functions": [184, 189], "files": files,
            "reach": {"possible": 313, "reached": 290 + number, "states": states, "rows": rows},
            "unreached": [["handler", "verdict replaced", "VISIBLE"],
                          ["handler", "verdict replaced", "INCONSISTENT"],
                          ["revalidator", "get fails", "INCONSISTENT"],
                          ["revalidator", "to EVICTED", "INCONSISTENT"]], "unforeseen": []}
    figures = [figure("src/: lines", round(100 * lines[0] / lines[1], 2), "%", "higher"),
               figure("src/: branches", round(100 * branches[0] / branches[1], 2), "%", "higher"),
               figure("src/: functions", 97.35, "%", "higher"),
               figure("actor, operation, state", 290 + number, "triples", "higher")]
    return _step("coverage", "what the corpora cover", "95.1 % of lines, 90.3 % of branches, 301 of "
                 "313 triples", 31.0, data=data, figures=figures)


def _zoo(number):
    entries = []
    for i in range(40):
        seconds = round(0.2 * 1.16 ** i * (1 + _wave(number, i, 0.2)), 2)
        entries.append({"entry": f"B{i + 1:02d}", "build": "plain", "oracle": ORACLES[i % 5],
                        "result": "found", "executions": int(seconds * 4000), "seconds": seconds,
                        "preemptions": i % 3})
    return _step("zoo", "plant every bug, and find it", "40 of 40 found in each of 5 runs of at most "
                 "600 s", 1450.0, data={"seconds": 600, "seeds": 5, "entries": entries},
                 cases=[case(e["entry"], "passed", e["seconds"], e["oracle"]) for e in entries],
                 figures=[figure("found", 40, "entries", "higher")])


def _stress(number):
    runs = []
    for build, upcalls in (("plain", 410000), ("asan", 90000)):
        for flows in (100, 1000000):
            for threads in ((1, 1), (8, 4)):
                for faults in ("none", "all"):
                    rate = upcalls * (1 + _wave(number, flows % 7 + threads[0], 0.1))
                    runs.append({"name": f"{build} {threads[0]}+{threads[1]} threads {flows} flows "
                                 f"{faults} faults", "build": build, "handlers": threads[0],
                                 "revalidators": threads[1], "flows": flows, "faults": faults,
                                 "seconds": 20, "result": "clean", "tag": "", "verdicts": {},
                                 "counts": {}, "rates": {"upcalls_per_s": round(rate)}})
    cases = [case(run["name"], "passed", 20, "clean") for run in runs]
    figures = [figure(f"{run['name']}: upcalls per second", run["rates"]["upcalls_per_s"], "1/s",
                       "higher") for run in runs]
    return _step("stress", "the cache on real threads", "16 runs of 20 s, 0 of them with a finding",
                 720.0, cases=cases, figures=figures, data={"runs": runs})


def _stall(number):
    def facts(scale, seed):
        return {"count": 51231, **{key: round(scale * size * (1 + _wave(number, seed + size, 0.3)))
                                   for key, size in (("median", 1), ("p99.9", 60), ("max", 900))}}

    data = {"figures": {cache: {"packets": facts(slow, 1), "slow_path_ns": facts(40000 * slow, 2),
                                "sweep_wait_ns": facts(9000000, 3), "dump_ns": facts(11000000, 4)}
                        for cache, slow in (("with", 1), ("without", 120))}, "plot": "stall.svg"}
    return _step("stall", "the slow path after deletions", "median 0.041 ms, without replacement 4.9 "
                 "ms; 51231 deletions under traffic", 80.0, data=data,
                 figures=step_stall.figures_of(data))


def _cache(number):
    """What `ci/bench cache` has said in one round."""
    return {flows: {"allocated_per_ukey": 533.0, "resident_per_ukey": 544.0,
                    **{step: {"per_s": 1500000 / slow, "cpu_ns": 400.0 * slow * (1 + _wave(number, i, 0.03))}
                       for i, step in enumerate(STEPS)}}
            for flows, slow in (("1000", 1), ("100000", 2))}


def _bench(number):
    figures = []
    for build, speed in (("plain", 152.0), ("asan", 61.0), ("tsan", 14.0)):
        for i, work in enumerate(("four-actors", "files")):
            figures.append(figure(f"{build}: {work}, executions",
                                  round(speed * (1 + _wave(number, i, 0.02)), 3), "per MB of zlib",
                                  "higher"))
    figures.append(figure("plain: a point that does not switch", round(3.1 + _wave(number, 3, 0.1), 3),
                          "bytes of zlib / 1000", "lower"))
    for name, value in cache_figures.values_of(_cache(number)).items():
        figures.append(figure(name, value, *(("1/s", "") if name.endswith("second") else
                                             ("bytes of zlib / 1000",
                                              "" if "queued" in name else "lower"))))
    for one in figures:
        one.update(median=one["value"], mad=0.1, nights=number, worse=False)
    return _step("bench", "measure, and compare", "9 rounds; 0 of 17 figures worse", 405.0,
                 figures=figures, data={"cache": [_cache(number)]})


def _grow(number):
    campaigns = [{"target": target, "build": build, "seconds": 600.0,
                  "executions": int(speed * 600 * (1 + _wave(number, 1, 0.05))), "coverage": 2110,
                  "features": 21003 + 40 * number, "artefacts": 0, "complete": True}
                 for target, build, speed in
                 (("fuzz_interleave", "plain", 50500), ("fuzz_interleave", "asan", 21000),
                  ("fuzz_interleave", "tsan", 4000), ("fuzz_interleave_fine", "plain", 9000),
                  ("fuzz_sequence", "asan", 30000), ("fuzz_scenario", "asan", 41000))]
    cases = [case(f"{c['target']} {c['build']}", "passed", 600, f"{c['executions']} executions")
             for c in campaigns]
    return _step("grow", "fuzz every target in every build", "6 campaigns", 3600.0, cases=cases,
                 data={"campaigns": campaigns,
                       "corpora": [{"target": "fuzz_interleave", "before": 3520, "grown": 5120,
                                    "minimized": 3810, "bytes": 1920331}],
                       "reached": {"replacements": 1231412, "duplicates": 9931, "preemptions": 410231412,
                                   "grace_periods_that_waited": 811, "lock_contention": 881237}})


def quiet_night(number):
    """The night of that number: nothing was found."""
    night = {"format": summary.FORMAT, "name": f"2026-11-{number + 1:02d}",
             "commit": f"{number:02d}8f29d598f29d598f29d598f29d598f29d598",
             "dirty": False, "started": f"2026-11-{number + 1:02d}T01:00:00Z",
             "ended": f"2026-11-{number + 1:02d}T03:00:00Z", "verdict": "clean", "budget": 7200,
             "spent": 7011.2, "planted": "", "shard": "1/1",
             "machine": {"processors": 2, "model": "AMD EPYC", "kernel": "6.1.0"},
             "steps": [_step("build", "build what the others run", "plain, asan, tsan", 231.4),
                       _grow(number), _stress(number), _stall(number), _zoo(number), _bench(number),
                       _coverage(number),
                       _step("memcheck", "the corpora under Valgrind",
                             "3810 files, 0 different reports", 90.0,
                             cases=[case(t, "passed", 0, "3810 of 3810 files") for t in
                                    ("fuzz_interleave", "fuzz_sequence")]),
                       _step("explain", "minimise, explain and bundle", "0 findings", 0.1)],
             "findings": [], "trouble": [], "rules": EXAMPLE["rules"], "disk": EXAMPLE["disk"]}
    summary.check(night)
    return night


def history(n):
    """The first n nights; at the fifth, nothing was measured."""
    nights = [quiet_night(number) for number in range(n)]
    for night in nights[4:5]:
        night["steps"] = [s for s in night["steps"] if s["name"] not in ("bench", "coverage")]
    return nights


def finding(**more):
    """A finding that is explained."""
    record = {"id": "ONCE-5d1c0b7e", "signature": "ONCE: revalidator credits packets twice",
              "invariant": "ONCE", "message": "revalidator-0 credits 1 packet to flow 0 (handle 3): "
              "these are hits 1..1 of instance 1, of which 1 were credited or lost already",
              "step": "grow", "target": "fuzz_interleave", "build": "plain", "planted": "",
              "kind": "scenario", "files": 3, "size": 212, "minimized_size": 58,
              "input": "findings/ONCE-5d1c0b7e/plain-crash-68a1",
              "minimized": "findings/ONCE-5d1c0b7e/plain-crash-68a1.min",
              "explanation": "findings/ONCE-5d1c0b7e/explanation.txt",
              "page": "findings/ONCE-5d1c0b7e/explanation.html",
              "log": "findings/ONCE-5d1c0b7e/log", "bundle": "bundles/ONCE-5d1c0b7e.tar.gz",
              "command": "",
              "found": "2026-11-15T01:12:09Z", "known": None, "expired": False,
              **{key: EXAMPLE["findings"][0][key] for key in ("met", "since", "places")}}
    return {**record, **more}


def bad_night(number):
    """Two findings, one of them known, a failed case, a step that could not run, trouble."""
    night = quiet_night(number)
    night["verdict"] = "new"
    known = {"reason": "a text of 4 KiB of zeros", "expires": "2026-12-31"}
    night["findings"] = [finding(), finding(
        id="TIMEOUT-00c1d2e3", signature="TIMEOUT fuzz_scenario", invariant="TIMEOUT", kind="input",
        message="the input takes longer than 60 s", target="fuzz_scenario", minimized_size=None,
        minimized="", explanation="", page="", known=known, met=[], since=None, places=[])]
    steps = {step["name"]: step for step in night["steps"]}
    steps["zoo"]["data"]["entries"][38].update(seconds=None, executions=None, result="not found")
    steps["zoo"]["cases"][38] = case("B39", "failed", 600, "not found")
    steps["stress"]["cases"][5].update(result="failed", message="it ended before its time")
    steps["stress"]["data"]["runs"][5].update(result="violation", tag="ONCE")
    steps["bench"]["figures"][0].update(value=121.0, worse=True)
    steps["memcheck"].update(state="failed", message="there is no valgrind")
    night["trouble"] = ["less than 256 MiB are free: nothing more is begun, what was found is kept"]
    summary.check(night)
    return night


def interrupted_night(number):
    """Killed while it fuzzed."""
    night = quiet_night(number)
    night.update(verdict="unfinished", ended=None, spent=1804.0)
    for i, step in enumerate(night["steps"]):
        if i == 1:
            step.update(state="running", seconds=1500.2, cases=[], message="")
        elif i > 1:
            step.update(state="waiting", seconds=0.0, cases=[], figures=[], data={}, message="")
    summary.check(night)
    return night


def hostile_night(number):
    """Every string that comes from elsewhere tries to be something else."""
    def spoil(value):
        if isinstance(value, dict):
            kept = ("state", "result", "verdict", "kind", "started", "ended", "shard", "expires")
            return {key: one if key in kept else spoil(one) for key, one in value.items()}
        if isinstance(value, list):
            return [spoil(one) for one in value]
        return value + HOSTILE if isinstance(value, str) else value

    night = bad_night(number)
    for key in ("findings", "trouble", "machine", "name", "commit", "rules"):
        night[key] = spoil(night[key])
    for step in night["steps"]:
        name, unit = step["name"], [f["unit"] for f in step["figures"]]
        spoiled = spoil(step)
        step.update(spoiled, name=name)
        for one, was in zip(step["figures"], unit):
            one["unit"] = was + HOSTILE
    night["findings"][0].update(explanation="../../../../etc/passwd", page="javascript:alert(1)",
                                minimized="https://example.org/x", known=None)
    summary.check(night)
    return night


NIGHTS = 14


def nights():
    """{name: (night, nights before)}."""
    return {"first": (quiet_night(NIGHTS), []), "quiet": (quiet_night(NIGHTS), history(NIGHTS)),
            "bad": (bad_night(NIGHTS), history(NIGHTS)),
            "interrupted": (interrupted_night(NIGHTS), history(NIGHTS)),
            "hostile": (hostile_night(NIGHTS), history(NIGHTS))}


def write_files(folder):
    """The files that a finding names."""
    place = Path(folder) / "findings" / "ONCE-5d1c0b7e"
    place.mkdir(parents=True, exist_ok=True)
    (place / "explanation.txt").write_text(EXPLANATION, encoding="utf-8")
    (Path(folder) / "summary.json").write_text(json.dumps({}), encoding="utf-8")


def main(folder):
    """Writes all pages."""
    for name, (night, before) in nights().items():
        place = Path(folder) / name
        write_files(place)
        page.write(copy.deepcopy(night), before, place)
        print(place / "index.html")


if __name__ == "__main__":
    main(sys.argv[1])
