"""What a night makes of what ci/ovs test says."""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from nightly.steps.step import Failed, Skip
from nightly.steps.step_ovs import Ovs

SAID = """building fuzz_ovs (plain)
what is known to be in the file
  B70: ONCE
  failed-operations: clean
what the scenarios reach
  EVICTED->DELETED 7, installed 3
what is left when the known is mended
  nothing after 31 s: 
repairs undone in a copy, looked for from the seeds
  B01 (827ab71c9): ONCE after 0 s: main credits 4 packets, expected the hits from number 4 on
"""
LOST = "  B17 (08d74a962): not found after 40 s, expected CRASH: \n  O01: clean, expected ONCE (known: O01): \n"


class Step(unittest.TestCase):
    def conclude(self, code, said, errors=""):
        record = {}
        Ovs.conclude(record, code, said, errors)
        return record, {one["name"]: one["result"] for one in record["cases"]}

    def test_all_is_found(self):
        record, results = self.conclude(0, SAID + "all found\n")
        self.assertEqual(results, {"B70": "passed", "failed-operations": "passed", "B01": "passed"})
        self.assertEqual(record["message"], "3 found, 0 not")

    def test_what_is_not_found_fails(self):
        record, results = self.conclude(1, SAID + LOST + "2 failed\n")
        self.assertEqual((results["B17"], results["O01"], results["B01"]), ("failed", "failed", "passed"))
        self.assertEqual(record["message"], "3 found, 2 not")

    def test_what_is_not_reached_fails(self):
        _, results = self.conclude(1, SAID + "  not reached: vanish, limited\n1 failed\n")
        self.assertEqual(results["what the scenarios reach"], "failed")

    def test_a_copy_that_is_not_silent_fails(self):
        _, results = self.conclude(1, SAID.replace("  nothing after 31 s: ", "  ONCE after 4 s: lost") + "1 failed\n")
        self.assertEqual(results["what is left"], "failed")

    def test_a_failure_that_no_line_tells(self):
        _, results = self.conclude(1, SAID + "1 failed\n")
        self.assertEqual(results["ci/ovs test"], "failed")

    def test_no_network(self):
        with self.assertRaisesRegex(Skip, "cannot be fetched"):
            self.conclude(2, "", "ci/ovs: error: openvswitch-source cannot be fetched: no network\n")

    def test_it_cannot_be_built(self):
        with self.assertRaisesRegex(Failed, "building its library failed"):
            self.conclude(2, "building Open vSwitch\n", "ci/ovs: error: building its library failed\n")


if __name__ == "__main__":
    unittest.main()
