"""ci/bench: what it reads of the programs that measure, and the page of it."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench import page, speed, speed_page

SAID = """four-actors                        7972 executions/s   631.0 points    36.1 switches   200.0 ns/point
files                              9687 executions/s  1121.5 points    66.8 switches    50.0 ns/point
event logs of the files: 0db78827f57f1f57
point that does not switch                       10.6 ns
3 threads x 10 lock+unlock, random, gap 16     382805 /s    24.6 ns a point (106 points, 11 switches)
""".splitlines()


class Speed(unittest.TestCase):
    def test_executions_are_those_of_a_hundred_points(self):
        self.assertEqual([speed.per_second_of_points(line) for line in SAID[:3]], [50000, 200000, None])

    def test_figures(self):
        self.assertEqual(speed.figures_of(SAID), {
            "four-actors": "50000", "files": "200000", "point that does not switch": "10.6 ns",
            "3 threads x 10 lock+unlock, random, gap 16": "382805"})

    def test_page(self):
        figures = speed.Figures(123, {"plain": speed.figures_of(SAID), "tsan": {"files": "7"}}, {20000: 61})
        data = {"command": "ci/bench 3", "commit": "abc", "machine": "a machine", **speed_page.data_of(figures)}
        lines = speed_page.page_of(data, "mine").splitlines()
        self.assertIn("Made by `ci/results` from [mine.json](mine.json); do not edit it.", lines)
        self.assertIn("`ci/bench 3` at abc, on a machine.", lines)
        self.assertIn("- Memory of a fuzzing process: 61 MB after 20000 executions.", lines)
        cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("|")]
        self.assertEqual(cells[0], ["what", "plain", "tsan"])
        self.assertIn(["files", "200000", "7"], cells)
        self.assertIn(["four-actors", "50000", "-"], cells)

    def test_this_machine(self):
        self.assertRegex(page.machine(), r"^\S.*, [1-9]\d* processors, load \d+ before$")


if __name__ == "__main__":
    unittest.main()
