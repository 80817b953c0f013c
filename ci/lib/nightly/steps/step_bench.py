"""The step that measures, and compares with the nights before.

What is compared are ratios within one run: executions per second of processor time, divided by what
a fixed piece of other work (zlib) does in a second of processor time just before and just after, so
that a slower or busier machine changes both. Each is the median over as many rounds as there is time
for. What the cache itself costs (cache_figures.py) is treated alike.

data: {"rounds": [{figure name: value}], "calibration": [megabytes that zlib compresses per second of
processor time, one for each round], "cache": ["by_flows" of what `ci/bench cache` prints, one for
each round]}
"""

import operator
import random
import re
import resource
import statistics
import time
import zlib

from build import build
from entries import ROOT

from .. import cache_figures, ci_bench
from ..compare import mark
from .step import Failed, Skip, Step, figure

BUILDS = ("plain", "asan", "tsan")
PROGRAMS = ("bench_executions", "bench_runtime")
ROUNDS_MAX = 9
SECONDS_PER_ROUND = 60
SECONDS_PER_PROGRAM = 120
# What is made of a value and of zlib's speed, by how the figure's name ends: unit, better, how.
KINDS = ((", executions", "per MB of zlib", "higher", operator.truediv),
         (" per second", "1/s", "", lambda value, _: value),
         (" bytes", "bytes", "lower", lambda value, _: value),
         (", queued_upcall", "bytes of zlib / 1000", "", operator.mul),
         ("", "bytes of zlib / 1000", "lower", operator.mul))

_EXECUTIONS = re.compile(r"^(\S+) +(\d+) executions/s", re.M)
_NANOSECONDS = re.compile(r"^(\S.*?) {2,}([\d.]+) ns$", re.M)


def calibrate():
    """Megabytes that zlib compresses per second of processor time."""
    chance = random.Random(1)
    words = [bytes(chance.choices(b"abcdefgh", k=chance.randint(2, 9))) for _ in range(500)]
    text = b" ".join(chance.choices(words, k=400000))
    start = time.process_time()
    zlib.compress(text, 6)
    return len(text) / 1e6 / (time.process_time() - start)


def values_of(build_name, text, busy):
    """The figures of what a benchmark has printed, per second of processor time. `busy` is the part
    of the time that it had a processor."""
    values = {f"{build_name}: {name}, executions": float(n) / busy
              for name, n in _EXECUTIONS.findall(text)}
    values.update({f"{build_name}: {name}": float(n) * busy
                   for name, n in _NANOSECONDS.findall(text)})
    return values


def processor_seconds():
    """Of all our children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Bench(Step):
    """See above."""

    name = "bench"
    title = "measure, and compare with the nights before"
    share = 5.0

    def run(self, night, seconds, record):
        """A case per figure."""
        if seconds < SECONDS_PER_ROUND:
            raise Skip("there is too little time to measure")
        for name in BUILDS:
            build(name, PROGRAMS)
        data = record["data"]
        for key in ("rounds", "calibration", "cache"):
            data.setdefault(key, [])
        rounds = min(ROUNDS_MAX, max(1, int(seconds / SECONDS_PER_ROUND)))
        while len(data["rounds"]) < rounds:
            night.say(f"round {len(data['rounds']) + 1} of {rounds}")
            before, values = calibrate(), {}
            for name in BUILDS:
                values.update(self._programs(night, name))
                if night.stopping():
                    return
            cache = ci_bench.run(night, "cache", cache_figures.OPTIONS, cache_figures.SECONDS_MAX)
            if night.stopping():
                return
            if not cache:
                raise Failed("ci/bench cache did not end in its time")
            data["rounds"].append(values)
            data["calibration"].append(round((before + calibrate()) / 2, 3))
            data["cache"].append(cache["by_flows"])
            night.save()
        self._conclude(night, record)

    @staticmethod
    def _programs(night, name):
        folder = ROOT / "build" / name
        values = {}
        commands = [[folder / "targets" / "bench_executions", "1"]]
        if name == "plain":
            commands.append([folder / "harness" / "runtime" / "test" / "bench_runtime"])
        for command in commands:
            out = night.work / "bench.txt"
            start, used = time.monotonic(), processor_seconds()
            process = night.start(command, night.work / "bench.log", stdout=out)
            code = night.finish_program(process, SECONDS_PER_PROGRAM)
            took = time.monotonic() - start
            if code is None and night.stopping():
                return {}
            if code is None:
                raise Failed(f"{command[0]} did not end in {SECONDS_PER_PROGRAM} s")
            if code:
                raise Failed(f"{command[0]} ended with {code}")
            busy = (processor_seconds() - used) / took
            measured = values_of(name, out.read_text(encoding="utf-8"), min(1.0, busy))
            if not measured:
                raise Failed(f"{command[0]} has measured nothing")
            values.update(measured)
        return values

    @staticmethod
    def _conclude(night, record):
        data = record["data"]
        rounds = [{**values, **cache_figures.values_of(cache)}
                  for values, cache in zip(data["rounds"], data["cache"])]
        record["figures"], record["cases"] = [], []
        for name in rounds[0]:
            _, unit, better, of = next(kind for kind in KINDS if name.endswith(kind[0]))
            ratio = statistics.median(of(r[name], speed)
                                      for r, speed in zip(rounds, data["calibration"]))
            record["figures"].append(figure(name, round(ratio, 3), unit, better))
        record["figures"].append(figure("calibration", statistics.median(data["calibration"]), "MB/s"))
        mark(night, record)
        judged = [f["worse"] for f in record["figures"] if f["better"]]
        record["message"] = (f"{len(rounds)} rounds; {sum(judged)} of {len(judged)} figures worse "
                             "than the noise of the nights before")
