"""The README's quick start: where it is, and what counts as the same output."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from entries import UserError
from quick_start import README, first_difference, quick_start

SAID = ["building (asan)", "   10 s   43313 executions", "[...]", "what was found", "  nothing"]
PRINTED = ["building (asan)", " 3 s 7 executions", "", "what was tried", "  much", "what was found", "  nothing"]


class QuickStart(unittest.TestCase):
    def test_the_readme_has_one(self):
        command, lines = quick_start(README.read_text(encoding="utf-8"))
        self.assertEqual(command[:2], ["ci/fuzz", None])
        self.assertGreater(len(lines), 5)

    def test_a_readme_without_one(self):
        with self.assertRaises(UserError):
            quick_start("# A title\n\n    ci/fuzz 60\n")

    def test_options_are_kept(self):
        command, lines = quick_start("```console\n$ ci/fuzz 60 --build plain\nhello\n```\n")
        self.assertEqual((command, lines), (["ci/fuzz", None, "--build", "plain"], ["hello"]))

    def test_numbers_and_spaces_do_not_count(self):
        self.assertIsNone(first_difference(SAID, PRINTED))

    def test_a_line_that_does_not_come(self):
        self.assertEqual(first_difference(SAID, [*PRINTED[:-1], "  a bug"]), "  nothing")

    def test_a_line_in_between(self):
        self.assertEqual(first_difference(SAID, [PRINTED[0], "warning", *PRINTED[1:]]), SAID[1])

    def test_another_order(self):
        self.assertEqual(first_difference(SAID, PRINTED[::-1]), SAID[1])


if __name__ == "__main__":
    unittest.main()
