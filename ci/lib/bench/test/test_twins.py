"""ci/bench twins: what is kept between its pieces, and what is read of `ukeyfuzz run`."""

import argparse
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import programs
from bench import twins
from entries import UserError


class Kept(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "twins.json"
        self.program = programs.all_programs()[0]

    def run_piece(self, said, code=0, had=0):
        """A piece after which `had` schedules were had before."""
        state = twins.State(self.path)
        twin = state.of(self.program.name, "key")
        twin["schedules"] = had or twin["schedules"]
        done = mock.Mock(stdout=said, returncode=code)
        with mock.patch.object(twins.subprocess, "run", return_value=done) as run:
            twins.explore(Path("x.uk"), self.program, twin, 1000, 5)
        state.keep()
        return run.call_args[0][0]

    def test_goes_on_with_another_seed(self):
        first = self.run_piece("x.uk: nothing found in 400 schedules (seed 1, 5 s, 80/s)\n")
        second = self.run_piece("x.uk: nothing found in 600 schedules (seed 401, 5 s, 80/s)\n")
        self.assertEqual(twins.State(self.path).of(self.program.name, "key")["schedules"], 1000)
        self.assertIn("--runs=1000", first)
        self.assertIn("--seed=1", first)
        self.assertIn("--runs=600", second)
        self.assertIn("--seed=401", second)

    def test_a_piece_of_one_schedule_is_silent_too(self):
        self.run_piece("x.uk: nothing found in 1 schedule (seed 1, 5 s, 80/s)\n")
        self.assertEqual(twins.State(self.path).of(self.program.name, "key"),
                         {"key": "key", "schedules": 1, "tsan": 0, "failed": ""})

    def test_begins_again_when_something_has_changed(self):
        self.run_piece("x.uk: nothing found in 400 schedules (seed 1, 5 s, 80/s)\n")
        self.assertEqual(twins.State(self.path).of(self.program.name, "other")["schedules"], 0)

    def test_a_failure_is_kept_and_not_tried_again(self):
        self.run_piece("FAILED after 3 schedules (pct, seed 1, 0.1 s): ASSERT: x\n  main\n", 1)
        state = twins.State(self.path)
        self.assertEqual(state.twins[self.program.name]["failed"],
                         "FAILED after 3 schedules (pct, seed 1, 0.1 s): ASSERT: x")
        self.assertIsNone(twins.next_twin([self.program], state, {self.program.name: "key"}, 1000))
        with mock.patch("builtins.print") as printed:
            code = twins.tell([self.program], state, argparse.Namespace(schedules=1000, format="text"))
        self.assertEqual(code, 1)
        self.assertIn("the twin fails: " + self.program.name, "".join(str(call) for call in printed.call_args_list))

    def test_what_a_real_thread_has_shown(self):
        report = ("WARNING: ThreadSanitizer: data race (pid=7)\n  Write of size 4 at 0x1 by thread T1:\n"
                  "    #0 f x.c:1:2 (x+0x3)\n\n  Previous write of size 4 at 0x1 by main thread:\n    #0 g x.c:3:4 (x+0x5)\n")
        for said, wanted in ((report, "ThreadSanitizer: data race"), ("the word ThreadSanitizer alone\n", "ended with 66")):
            folder = self.path.parent
            (folder / "script").write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{said}END\nexit 66\n")
            (folder / "script").chmod(0o700)
            program = SimpleNamespace(name="x", path=folder / "x.c", compiler="c",
                                      command=lambda path, fixed, compiler: ["cp", str(self.path.parent / "script"), str(path)])
            twin = {"key": "key", "schedules": 0, "tsan": 0, "failed": ""}
            twins.run_with_tsan(folder, program, twin, 5)
            self.assertEqual(twin["tsan"], 1)
            self.assertIn(wanted, twin["failed"])

    def test_who_had_least_comes_first(self):
        state = twins.State(self.path)
        two = programs.all_programs()[:2]
        keys = {program.name: "key" for program in two}
        state.of(two[0].name, "key")["schedules"] = 10
        self.assertEqual(twins.next_twin(two, state, keys, 1000), two[1])
        state.of(two[1].name, "key")["schedules"] = 1000
        self.assertEqual(twins.next_twin(two, state, keys, 1000), two[0])

    def test_what_cannot_be_used(self):
        with self.assertRaises(UserError):
            self.run_piece("ukeyfuzz: x.uk: no such file\n", 2)
        self.path.write_text("{", encoding="utf-8")
        with self.assertRaisesRegex(UserError, "remove it to begin again"):
            twins.State(self.path)


if __name__ == "__main__":
    unittest.main()
