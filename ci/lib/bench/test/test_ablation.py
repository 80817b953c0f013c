"""The table of the ablation, and which ways there are."""

import json
import os
import re
import stat
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench import ablation_table, afl
from bench.ablation import chosen_ways
from bench.ways import Way, known_strategies, ways_without_signals
from entries import UserError

ENTRIES = [SimpleNamespace(name="B1"), SimpleNamespace(name="B2")]
WAYS = [Way("default", "as it is"), Way("random", "by chance")]
OPTIONS = SimpleNamespace(seconds=60, seeds=3)
COMMAND = "ci/bench ablation --seeds 3"


def run(tag, executions, seconds):
    return {"tag": tag, "executions": executions, "seconds": seconds}


RUNS = {
    ("B1", "default"): [run("ONCE", 10, 0.5), run("ONCE", 30, 1.5), run("", 900, 60.0)],
    ("B1", "random"): [run("ONCE", 10, 0.5), run("", 800, 60.0), run("", 900, 60.0)],
    ("B2", "default"): [run("STALL", 7, 0.1)],
}


class Table(unittest.TestCase):
    def setUp(self):
        self.data = ablation_table.data_of(ENTRIES, WAYS, RUNS, OPTIONS)
        self.cells = self.data["entries"]

    def test_median_counts_what_was_not_found_as_later(self):
        self.assertEqual(self.cells["B1"]["default"]["executions"], 30)
        self.assertEqual(self.cells["B1"]["default"]["found"], 2)
        self.assertIsNone(self.cells["B1"]["random"]["seconds"])

    def test_text(self):
        lines = ablation_table.render(self.data, "text", COMMAND).splitlines()
        self.assertEqual(lines[0].split(), ["entry", "default", "random"])
        self.assertEqual(lines[1].split(), ["B1", "30", "/", "1.5", "s", "-"])
        # The other was not tried.
        self.assertEqual(lines[2].split(), ["B2", "7", "/", "0.1", "s", "(1", "of", "3)"])
        self.assertEqual(lines[3].split(), ["found", "1", "0"])
        self.assertIn("only n of the m runs are there", lines[5])

    def test_markdown(self):
        lines = ablation_table.render(self.data, "markdown", COMMAND).splitlines()
        self.assertTrue(any(re.fullmatch(r"`ci/bench ablation --seeds 3` at \S+\.", line) for line in lines), lines)
        self.assertRegex(lines[1], r"^\|:-+\|:-+\|:-+\|$")
        self.assertRegex(lines[2], r"^\| B1 +\| 30 / 1.5 s +\| - +\|$")

    def test_page(self):
        said = ablation_table.page_of({"command": COMMAND, "commit": "abc", "machine": "a machine", **self.data}, "x")
        self.assertIn("\n`ci/bench ablation --seeds 3` at abc, on a machine.\n", said)
        self.assertIn("\n- random: by chance\n", said)
        self.assertRegex(said, r"\n\| way +\| B1 +\| B2 +\| found +\|\n")
        self.assertRegex(said, r"\n\| random +\| - +\| +\| 0 +\|\n")

    def test_json(self):
        read = json.loads(ablation_table.render(self.data, "json", COMMAND))
        self.assertEqual(read["entries"]["B1"]["default"]["seconds"], 1.5)
        self.assertIsNone(read["entries"]["B1"]["random"]["seconds"])
        self.assertEqual(read["ways"]["random"], "by chance")
        self.assertEqual([read["entries"][name]["default"]["runs"] for name in ("B1", "B2")], [3, 1])


class Ways(unittest.TestCase):
    def test_chosen(self):
        self.assertEqual([w.name for w in chosen_ways("random", WAYS)], ["random"])
        self.assertEqual(chosen_ways(None, WAYS), WAYS)
        with self.assertRaisesRegex(UserError, "no way 'frob'"):
            chosen_ways("default,frob", WAYS)

    def test_strategies_are_those_of_the_program(self):
        with tempfile.TemporaryDirectory() as folder:
            fuzzer = Path(folder) / "fuzzer"
            fuzzer.write_text("#!/bin/sh\necho \"UKEYFUZZ_STRATEGY is '$UKEYFUZZ_STRATEGY'; "
                              "it must be one of: a, b-c\" >&2\nexit 2\n")
            fuzzer.chmod(stat.S_IRWXU)
            self.assertEqual(known_strategies(fuzzer), ["a", "b-c"])
            fuzzer.write_text("#!/bin/sh\nexit 2\n")
            with self.assertRaisesRegex(UserError, "does not say"):
                known_strategies(fuzzer)

    def test_each_signal_can_be_left_out_alone(self):
        ways = {way.name: way.environment["UKEYFUZZ_FEEDBACK"] for way in ways_without_signals()}
        self.assertEqual(ways, {
            "no-meetings": "states,contentions,outcomes",
            "no-states": "meetings,contentions,outcomes",
            "no-contentions": "meetings,states,outcomes",
            "no-outcomes": "meetings,states,contentions",
            "no-feedback": "edges"})


class Afl(unittest.TestCase):
    def test_a_seed_that_crashes_is_a_finding(self):
        said = b"[!] WARNING: Test case 'id:000006,time:0,execs:0,orig:a.bin' results in a crash, skip"
        self.assertEqual(afl.crashing_seed(b"[*] Attempting dry run\n" + said), (7, "a.bin"))
        self.assertIsNone(afl.crashing_seed(b"[*] Attempting dry run with 'id:000006,orig:a.bin'"))

    def run_it(self, script):
        """A run of an afl-fuzz that does this with its folder for output, $8."""
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "bin" / "afl-fuzz"
            program.parent.mkdir()
            program.write_text(f"#!/bin/sh\nmkdir -p $8/default\n{script}\n")
            program.chmod(stat.S_IRWXU)
            with mock.patch.dict(os.environ, {"PATH": f"{program.parent}:{os.environ['PATH']}"}):
                return afl.run("target", Path(folder) / "run", 1, 60, threading.Event())

    def test_silence(self):
        outcome = self.run_it("echo 'execs_done : 9' >$8/default/fuzzer_stats")
        self.assertEqual((outcome.tag, outcome.executions, outcome.complete), ("", 9, True))

    def test_what_has_not_looked_has_not_found_nothing(self):
        with self.assertRaisesRegex(UserError, "^afl-fuzz of target ended with 1 and no finding; see .*/log$"):
            self.run_it("exit 1")
        with self.assertRaisesRegex(UserError, "^afl-fuzz of target executed nothing; see .*/log$"):
            self.run_it("echo 'execs_done : 0' >$8/default/fuzzer_stats")


if __name__ == "__main__":
    unittest.main()
