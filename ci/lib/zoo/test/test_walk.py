"""What counts as seeing the decisive steps on a screen."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from entries import read_entries
from zoo.walk import STEPS, trouble_on

TWO = (("it begins", "begins"), ("it ends", "ends"))


class Screens(unittest.TestCase):
    def test_ten_entries_with_three_steps_each(self):
        self.assertEqual(len(STEPS), 10)
        self.assertEqual({len(steps) for steps in STEPS.values()}, {3})
        self.assertEqual(len(read_entries(STEPS)), 10)
        self.assertGreaterEqual(len({e.oracles[0] for e in read_entries(STEPS)}), 6)

    def test_in_order(self):
        self.assertEqual(trouble_on(["a", "begins", "b", "ends"], TWO), "")
        self.assertIn("it ends", trouble_on(["ends", "begins"], TWO))
        self.assertIn("it begins", trouble_on([], TWO))

    def test_a_line_for_each(self):
        self.assertIn("it ends", trouble_on(["begins and ends"], TWO))

    def test_width(self):
        self.assertEqual(trouble_on(["begins", "ends" + 76 * "."], TWO), "")
        self.assertIn("80 columns", trouble_on(["begins", "ends" + 77 * "."], TWO))


if __name__ == "__main__":
    unittest.main()
