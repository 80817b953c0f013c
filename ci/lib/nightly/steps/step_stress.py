"""The step that runs the cache on real threads: threads x flows x faults x sanitizers, a run of
`ukeyfuzz stress` for each.

What a run has violated cannot be replayed from a file, so its log is the artefact: the command, and
what was said.

data: {"runs": [{"name", "build", "handlers", "revalidators", "flows", "faults", "seconds", "result":
       "clean" or "violation", "tag", and of `ukeyfuzz stress --json`: "rates", "verdicts",
       "counts"}]}
"""

import itertools
import json
import random
import shlex
import time

from build import build

from ..sorting import STRESS
from .step import Failed, Skip, Step, case, figure, not_begun, of_planned

BUILDS = ("plain", "asan", "tsan")
THREADS = ((1, 1), (2, 2), (8, 4))  # Handlers, revalidators.
FLOWS = (100, 10000, 1000000)
FAULTS = ("none", "all")
# The shortest run that still has rounds, quiet points and chores in it; the longest that is useful.
SECONDS_MIN, SECONDS_MAX = 5, 600
# So many flows are not tried in less time: to make and to drain them takes most of a minute.
MANY_FLOWS, SECONDS_FOR_MANY = 1000000, 120
# Beyond its time a run may need this for its checks at the end: a million flows are drained.
SECONDS_TO_END = 180


def cells():
    """The whole matrix: (name, build, handlers, revalidators, flows, faults)."""
    return [(f"{name} {handlers}+{revalidators} threads {flows} flows {faults} faults", name,
             handlers, revalidators, flows, faults)
            for name, (handlers, revalidators), flows, faults in
            itertools.product(BUILDS, THREADS, FLOWS, FAULTS)]


def chosen(seconds, shard, nights):
    """As many cells of the shard as there is time for, others each night: (cells, seconds each)."""
    part, whole = shard
    mine = [cell for cell in cells()[part - 1::whole] if seconds >= SECONDS_FOR_MANY or cell[4] < MANY_FLOWS]
    random.Random(nights).shuffle(mine)
    mine = mine[:max(1, int(seconds / (SECONDS_MIN * 1.5)))]
    return mine, min(SECONDS_MAX, max(SECONDS_MIN, int(seconds / max(1, len(mine)) / 1.5)))


class Stress(Step):
    """See above."""

    name = "stress"
    title = "real threads: threads x flows x faults x sanitizers (ukeyfuzz stress)"
    share = 15.0

    def run(self, night, seconds, record):
        """A case per run."""
        for name in BUILDS:
            build(name, [STRESS])
        data = record["data"]
        runs = data.setdefault("runs", [])
        if "cells" not in data:
            data["cells"], data["each"] = chosen(seconds, night.shard, len(night.history))
        if not data["cells"]:
            raise Skip("no run is left for this shard")
        deadline = time.monotonic() + seconds
        for number, cell in enumerate(data["cells"]):
            if any(run["name"] == cell[0] for run in runs):
                continue
            if night.stopping():
                return
            if not night.space_left() or (runs and time.monotonic() + data["each"] > deadline):
                break
            night.say(f"{number + 1} of {len(data['cells'])}: {cell[0]}")
            run = self._run(night, cell, data["each"])
            if run:
                runs.append(run)
                night.save()
        if night.stopping():
            return
        if not runs:
            raise Skip("no space was left")
        self._conclude(record)

    @staticmethod
    def _run(night, cell, seconds):
        name, build_name, handlers, revalidators, flows, faults = cell
        program = night.program(build_name, STRESS)
        out, log = night.work / "stress.json", night.work / "stress.log"
        log.unlink(missing_ok=True)
        options = ["--seconds", seconds, "--handlers", handlers, "--revalidators", revalidators,
                   "--flows", flows, "--faults", faults, "--seed", 1 + len(night.history)]
        words = [str(word) for word in options]
        log.write_text(f"$ {STRESS} {shlex.join(words)}\n", encoding="utf-8")
        process = night.start([program, *words, "--no-progress", "--json", "-"], log,
                              {"UKEYFUZZ_STATS": ""}, stdout=out, cwd=night.work)
        code = night.finish_program(process, seconds + SECONDS_TO_END)
        if code is None and night.stopping():
            return None
        tag = ""
        if code != 0:
            if code is None:
                with log.open("a", encoding="utf-8") as stream:
                    stream.write("TIMEOUT: it does not end\nafter its time of: ukeyfuzz stress\n")
            night.findings.add_raw("stress", STRESS, build_name, log)
            tag = "TIMEOUT" if code is None else str(code)
        try:
            said = json.loads(out.read_text(encoding="utf-8", errors="replace"))
        except ValueError as error:
            if code == 0:
                raise Failed(f"{STRESS} of {build_name} ended with 0 and said nothing of its run") from error
            said = {"rates": {}, "verdicts": {}, "counts": {}, "violation": None}
        tag = said["violation"]["tag"] if said["violation"] else tag
        return {"name": name, "build": build_name, "handlers": handlers,
                "revalidators": revalidators, "flows": flows, "faults": faults,
                "seconds": seconds, "result": "violation" if tag else "clean", "tag": tag,
                **{key: said[key] for key in ("rates", "verdicts", "counts")}}

    @staticmethod
    def _conclude(record):
        runs, cells = record["data"]["runs"], record["data"]["cells"]
        begun = {run["name"] for run in runs}
        record["cases"] = [case(run["name"], "passed", run["seconds"], run["result"]) for run in runs]
        record["cases"] += not_begun(cell[0] for cell in cells if cell[0] not in begun)
        record["figures"] = [figure(f"{run['name']}: upcalls per second",
                                    run["rates"]["upcalls_per_s"], "1/s", "higher")
                             for run in runs if run["rates"]]
        bad = sum(run["result"] != "clean" for run in runs)
        record["message"] = (f"{of_planned(len(runs), len(cells), 'run')} of {record['data']['each']} s, "
                             f"{bad} of them with a finding")
