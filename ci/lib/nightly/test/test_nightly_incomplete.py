"""A night that looked for nothing is not a clean one."""

import contextlib
import io
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import memcheck
import page_examples
from entries import read_entries
from nightly import ending, engine, junit
from nightly.steps import step_grow, step_memcheck, step_replay, step_stress
from nightly.page import news
from nightly.steps.step import Failed, Skip
from nightly.targets import by_name
from nightly_fake import Count, Fails, FakeNight, Skips, fake_night


def skips(name):
    """A step of that name that has nothing to do."""
    step = Skips()
    step.name = name
    return step


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "night"


class Verdict(Folder):
    def ended(self, *steps):
        """The verdict, the exit code and the last line of a night that found nothing."""
        with fake_night(self.folder, steps) as of_night, mock.patch.object(engine, "_sort"), \
                contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertTrue(engine.run(of_night, steps))
            ending.tell(of_night)
        verdict = of_night.record["verdict"]
        return verdict, ending.EXIT_CODES[verdict], said.getvalue().splitlines()[-1]

    def test_nothing_looked_for_bugs(self):
        self.assertEqual(
            self.ended(Count("build", 0.0, 0), skips("replay"), skips("grow"), Count("bench", 1.0, 0)),
            ("incomplete", 2, f"incomplete (skipped: replay, grow): {self.folder}/index.html"))

    def test_something_did(self):
        self.assertEqual(
            self.ended(Count("build", 0.0, 0), skips("replay"), Count("grow", 1.0, 0), skips("bench")),
            ("clean", 0, f"clean (skipped: replay, bench): {self.folder}/index.html"))

    def test_each_step_that_looks(self):
        nights = self.folder
        for name in ("replay", "grow", "stress", "zoo", "memcheck"):
            self.folder = nights / name
            self.assertEqual(self.ended(Count("build", 0.0, 0), skips(name))[0], "incomplete", name)

    def test_nothing_was_to(self):
        self.assertEqual(self.ended(Count("build", 0.0, 0), skips("bench"))[:2], ("clean", 0))

    def test_what_could_not_is_said_first(self):
        self.assertEqual(self.ended(Count("build", 0.0, 0), skips("grow"), Fails())[:2], ("broken", 2))


class Shown(unittest.TestCase):
    def setUp(self):
        self.night = page_examples.quiet_night(1)
        for step in self.night["steps"]:
            if step["name"] in ("grow", "zoo"):
                step.update(state="skipped", message="no time was left")
        self.night["verdict"] = "incomplete"

    def test_on_the_page(self):
        for shard in ("1/1", "2/4"):
            self.night["shard"] = shard
            self.assertEqual(news.verdict(self.night), (
                "unsure", "!", "Nothing was looked for",
                "No step that looks for bugs did anything. Skipped: grow, zoo."))

    def test_in_junit(self):
        def errors():
            return [error.get("message") for error in ET.fromstring(
                junit.render(self.night).encode()).iter("error")]

        self.assertEqual(errors(), ["no step that looks for bugs did anything"])
        self.night["verdict"] = "clean"
        self.assertEqual(errors(), [])


class Steps(Folder):
    """Those that look for bugs say so if they have done nothing."""

    def run_step(self, step, seconds, reason):
        record = {"name": step.name, "cases": [], "figures": [], "data": {}, "message": ""}
        with fake_night(self.folder, []) as of_night, self.assertRaisesRegex(Skip, reason):
            step.run(of_night, seconds, record)
        return [(case["name"], case["result"]) for case in record["cases"]]

    def test_replay(self):
        with mock.patch.object(step_replay, "pairs_of",
                               return_value=[(by_name("fuzz_sequence"), "plain")]), \
                mock.patch.object(step_replay, "files_of", return_value=[Path(__file__)]):
            self.assertEqual(self.run_step(step_replay.Replay(), -1, "before a file was executed"),
                             [("fuzz_sequence plain", "skipped")])

    def test_memcheck(self):
        with mock.patch("shutil.which"), mock.patch.object(step_memcheck, "build"), \
                mock.patch.object(step_memcheck, "files_in", return_value=[Path(__file__)]), \
                mock.patch.object(step_memcheck, "seed_files", return_value=[]), \
                mock.patch.object(memcheck, "check_canary"):
            cases = self.run_step(step_memcheck.Memcheck(), -1, "before a file was executed")
        self.assertEqual({result for _, result in cases}, {"skipped"})

    def test_grow_and_stress_on_a_full_disk(self):
        with mock.patch.object(FakeNight, "space_left", return_value=False), \
                mock.patch.object(step_stress, "build"):
            self.run_step(step_stress.Stress(), 60, "no space was left")
            self.run_step(step_grow.Grow(), 60, "before anything was executed")

    @staticmethod
    def grow_ending_with(died, executions=0, artefacts=0):
        """The step "grow", in which a campaign executes nothing, or so much."""
        def campaign(_, night, target, build, seconds, data):
            data["campaigns"].append({"target": target.name, "build": build, "seconds": 5.0,
                                      "executions": executions, "coverage": 0, "features": 0,
                                      "artefacts": artefacts, "complete": True, "died": died})

        return mock.patch.multiple(step_grow.Grow, _campaign=campaign, _merge=mock.DEFAULT)

    def test_grow_without_an_execution(self):
        with self.grow_ending_with(0):
            cases = self.run_step(step_grow.Grow(), 60, "before anything was executed")
        self.assertIn(("fuzz_interleave plain", "skipped"), cases)

    def test_grow_whose_targets_die_is_not_skipped(self):
        record = {"name": "grow", "cases": [], "figures": [], "data": {}, "message": ""}
        with self.grow_ending_with(1), fake_night(self.folder, []) as night:
            step_grow.Grow().run(night, 60, record)
        self.assertIn(("fuzz_interleave plain", "failed"),
                      [(case["name"], case["result"]) for case in record["cases"]])

    def test_a_planted_bug_that_is_not_found(self):
        def grow(artefacts):
            record = {"name": "grow", "cases": [], "figures": [], "data": {}, "message": ""}
            with self.grow_ending_with(0, 9, artefacts), fake_night(self.folder, []) as night:
                night.planted = read_entries(["B68"])[0]
                step_grow.Grow().run(night, 60, record)

        grow(1)
        with self.assertRaisesRegex(Failed, "^B68 is planted, and was not found in 1 campaigns, 9 executions"):
            grow(0)


if __name__ == "__main__":
    unittest.main()
