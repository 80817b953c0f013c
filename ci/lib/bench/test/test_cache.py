"""The tables of ci/bench cache, and how it runs its program."""

import json
import os
import stat
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench import cache
from entries import UserError


def result(factor):
    return {**{key: 100 * factor for key in cache.MEMORY},
            **{step: {"times": 3, "per_s": 1000 * factor, "cpu_ns": 10 * factor}
               for step in cache.STEPS}}


class Tables(unittest.TestCase):
    def setUp(self):
        one = cache.medians([result(1), result(9), result(2)])
        self.measured = {"by_flows": {"10": one, "20": cache.medians([result(5)])}, "scaling_flows": 7,
                         "processors": {"1": one, "2": cache.medians([result(3)])}}

    def test_medians(self):
        one = self.measured["by_flows"]["10"]
        self.assertEqual((one["dump"]["cpu_ns"], one["allocated_per_ukey"]), (20, 200))

    def test_text(self):
        lines = cache.text_of(self.measured).splitlines()
        self.assertEqual(lines[2].split(), ["10", *["20"] * 5, "200", "200"])
        self.assertEqual(lines[3].split(), ["20", *["50"] * 5, "500", "500"])
        self.assertIn("7 flows, two threads of each kind to one:", lines)
        self.assertEqual(sum("x 1.50" in line for line in lines), 2)

    def test_page(self):
        said = cache.page_of({"command": "ci/bench cache", "commit": "abc", "machine": "a machine", **self.measured}, "x")
        self.assertRegex(said, r"\| 10 +\|(?: +20 \|){5} +200 \| +200 \|")
        self.assertIn("\n7 flows, two threads of each kind to one:\n", said)
        self.assertIn("\n- `queued_upcall`: the same through", said)

    def test_one_processor(self):
        del self.measured["processors"]["2"]
        text, said = cache.text_of(self.measured), "There is one processor"
        self.assertNotIn("two", text)
        self.assertIn(said, text)
        self.measured["processors"] = {}
        self.assertNotIn(said, cache.text_of(self.measured))

    def test_bad_options(self):
        for bad in (["--flows", "10,x"], ["--flows", ""], ["--repeats", "0"]):
            with self.assertRaises(UserError):
                cache.arguments(bad)


class Runs(unittest.TestCase):
    GOOD = f"echo \"$1 $2 $3\" >>\"$(dirname \"$0\")/log\"; echo '{json.dumps(result(1))}'\n"

    def run_all(self, script, processors, scaling="7"):
        options = cache.arguments(["--flows", "10,20", "--scaling-flows", scaling,
                                         "--repeats", "2"])
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "bench"
            program.write_text("#!/bin/sh\n" + script)
            program.chmod(stat.S_IRWXU)
            with mock.patch.object(cache, "PROGRAM", program), \
                    mock.patch.object(cache, "Progress"):
                measured = cache.run_all(options, processors)
            log = program.with_name("log")
            return measured, log.read_text().split("\n") if log.exists() else []

    def test_kinds_take_turns(self):
        here = os.sched_getaffinity(0)
        measured, log = self.run_all(self.GOOD, here)
        kinds = ["10 1 1", "20 1 1", "7 1 1", "7 2 1"][:2 + min(len(here), 2)]
        self.assertEqual(log[:-1], kinds * 2)
        self.assertEqual(list(measured["by_flows"]), ["10", "20"])

    def test_processors_are_not_compared(self):
        measured, log = self.run_all(self.GOOD, os.sched_getaffinity(0), "0")
        self.assertEqual(log[:-1], ["10 1 1", "20 1 1"] * 2)
        self.assertEqual(measured["processors"], {})

    def test_one_that_fails_is_told(self):
        with self.assertRaisesRegex(UserError, "ended with 1: not exactly once"):
            self.run_all("echo not exactly once >&2; exit 1\n", os.sched_getaffinity(0))


if __name__ == "__main__":
    unittest.main()
