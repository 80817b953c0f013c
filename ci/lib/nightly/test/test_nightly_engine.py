"""A night's steps and budget, and that nothing is lost when it is killed."""

import random
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
sys.path.insert(0, str(HERE))

from entries import UserError
from nightly import engine, left_over, summary
from nightly.steps import step_build
from nightly_fake import Count, Fails, Skips, fake_night
from own_folder import NightFolder

# How often a night is killed, and after how many lines at most: without that it executes 34 000.
LIVES, LINES = 10, 4400


class Folder(NightFolder):
    def run_steps(self, *steps, **options):
        with fake_night(self.folder, steps, **options) as night:
            self.assertTrue(engine.run(night, steps))
        return summary.read(self.folder / "summary.json")

    @staticmethod
    def states(record):
        return {step["name"]: step["state"] for step in record["steps"]}


class Steps(Folder):
    def test_budget_is_shared_and_what_is_not_used_passed_on(self):
        record = self.run_steps(Count("build", 0.0, 1), Count("grow", 3.0, 1), Count("zoo", 1.0, 1))
        by_name = {step["name"]: step["data"]["seconds"] for step in record["steps"]}
        self.assertAlmostEqual(by_name["grow"], 750, delta=5)
        self.assertAlmostEqual(by_name["zoo"], 1000, delta=5)  # The last one has all that is left.

    def test_without_time_only_what_must_be_done(self):
        record = self.run_steps(Count("build", 0.0, 1), Count("grow", 1.0, 1),
                                Count("explain", 1.0, 1), budget=0.000001)
        self.assertEqual(self.states(record),
                         {"build": "done", "grow": "skipped", "explain": "done"})
        self.assertEqual(record["steps"][1]["message"], "no time was left")

    def test_what_fails_does_not_end_the_night(self):
        with mock.patch.object(engine, "_sort"):
            record = self.run_steps(Count("build", 0.0, 0), Fails(), Skips(), Count("zoo", 1.0, 0))
        self.assertEqual(self.states(record), {"build": "done", "fails": "failed",
                                               "skips": "skipped", "zoo": "done"})
        self.assertEqual(record["verdict"], "broken")
        self.assertEqual(record["steps"][1]["message"], "no valgrind")

    def test_what_overruns_its_time_is_ended(self):
        class Sleeps(Count):
            def run(self, night, seconds, record):
                record["data"]["began"] = True
                try:
                    night.finish_program(night.start(["sleep", "30"], night.work / "log"), 30)
                except Exception:  # pylint: disable=broad-except
                    pass  # A step that swallows all that it knows is ended all the same.
                time.sleep(30)

        begun = time.monotonic()
        with mock.patch.object(engine, "grace", return_value=0.3):
            record = self.run_steps(Count("build", 0.0, 1), Sleeps("grow", 1.0), Count("zoo", 9.0, 1), budget=3)
        self.assertLess(time.monotonic() - begun, 20)
        self.assertEqual(self.states(record), {"build": "done", "grow": "failed", "zoo": "done"})
        self.assertRegex(record["steps"][1]["message"], "^ended after . s, as its part of the budget was 0 s; what")
        self.assertTrue(record["steps"][1]["data"]["began"])
        self.assertEqual(record["verdict"], "new")  # What the other steps have found counts.
        self.assertEqual(left_over.end_left_over(self.folder), 0)

    def test_sorting_that_takes_too_long_is_ended(self):
        with mock.patch.object(engine, "sort", lambda *_: time.sleep(30)), \
                mock.patch.object(engine, "SECONDS_TO_SORT", 0.1), mock.patch.object(engine, "grace", return_value=0.1):
            record = self.run_steps(Count("build", 0.0, 0), Count("grow", 1.0, 1))
        self.assertEqual(record["trouble"][-1],
                         "grow: its artefacts are kept, but not all of them are sorted: that took too long")
        self.assertEqual(record["verdict"], "new")

    def test_a_page_that_cannot_be_made_ends_no_night(self):
        with mock.patch("nightly.page.render", side_effect=KeyError("steps")):
            record = self.run_steps(Count("build", 0.0, 1), Count("grow", 1.0, 1))
        self.assertEqual(self.states(record), {"build": "done", "grow": "done"})
        self.assertEqual(record["trouble"], ["index.html could not be made: KeyError: 'steps'"])
        self.assertIn("Traceback", (self.folder / "work" / "page.traceback").read_text())

    def test_the_page_of_a_step_that_runs(self):
        seen = []

        class Look(Count):
            def run(self, night, seconds, record):
                super().run(night, seconds, record)
                seen.append((night.output / "index.html").read_text(encoding="utf-8"))

        self.run_steps(Count("build", 0.0, 1), Look("grow", 1.0, 1))
        self.assertIn("It was in the step “grow”", seen[0])
        self.assertNotIn("It was in", (self.folder / "index.html").read_text(encoding="utf-8"))

    def test_nothing_is_run_if_the_build_failed(self):
        build = Fails()
        build.name = "build"
        record = self.run_steps(build, Count("grow", 1.0, 1))
        self.assertEqual(self.states(record), {"build": "failed", "grow": "skipped"})
        self.assertEqual(record["verdict"], "broken")

    def test_what_an_interruption_breaks_is_no_failure(self):
        class Interrupted(Fails):
            name = title = "build"

            def run(self, night, seconds, record):
                night.stop()
                super().run(night, seconds, record)

        with fake_night(self.folder, [Interrupted()]) as night:
            self.assertFalse(engine.run(night, [Interrupted()]))
        (record,) = summary.read(self.folder / "summary.json")["steps"]
        self.assertEqual((record["state"], record["message"]), ("running", ""))

    def test_a_build_that_is_interrupted_has_not_failed(self):
        def interrupted(preset, names):
            night.stop()
            raise UserError("ninja: interrupted by user")

        with fake_night(self.folder, [step_build.Build()]) as night:
            with mock.patch.object(step_build, "build", interrupted):
                step_build.Build().run(night, 60, night.record["steps"][0])
            self.assertEqual(night.record["steps"][0]["cases"], [])

    def test_nights_of_one_name_are_all_in_the_history(self):
        for started in ("2026-11-21T01:00:00Z", "2026-11-22T01:00:00Z"):
            with fake_night(self.folder, []) as night:
                night.record["started"] = started
                night.finish()
        nights = summary.read_history(self.folder.with_name("corpora") / "history")
        self.assertEqual([night["started"] for night in nights],
                         ["2026-11-21T01:00:00Z", "2026-11-22T01:00:00Z"])

    def test_one_at_a_time(self):
        with fake_night(self.folder, []):
            with self.assertRaisesRegex(UserError, "another ci/nightly is at work"):
                with fake_night(self.folder, []):
                    pass
            # Nor with the same corpora.
            with self.assertRaisesRegex(UserError, "another ci/nightly is at work in .*corpora"):
                with fake_night(self.folder.with_name("other"), []):
                    pass
        with fake_night(self.folder, []):
            pass

    def test_what_a_killed_night_has_left_running_is_ended(self):
        with fake_night(self.folder, []) as night:
            child = night.start(["sh", "-c", "sleep 1000 & echo; sleep 1000"],
                                night.work / "log", stdout=night.work / "out")
            while not (night.work / "out").read_text():
                time.sleep(0.01)
            self.assertEqual(left_over.end_left_over(self.folder), 3)
            self.assertEqual(child.process.wait(10), -signal.SIGKILL)


