"""What a night makes of figures: those that the benchmarks print, and those of other nights."""

import copy
import json
import random
import sys
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from nightly import compare
from nightly.steps import step_bench
from nightly.steps.step import Failed, figure
from nightly_fake import fake_night
from own_folder import OwnFolder

EXAMPLE = json.loads((HERE / "nightly_summary.json").read_text())


class Compare(unittest.TestCase):
    def judge(self, value, values, better="higher"):
        judged = figure("f", value, "1/s", better)
        compare.judge(judged, values)
        return judged["worse"]

    def test_worse_than_the_noise(self):
        noisy = [100, 104, 96, 102, 98] * 2  # MAD 2: five deviations are 14.8.
        self.assertFalse(self.judge(86, noisy))
        self.assertTrue(self.judge(85, noisy))
        self.assertFalse(self.judge(200, noisy))
        self.assertTrue(self.judge(200, noisy, "lower"))
        self.assertFalse(self.judge(1, noisy, ""))

    def test_nothing_is_said_after_few_nights(self):
        self.assertFalse(self.judge(1, [100] * 9))
        self.assertTrue(self.judge(1, [100] * 10))
        self.assertFalse(self.judge(98, [100] * 10))  # Less than 3 %.

    def test_nights_alike_are_seldom_worse(self):
        chance, worse = random.Random(1), 0
        for _ in range(200):  # Nights of 36 figures, ten nights before.
            worse += any(self.judge(chance.gauss(100, 3), [chance.gauss(100, 3) for _ in range(10)])
                         for _ in range(36))
        self.assertLess(worse, 50)

    def test_only_nights_of_the_same_machine_count(self):
        night = copy.deepcopy(EXAMPLE)
        night["machine"] = {"processors": 64, "model": "AMD EPYC"}
        name = "plain: a switch"
        self.assertEqual(compare.earlier([EXAMPLE, night, EXAMPLE], EXAMPLE["machine"], "bench", name),
                         [31.0, 31.0])

    def test_marked(self):
        record = {"name": "bench", "cases": [], "figures": [
            figure("plain: a switch", 60.0, "ns", "lower"), figure("calibration", 2, "MB/s")]}
        night = SimpleNamespace(history=[EXAMPLE] * 10, record=EXAMPLE)
        compare.mark(night, record)
        (case,) = record["cases"]
        self.assertEqual((case["name"], case["result"]), ("plain: a switch", "failed"))
        night.history = [EXAMPLE] * 9
        record["cases"] = []
        compare.mark(night, record)
        self.assertEqual(record["cases"][0]["result"], "skipped")


class Bench(OwnFolder):
    def test_what_the_benchmarks_print(self):
        text = ("four-actors       10915 executions/s   631.2 points    36.3 switches   145.2 ns/point\n"
                "point that does not switch                        3.8 ns\n"
                "3 threads x 10 lock+unlock, pct                386977 /s    24.6 ns a point (105 points)\n")
        self.assertEqual(step_bench.values_of("asan", text, 0.5), {
            "asan: four-actors, executions": 21830.0, "asan: point that does not switch": 1.9})

    def run_program(self, script, seconds=60):
        """What is measured of a benchmark that does this."""
        program = self.folder / "build/asan/targets/bench_executions"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        with fake_night(self.folder / "night", []) as night, \
                mock.patch.object(step_bench, "ROOT", self.folder), \
                mock.patch.object(step_bench, "SECONDS_PER_PROGRAM", seconds):
            return step_bench.Bench._programs(night, "asan")

    def test_a_benchmark_is_measured_as_a_whole(self):
        self.assertEqual(list(self.run_program("echo 'a  5 executions/s'")), ["asan: a, executions"])

    def test_a_benchmark_that_does_not_end(self):
        with self.assertRaisesRegex(Failed, "bench_executions did not end in 2 s"):
            self.run_program("echo 'a  5 executions/s'; sleep 100", 2)

    def test_a_benchmark_that_says_nothing(self):
        with self.assertRaisesRegex(Failed, "bench_executions has measured nothing"):
            self.run_program("echo 'a  5 executions per second'")


if __name__ == "__main__":
    unittest.main()
