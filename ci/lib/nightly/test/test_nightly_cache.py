"""What the cache itself costs, from night to night: how it is run, compared and shown."""

import re
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from bench.cache import MEMORY, STEPS
import page_examples
from nightly import cache_figures, ci_bench
from nightly.steps import step_bench
from nightly.page import nights, tables, trends
from nightly.steps.step import Failed
from nightly_fake import fake_night
from own_folder import OwnFolder


def by_flows(factor):
    """What `ci/bench cache` prints, all of it the flows' number times `factor`."""
    return {str(n): {**{key: n * factor for key in MEMORY},
                     **{step: {"per_s": n / factor, "cpu_ns": n * factor} for step in STEPS}}
            for n in cache_figures.FLOWS}


class Run(OwnFolder):
    def run_script(self, script, seconds=60):
        bench = self.folder / "ci" / "bench"
        bench.parent.mkdir()
        bench.write_text(f"#!/bin/sh\n{script}\n")
        bench.chmod(0o755)
        with fake_night(self.folder / "night", []) as night, \
                mock.patch.object(ci_bench, "ROOT", self.folder):
            return ci_bench.run(night, "cache", ("--repeats", 1), seconds)

    def test_what_it_prints(self):
        self.assertEqual(self.run_script('echo "{\\"said\\": \\"$*\\"}"; echo building >&2'),
                         {"said": "cache --format json --repeats 1"})

    def test_what_goes_wrong(self):
        with self.assertRaisesRegex(Failed, "^ci/bench cache ended with 2 and said: no ninja$"):
            self.run_script("echo no ninja >&2; exit 2")

    def test_its_time_is_over(self):
        self.assertIsNone(self.run_script("echo '{}'; sleep 100", 0.2))


class Rounds(OwnFolder):
    """The step, whose programs say what the test wants."""

    def run_step(self, said, history=()):
        """The step's record after rounds in which `ci/bench cache` says this."""
        step = step_bench.Bench()
        with tempfile.TemporaryDirectory(dir=self.folder) as folder, \
                fake_night(Path(folder) / "night", [step]) as night, \
                mock.patch.object(step_bench, "build"), \
                mock.patch.object(step_bench, "calibrate", return_value=2.0), \
                mock.patch.object(step_bench.Bench, "_programs",
                                  return_value={"plain: files, executions": 10.0}), \
                mock.patch.object(ci_bench, "run", side_effect=said):
            night.history = list(history)
            record = night.record["steps"][0]
            step.run(night, len(said) * step_bench.SECONDS_PER_ROUND, record)
            return {**record, "state": "done"}, night

    def night_of(self, factor):
        """A night, as the history has it."""
        record, night = self.run_step([{"by_flows": by_flows(factor)}])
        return {**night.record, "steps": [record]}

    def test_medians_of_ratios(self):
        record, _ = self.run_step([{"by_flows": by_flows(factor)} for factor in (1.0, 9.0, 2.0)])
        figures = {f["name"]: (f["value"], f["unit"], f["better"]) for f in record["figures"]}
        self.assertEqual(figures["cache: 1000 flows, dump"], (4000, "bytes of zlib / 1000", "lower"))
        self.assertEqual(figures["cache: 1000 flows, upcalls per second"], (500, "1/s", ""))
        self.assertEqual(figures["cache: 1000 flows, queued_upcall"], (4000, "bytes of zlib / 1000", ""))
        self.assertEqual(figures["ukey: allocated bytes"], (200000, "bytes", "lower"))
        self.assertEqual(figures["plain: files, executions"], (5, "per MB of zlib", "higher"))
        self.assertEqual([name for name in figures if name.startswith("ukey")],
                         ["ukey: allocated bytes", "ukey: resident bytes"])
        self.assertEqual(len(record["data"]["cache"]), 3)

    def test_worse_than_the_noise(self):
        history = [self.night_of(factor) for factor in (1.0, 1.01, 0.99, 1.0, 1.0) * 2]
        for factor, failed in ((1.02, 0), (1.2, 10), (0.5, 0)):
            record, _ = self.run_step([{"by_flows": by_flows(factor)}], history)
            results = [case["result"] for case in record["cases"]]
            self.assertEqual((len(results), results.count("failed")), (11, failed), factor)
            self.assertIn(f"{failed} of 11 figures worse", record["message"])

    def test_nothing_is_said_of_the_first_nights(self):
        record, _ = self.run_step([{"by_flows": by_flows(1)}], [self.night_of(0.5)] * 9)
        self.assertEqual({case["result"] for case in record["cases"]}, {"skipped"})

    def test_no_end(self):
        with self.assertRaisesRegex(Failed, "did not end in its time"):
            self.run_step([None])

    def test_an_interrupted_round_does_not_count(self):
        step, said = step_bench.Bench(), [{"by_flows": by_flows(1)}]
        with fake_night(self.folder / "night", [step]) as night:
            def run(*_):
                if not said:
                    night.stop()
                return said.pop() if said else None

            with mock.patch.object(step_bench, "build"), \
                    mock.patch.object(step_bench, "calibrate", return_value=2.0), \
                    mock.patch.object(step_bench.Bench, "_programs", return_value={}), \
                    mock.patch.object(ci_bench, "run", run):
                record = night.record["steps"][0]
                step.run(night, 2 * step_bench.SECONDS_PER_ROUND, record)
        self.assertEqual([len(record["data"][key]) for key in ("rounds", "calibration", "cache")],
                         [1, 1, 1])
        self.assertEqual(record["figures"], [])


class Shown(unittest.TestCase):
    def setUp(self):
        self.night = page_examples.quiet_night(3)
        self.bench = next(s for s in self.night["steps"] if s["name"] == "bench")

    def shown(self):
        return tables.cache(nights.Nights(self.night, page_examples.history(3)))

    def test_table(self):
        self.bench["data"]["cache"] = [by_flows(factor) for factor in (1.0, 3.0, 2.0)]
        rows = re.findall(r"<tr>.*?</tr>", self.shown(), re.S)
        self.assertEqual(len(rows), 1 + len(STEPS))
        cells = re.findall(r"<td[^>]*>(.*?)</td>", rows[1])
        self.assertEqual([cells[i] for i in (0, 2, 4)], ["2,000", "200 k", "× 100.0"])
        self.assertRegex(cells[1], r"^[+-]\d+\.\d %$")
        self.assertIn("500 with 1,000 flows and 50,000 with 100 k flows", self.shown())
        self.assertIn("A ukey takes 200 k bytes", self.shown())

    def test_worse(self):
        self.assertNotIn("bad", self.shown())
        worse = cache_figures.name_of(100000, "dump")
        next(f for f in self.bench["figures"] if f["name"] == worse)["worse"] = True
        self.assertEqual(self.shown().count("n bad"), 1)

    def test_nothing_was_measured(self):
        self.bench["data"] = {}
        self.assertIsNone(self.shown())

    def test_a_line_of_its_own(self):
        drawn = trends.plots(nights.Nights(self.night, page_examples.history(3)))
        speed = drawn[drawn.index("<h3>Speed"):].split("</figure>")[0]
        self.assertEqual(re.findall(r"</span><span>(\w+)</span><b>", speed),
                         ["plain", "asan", "tsan", "cache"])


if __name__ == "__main__":
    unittest.main()
