"""ci/bench programs: what it reads of `ukeyfuzz run`, and the cells of its table."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import programs
from bench import programs as program_bench
from entries import UserError

FAILED = """FAILED after 3 schedules (profile, seed 1, 0.25 s): ASSERT: assert(counter == 2) at lost-update.c:35
  main
"""


class Reads(unittest.TestCase):
    def test_a_failure(self):
        self.assertEqual(program_bench.parse(FAILED, 1),
                         program_bench.Run(3, 0.25, "ASSERT: assert(counter == 2) at lost-update.c:35"))
        self.assertEqual(program_bench.parse(FAILED.replace("3 schedules", "1 schedule"), 1).schedules, 1)

    def test_silence(self):
        self.assertIsNone(program_bench.parse("x.uk: nothing found in 10 schedules (seed 1, 0.1 s)\n", 0).schedules)

    def test_what_is_neither(self):
        for text, code in ((FAILED, 0), (FAILED, 2), ("", 0), ("nothing found", 1), ("Killed", -9)):
            with self.assertRaises(UserError):
                program_bench.parse(text, code)


class Shows(unittest.TestCase):
    def test_medians_and_what_was_missed(self):
        found = [program_bench.Run(n, n / 100, "") for n in (1, 50, 9)]
        nothing = program_bench.Run(None, 0, "")
        self.assertEqual(program_bench.cell(found), "9, 0.09 s")
        self.assertEqual(program_bench.cell([*found, nothing]), "9, 0.09 s (1 of 4 not)")
        self.assertEqual(program_bench.cell([nothing]), "-")

    def test_a_program_gets_what_it_needs(self):
        sleeper = program_bench.choose(["sleep-is-no-join"])[0]
        line = program_bench.command(Path("p"), sleeper, 7, 2, "pos")
        self.assertIn("--time", line)
        self.assertIn("--runs=7", line)
        self.assertEqual(len(program_bench.choose([])), len(programs.all_programs()))
        with self.assertRaises(UserError):
            program_bench.choose(["no-such-program"])


    def test_what_the_mixture_has_missed(self):
        rows = [["a", "-", "3, 0.1 s"], ["b", "3, 0.1 s", "-"]]
        self.assertEqual(program_bench.missed_by_mixture(rows, ["all", "pos"]), ["a"])
        self.assertEqual(program_bench.missed_by_mixture(rows, ["pos", "all"]), ["b"])
        self.assertEqual(program_bench.missed_by_mixture(rows, ["pos", "pct"]), [])

    def test_the_page(self):
        said = program_bench.page_of({"command": "ci/bench programs", "commit": "abc", "machine": "a machine", "seeds": 5,
                                      "runs": 7, "header": ["program", "all"], "rows": [["a", "-"]] * 3,
                                      "missed": ["safe-stack"], "failed": ["x: <b>"], "twins": 9}, "mine")
        for words in ("`ci/bench programs` at abc, on a machine.", "The mixture has not found: `safe-stack`.",
                      "2 of 3 corrected twins were silent for 9 schedules.", "The twin fails: x: \\<b\\>"):
            self.assertIn(f"{words}\n", said)


if __name__ == "__main__":
    unittest.main()
