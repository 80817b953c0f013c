"""A night that looked for nothing is not a clean one."""

import contextlib
import errno
import io
import os
import shutil
import subprocess
import sys
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
from nightly.steps.step import Failed, Skip, case
from nightly.targets import by_name
from nightly_fake import Count, Fails, FakeNight, Skips, fake_night
from own_folder import NightFolder


def skips(name):
    """A step of that name that has nothing to do."""
    step = Skips()
    step.name = name
    return step


class Verdict(NightFolder):
    def ended(self, *steps):
        """The verdict, the exit code and the last line of a night that found nothing."""
        with fake_night(self.folder, steps) as of_night, mock.patch.object(engine, "_sort"), \
                contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertTrue(engine.run(of_night, steps))
            ending.tell(of_night)
        verdict = of_night.record["verdict"]
        return verdict, ending.exit_code(verdict, True), said.getvalue().splitlines()[-1]

    def test_nothing_looked_for_bugs(self):
        self.assertEqual(
            self.ended(Count("build", 0.0, 0), skips("replay"), skips("grow"), Count("bench", 1.0, 0)),
            ("incomplete", 2, f"incomplete (skipped: replay, grow): {self.folder}/index.html"))

    def test_something_did(self):
        self.assertEqual(
            self.ended(Count("build", 0.0, 0), skips("replay"), Count("grow", 1.0, 0), skips("bench")),
            ("clean", 0, f"clean (skipped: replay, bench): {self.folder}/index.html"))

    def test_what_left_out_targets_was_done_in_part(self):
        step = Count("grow", 1.0, 0)
        step.run = lambda night, seconds, record: record["cases"].append(case("fuzz_stress tsan", "skipped"))
        self.assertEqual(self.ended(Count("build", 0.0, 0), step, skips("bench")),
                         ("clean", 0, f"clean (skipped: bench; in part: grow): {self.folder}/index.html"))

    def test_each_step_that_looks(self):
        nights = self.folder
        for name in ("replay", "grow", "stress", "zoo", "memcheck"):
            self.folder = nights / name
            self.assertEqual(self.ended(Count("build", 0.0, 0), skips(name))[0], "incomplete", name)

    def test_nothing_was_to(self):
        self.assertEqual(self.ended(Count("build", 0.0, 0), skips("bench"))[:2], ("clean", 0))

    def test_what_could_not_is_said_first(self):
        self.assertEqual(self.ended(Count("build", 0.0, 0), skips("grow"), Fails())[:2], ("broken", 2))


class Disk(NightFolder):
    """What becomes of the disk while a night works: it is never clean when it could not write what it knows."""

    def ended(self, happens, finds=0):
        """The exit code, what was printed and the trouble of a night to which something happens."""
        class Meets(Count):
            def run(self, night, seconds, record):
                super().run(night, seconds, record)
                happens()

        steps = Count("build", 0.0, 0), Meets("grow", 1.0, finds), Count("stress", 1.0, 0)
        with fake_night(self.folder, steps) as night, contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertTrue(engine.run(night, steps))
            ending.tell(night)
        return ending.exit_code(night.record["verdict"], True), said.getvalue(), night.record["trouble"]

    def mount(self):
        self.folder.mkdir(parents=True)
        if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", self.folder], capture_output=True,
                          check=False).returncode:
            self.skipTest("a small disk cannot be mounted")
        self.addCleanup(subprocess.run, ["umount", self.folder], check=True)

    def test_a_full_disk(self):
        self.mount()

        def fill():
            with contextlib.suppress(OSError), (self.folder / "others").open("wb", buffering=0) as out:
                while out.write(b"x" * 4096):
                    pass

        for finds, expected, verdict in ((0, 2, "broken"), (1, 1, "new")):
            with mock.patch("nightly.disk.SPACE_MIN", 0):
                code, said, trouble = self.ended(fill, finds)
            self.assertEqual(code, expected, said)
            self.assertIn(f"cannot write: {self.folder}/summary.json: No space left on device; make room there",
                          trouble)
            self.assertRegex(said, f"\ntrouble: cannot write: (.*\n)*{verdict}: .*\n$")
            for path in self.folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.assertIn(f"NEW: not sorted yet: 1 file in {self.folder}/findings/raw/grow.", said)

    def test_room_that_is_made_again_is_no_trouble(self):
        with mock.patch("nightly.summary.write", side_effect=[OSError(errno.ENOSPC, "full", "f")] * 2 + [None] * 99):
            code, _, trouble = self.ended(lambda: None)
        self.assertEqual((code, trouble), (0, ["cannot write: f: full; make room there"]))

    def test_a_folder_that_is_removed(self):
        for folder in (self.folder, self.folder.with_name("corpora")):
            code, said, trouble = self.ended(lambda folder=folder: shutil.rmtree(folder))
            self.assertEqual(code, 2, said)
            self.assertIn(f"{folder} was removed while the night worked: what was in it is lost", trouble)
            shutil.rmtree(self.folder, ignore_errors=True)


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


class Steps(NightFolder):
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
        with self.assertRaisesRegex(Failed, "^B68 is planted, and was not found in 1 campaign, 9 executions"):
            grow(0)


if __name__ == "__main__":
    unittest.main()
