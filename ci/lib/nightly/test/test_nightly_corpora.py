"""The steps that execute the corpora in other builds, and the one that measures the slow path."""

import sys
import time
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import memcheck
import page_examples
from nightly import targets
from nightly.steps import step_memcheck, step_replay, step_stall
from nightly.steps.step_coverage import Coverage
from nightly.steps.step_memcheck import Memcheck
from nightly_fake import fake_night
from own_folder import OwnFolder


def record():
    return {"cases": [], "figures": [], "data": {}, "message": ""}


class OfCoverage(unittest.TestCase):
    def test_figures(self):
        step, data = record(), next(step["data"] for step in page_examples.quiet_night(3)["steps"]
                                    if step["name"] == "coverage")
        Coverage._conclude(step, data)
        self.assertEqual([(f["name"], f["value"]) for f in step["figures"]],
                         [("src/: lines", 94.84), ("src/: branches", 90.1), ("src/: functions", 97.35),
                          ("actor, operation, state", 293)])
        self.assertEqual(step["message"], "94.8% of lines, 90.1% of branches, 293 of 313 triples")


class OfReplay(OwnFolder):
    """Which files a target is given."""

    def setUp(self):
        super().setUp()
        for name in ("SEEDS", "BUGS", "COMPILED_BUGS"):
            (self.folder / name).mkdir()
            (self.folder / name / f"in {name}").touch()
            patch = mock.patch.object(targets, name, self.folder / name)
            patch.start()
            self.addCleanup(patch.stop)

    def given(self, target, planted=None):
        with fake_night(self.folder / "night", []) as night:
            night.planted = planted
            night.corpus(target).mkdir(exist_ok=True)
            (night.corpus(target) / "grown").touch()
            return [path.name for path in step_replay.files_of(night, targets.by_name(target))]

    def test_of_scenarios(self):
        for target in ("fuzz_interleave", "fuzz_interleave_fine", "fuzz_sequence"):
            self.assertEqual(self.given(target), ["in SEEDS", "in COMPILED_BUGS", "grown"])

    def test_of_the_two_forms(self):
        given = self.given("fuzz_scenario")
        self.assertEqual((given[-2:], {name.endswith(".scenario") for name in given[:-2]}),
                         (["in BUGS", "grown"], {True}))

    def test_of_a_planted_bug(self):
        self.assertEqual(self.given("fuzz_interleave", planted=mock.Mock()), ["in SEEDS", "grown"])

    def test_what_there_was_no_time_for_is_said(self):
        pairs = [(targets.by_name("fuzz_sequence"), build) for build in ("plain", "asan")]
        step = record()
        with fake_night(self.folder / "night", []) as night, \
                mock.patch.object(step_replay, "pairs_of", return_value=pairs):
            step["data"]["done"] = {"fuzz_sequence plain": 2, "fuzz_sequence asan": 1}
            step_replay.Replay().run(night, -1, step)
        self.assertEqual(step["message"],
                         "3 executions of corpus files; there was no time for all of fuzz_sequence asan")

    def test_without_seeds(self):
        (self.folder / "SEEDS/in SEEDS").unlink()
        (self.folder / "SEEDS").rmdir()
        with self.assertRaises(FileNotFoundError):
            self.given("fuzz_interleave")


class OfMemcheck(OwnFolder):
    def setUp(self):
        super().setUp()
        self.corpus = self.folder / "corpora" / "fuzz_sequence"
        self.corpus.mkdir(parents=True)
        for i in range(3):
            (self.corpus / f"{i}").write_bytes(b"x")

    def run_target(self, results, deadline=60):
        """The target fuzz_sequence, whose batches end with these results."""
        step = record()
        step["data"].update(done={}, total={}, reports=[])
        with (fake_night(self.folder / "night", []) as night,
              mock.patch.object(step_memcheck, "by_name", return_value=mock.Mock(seeds=lambda: [])),
              mock.patch.object(memcheck, "FILES_AT_A_TIME", 2),
              mock.patch.object(memcheck, "check_files", side_effect=results)):
            Memcheck()._target(night, "fuzz_sequence", time.monotonic() + deadline, step["data"], None)
        Memcheck._conclude(step)
        return step

    def test_silence(self):
        step = self.run_target([(2, []), (1, [])])
        self.assertEqual([(c["name"], c["result"]) for c in step["cases"]],
                         [("fuzz_sequence", "passed")])
        self.assertEqual(step["message"], "3 of 3 files, 0 different reports")

    def test_a_report_is_kept_once(self):
        report = memcheck.Report(str(self.corpus / "1"), "Conditional jump", ("f (a.c:1)",), "said\n")
        step = self.run_target([(2, [report]), (1, [report])])
        self.assertEqual([(c["name"], c["result"], c["message"]) for c in step["cases"][1:]],
                         [("Conditional jump: f", "failed",
                           f"f (a.c:1), by {step['data']['reports'][0]['file']}")])
        night = self.folder / "night"
        self.assertEqual((night / step["data"]["reports"][0]["file"]).read_bytes(), b"x")
        self.assertEqual((night / step["data"]["reports"][0]["text"]).read_text(), "said\n")

    def test_a_file_that_ends_the_target_does_not_end_the_step(self):
        report = memcheck.Report(str(self.corpus / "0"), "Invalid read", ("f (a.c:1)",), "said\n")
        step = self.run_target([(1, [report]), (2, [])])
        self.assertEqual([(c["name"], c["result"]) for c in step["cases"]],
                         [("fuzz_sequence", "passed"), ("Invalid read: f", "failed")])

    def test_no_time_left(self):
        step = self.run_target([(1, [])])
        self.assertEqual([(c["result"], c["message"]) for c in step["cases"]],
                         [("skipped", "1 of 3 files")])
        self.assertEqual(step["message"], "1 of 3 files, 0 different reports")


class OfStall(unittest.TestCase):
    def test_repeats(self):
        self.assertEqual([step_stall.repeats_of(s) for s in (10, 53, 54, 100, 9999)], [0, 0, 1, 2, 6])

    def test_figures(self):
        facts = {"count": 9, "median": 40000, "p99.9": 3000000, "max": 41000000}
        data = {"figures": {cache: {"slow_path_ns": facts} for cache in ("with", "without")}}
        figures = step_stall.figures_of(data)
        self.assertEqual([(f["name"], f["value"], f["better"]) for f in figures[:1] + figures[-1:]],
                         [("slow path after deletion, replacing: median", 0.04, "lower"),
                          ("slow path after deletion, not replacing: most", 41.0, "")])


if __name__ == "__main__":
    unittest.main()
