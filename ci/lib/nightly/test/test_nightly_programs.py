"""The step of a night that goes on with the corrected programs and walks through libraries of others."""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from nightly.steps import step_programs


class Cases(unittest.TestCase):
    def test_a_twin_that_fails_is_news(self):
        twins = {"a": {"schedules": 7, "tsan": 1, "failed": ""},
                 "b": {"schedules": 9, "tsan": 1, "failed": "FAILED after 3 schedules: ASSERT: x"}}
        self.assertEqual([(one["name"], one["result"], one["message"]) for one in step_programs.cases_of(twins)],
                         [("twin a", "passed", "7 schedules"),
                          ("twin b", "failed", "FAILED after 3 schedules: ASSERT: x")])

    def test_the_walk(self):
        self.assertEqual(step_programs.walk_case(0, "as expected\n")["result"], "passed")
        failed = step_programs.walk_case(1, "fetching\nwalk: urcu.uk ended with 1; expected silence\n")
        self.assertEqual((failed["result"], failed["message"]),
                         ("failed", "walk: urcu.uk ended with 1; expected silence"))
        self.assertEqual(step_programs.walk_case(2, "walk: failed: make\n")["result"], "failed")

    def test_without_a_network_it_is_not_walked(self):
        self.assertIsNone(step_programs.walk_case(2, "E: Failed to fetch http://deb.debian.org/\n"))
        self.assertIsNone(step_programs.walk_case(None, ""))


if __name__ == "__main__":
    unittest.main()
