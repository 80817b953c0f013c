"""Histograms merged and asked, and what ci/bench stall says of them."""

import contextlib
import io
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import locks
from bench import histograms, stall, stall_plot
from entries import UserError


def histogram(*buckets):
    return {"buckets": [list(bucket) for bucket in buckets]}


class Histograms(unittest.TestCase):
    def test_merge(self):
        merged = histograms.merge([histogram((1, 2), (5, 1)), histogram((3, 4), (5, 10))])
        self.assertEqual(merged, [(1, 2), (3, 4), (5, 11)])
        self.assertEqual(histograms.merge([]), [])

    def test_percentile(self):
        buckets = [(10, 50), (20, 49), (30, 1)]
        for percent, value in ((0, 10), (50, 10), (50.1, 20), (99, 20), (99.5, 30), (100, 30)):
            self.assertEqual(histograms.percentile(buckets, percent), value, percent)
        self.assertIsNone(histograms.percentile([], 50))

    def test_curve(self):
        self.assertEqual(histograms.curve([(7, 9), (8, 1)]),
                         [(1, 7), (10, 7), (10, 8), (10, 8)])
        self.assertEqual(histograms.curve([(7, 4)]), [(1, 7), (4, 7)])

    def test_thinned(self):
        steps = [(1, 10), (2, 10), (2, 10.01), (2.001, 10.01), (2.001, 10.02), (4, 10.02), (4, 20)]
        kept = histograms.thinned(steps)
        self.assertEqual(kept, [(1, 10), (2, 10), (4, 10.02), (4, 20)])
        self.assertEqual(histograms.thinned([(1, 7), (4, 7)]), [(1, 7), (4, 7)])
        self.assertEqual(histograms.thinned([]), [])

    def test_thinned_keeps_the_shape(self):
        curve = histograms.curve([(highest, 1) for highest in range(1, 3000)])
        kept = histograms.thinned(curve)
        self.assertLess(len(kept), len(curve) / 3)
        self.assertEqual((kept[0], kept[-1]), (curve[0], curve[-1]))
        for (x, y), (next_x, next_y) in zip(kept, kept[1:]):
            self.assertTrue(next_x >= x and next_y >= y)
            self.assertTrue(next_x <= x * 1.05 or next_y <= y * 1.05, (x, y, next_x, next_y))


def results():
    def run(packets, ns):
        measures = {name: histogram((ns, 1)) for name, _, _ in stall.MEASURES}
        measures["packets"] = histogram((packets, 1000))
        return {"measures": measures}

    return {"with": [run(1, 2000000), run(2, 4000000)], "without": [run(50, 80000000)]}


def data_of(options):
    return stall.data_of(stall.summarize(results()), options)


class Stall(unittest.TestCase):
    def test_text(self):
        lines = stall.text_of(data_of(stall.arguments([]))).splitlines()
        self.assertEqual(lines[1].split()[-4:], ["2000", "1", "2", "2"])
        self.assertIn("without (B57)", lines[2])
        self.assertEqual(lines[3].split()[-4:], ["2", "2", "4", "4"])  # ms

    def test_data(self):
        read = data_of(SimpleNamespace(seconds=1, repeats=2, flows=3, rate=4, transitions=5))
        self.assertEqual(read["figures"]["without"]["packets"],
                         {"count": 1000, "median": 50, "p99.9": 50, "max": 50})
        self.assertEqual(read["transitions"], 5)

    def test_page(self):
        said = stall.page_of({"command": "ci/bench stall", "commit": "abc", "machine": "a machine",
                              **data_of(stall.arguments(["--rate", "4"]))}, "mine")
        self.assertIn("](mine.svg)\n", said)
        self.assertIn("\n3000 deletions under traffic (4 packets a second", said)
        self.assertRegex(said, r"\n\| packets on the slow path +\| with replacement +\| +2000 \| +1 \| +2 \| +2 \|\n")

    def test_both_caches_run_alike(self):
        options = stall.arguments(["--flows", "7"])
        programs = [stall.command_of(program, options, 1, "out") for program, _ in
                    stall.CACHES.values()]
        self.assertNotEqual(programs[0][0], programs[1][0])
        self.assertEqual(programs[0][1:], programs[1][1:])
        self.assertIn("7", programs[0])

    def test_bad_option(self):
        with self.assertRaisesRegex(UserError, "--rate"):
            stall.arguments(["--rate", "0"])
        with self.assertRaisesRegex(UserError, "'x.svg' does not end in .md"):
            stall.arguments(["--results", "x.svg"])


class Plot(unittest.TestCase):
    def test_it_is_a_function_of_the_figures(self):
        merged, titles = stall.summarize(results()), {"with": "replaced <1>", "without": "not"}
        with tempfile.TemporaryDirectory() as folder:
            first, second = Path(folder) / "1.svg", Path(folder) / "2.svg"
            stall_plot.write(merged, titles, first)
            stall_plot.write(merged, titles, second)
            self.assertEqual(first.read_bytes(), second.read_bytes())
            texts = [one.text for one in ET.parse(first).iter() if one.tag.endswith("}text")]
        for words in ("packets on the slow path", "ms on the slow path", "replaced <1>", "From a flow's deletion until it is back"):
            self.assertIn(words, texts)


class Command(unittest.TestCase):
    """ci/bench stall without what it runs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = Path(folder.name) / "stall"
        for patch in (mock.patch.object(stall, "WORK", self.work), mock.patch.object(stall, "install_needed"),
                      mock.patch.object(stall, "build"), mock.patch.object(stall, "require_fit"),
                      mock.patch.object(stall, "run_all", lambda options: results()),
                      mock.patch.object(stall, "stall_plot")):
            patch.start()
            self.addCleanup(patch.stop)

    def test_two_at_once(self):
        with locks.hold(self.work, "ci/bench stall"):
            with self.assertRaisesRegex(UserError, "stall is in use: ci/bench stall, process "):
                stall.main([])
        with contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertEqual(stall.main([]), 0)
        self.assertEqual((self.work / "stall.txt").read_text(), said.getvalue())

    def test_figures_that_cannot_be_kept_are_told(self):
        (self.work / "stall.txt").mkdir(parents=True)  # In the file's place.
        with contextlib.redirect_stdout(io.StringIO()) as said, self.assertRaises(OSError):
            stall.main([])
        self.assertIn("packets on the slow path", said.getvalue())


if __name__ == "__main__":
    unittest.main()
