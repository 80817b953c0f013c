"""The step of real threads: which runs there is time for, and what becomes of them."""

import sys
import time
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from nightly.steps import step_stress
from nightly.steps.step import Failed
from nightly_fake import fake_night
from own_folder import OwnFolder


class Stress(OwnFolder):
    def test_a_run_that_says_nothing_is_not_clean(self):
        with fake_night(self.folder / "night", []) as night, \
                self.assertRaisesRegex(Failed, "^ukeyfuzz_stress of asan ended with 0 and said nothing"):
            step_stress.Stress._run(night, ("a run", "asan", 1, 1, 100, "none"), 5)

    def test_what_there_is_time_for(self):
        everything = step_stress.cells()
        self.assertEqual(len({cell[0] for cell in everything}), len(everything))
        all_of_them, each = step_stress.chosen(len(everything) * 90, (1, 1), 0)
        self.assertEqual((sorted(all_of_them), each), (sorted(everything), 60))
        few, each = step_stress.chosen(20, (1, 1), 0)
        self.assertEqual((len(few), each), (2, 6))
        self.assertNotEqual(few, step_stress.chosen(20, (1, 1), 1)[0])

    def test_its_time_is_kept(self):
        runs = []

        def run(_night, cell, each):
            runs.append(cell[0])
            time.sleep(0.1)
            return {"name": cell[0], "seconds": each, "result": "clean", "rates": {}}

        record = {"data": {"cells": step_stress.cells()[:3], "each": 0.05}, "cases": [], "figures": [], "message": ""}
        with fake_night(self.folder / "night", []) as night, mock.patch.object(step_stress, "build"), \
                mock.patch.object(step_stress.Stress, "_run", staticmethod(run)):
            step_stress.Stress().run(night, 0.12, record)
        self.assertEqual(len(runs), 1)
        self.assertEqual([c["result"] for c in record["cases"]], ["passed", "skipped", "skipped"])
        self.assertIn("1 of 3 runs of", record["message"])

    def test_many_flows_are_for_long_nights(self):
        self.assertLess(max(cell[4] for cell in step_stress.chosen(60, (1, 1), 0)[0]), 1000000)

    def test_shards_are_a_partition(self):
        shards = [step_stress.chosen(1e6, (part, 5), 7)[0] for part in range(1, 6)]
        self.assertEqual(sorted(sum(shards, [])), sorted(step_stress.cells()))


if __name__ == "__main__":
    unittest.main()