class Killed(Folder):
    """By SIGKILL at any line, again and again, and by SIGTERM."""

    def live(self, line, number):
        return subprocess.run([sys.executable, "-B", HERE / "nightly_fake.py", self.folder,
                               str(line), str(int(number))],
                              stderr=subprocess.DEVNULL, check=False).returncode

    def test_at_any_line(self):
        chance, counted = random.Random(5), [0]
        for _ in range(LIVES):
            self.assertEqual(self.live(chance.randrange(1, LINES), signal.SIGKILL), -signal.SIGKILL)
            if (self.folder / "summary.json").exists():
                steps = summary.read(self.folder / "summary.json")["steps"]
                counted.append(sum(step["data"].get("n", 0) for step in steps))
        # Each has gone on where the one before it was killed.
        self.assertEqual(counted, sorted(counted))
        self.assertGreater(counted[-1], 25)
        self.assertEqual(self.live(0, signal.SIGKILL), 0)
        record = summary.read(self.folder / "summary.json")
        self.assertEqual(self.states(record), {"build": "done", "grow": "done", "zoo": "done"})
        self.assertEqual([step["data"]["n"] for step in record["steps"]], [10, 150, 60])
        # Everything that was found is there, in a finding each.
        self.assertEqual({f["signature"]: f["files"] for f in record["findings"]},
                         {"ONCE build": 1, "ONCE grow": 8, "ONCE zoo": 3})
        self.assertEqual(record["verdict"], "new")

    def test_when_asked_to_end(self):
        self.assertEqual(self.live(LINES, signal.SIGTERM), 130)
        record = summary.read(self.folder / "summary.json")
        self.assertEqual(record["verdict"], "unfinished")
        self.assertIsNone(record["ended"])
        self.assertTrue((self.folder / "junit.xml").exists())


if __name__ == "__main__":
    unittest.main()
