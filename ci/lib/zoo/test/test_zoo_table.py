"""What a finished run's log says, and what a row of the table says of its runs."""

import re
import sys
import unittest
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from zoo import zoo_table
from campaign import tag_of_log
from entries import Entry


def entry():
    return Entry("X1", "none", "plain", "fuzz_interleave", ("ONCE",), "Story.", Path("X1.patch"))


def run(tag, seconds, replays=True):
    return {"tag": tag, "seconds": seconds, "executions": int(seconds * 1000), "replays": replays}


def row(*runs, seeds=None):
    return zoo_table.rows([entry()], {"X1": list(runs)}, seeds or len(runs))[0]


class Log(unittest.TestCase):
    def test_tags(self):
        self.assertEqual(tag_of_log(b"==== VIOLATION STALL\nERROR: libFuzzer: deadly"), "STALL")
        self.assertEqual(tag_of_log(b"==1==ERROR: AddressSanitizer: heap-use"), "ASAN")
        self.assertEqual(tag_of_log(b"x.c:3:4: runtime error: overflow"), "ASAN")
        self.assertEqual(tag_of_log(b"WARNING: ThreadSanitizer: data race"), "RACE")
        self.assertEqual(tag_of_log(b"f: assertion x failed\nERROR: libFuzzer"), "ABORT")
        self.assertEqual(tag_of_log(b"ERROR: libFuzzer: deadly signal"), "CRASH")
        self.assertEqual(tag_of_log(b"Done 100 runs in 1 second(s)"), "")


class Row(unittest.TestCase):
    def test_median_of_what_was_found(self):
        self.assertEqual(row(run("ONCE", 1.0), run("ONCE", 9.0), run("ONCE", 2.0))["seconds"], 2.0)

    def test_what_was_not_found_counts_as_later(self):
        seen = row(run("", 60.0), run("ONCE", 9.0), run("ONCE", 2.0))
        self.assertEqual((seen["result"], seen["seconds"]), ("found 2/3", 9.0))
        seen = row(run("", 60.0), run("", 60.0), run("ONCE", 2.0))
        self.assertEqual((seen["result"], seen["seconds"]), ("found 1/3", None))

    def test_another_oracle_is_not_a_find(self):
        seen = row(run("STALL", 1.0))
        self.assertEqual((seen["result"], seen["seconds"]), ("other oracle", None))

    def test_what_does_not_replay_is_not_a_find(self):
        self.assertEqual(row(run("ONCE", 1.0, replays=False))["result"], "no replay")

    def test_missing_runs(self):
        self.assertEqual(row(run("ONCE", 1.0), seeds=5)["result"], "incomplete")
        self.assertEqual(row(seeds=5)["result"], "incomplete")

    def test_a_patch_that_does_not_fit_has_a_row(self):
        seen = zoo_table.rows([entry()], {}, 1, {"X1": "does not fit"})[0]
        self.assertEqual((seen["result"], seen["seconds"], seen["runs"]), ("does not fit", None, []))

    def test_by_other_means_any_oracle_may_find_it(self):
        other = entry().looked_for_by("fuzz_sequence", "asan")
        seen = zoo_table.rows([other], {"X1": [run("STALL", 1.0)]}, 1)[0]
        self.assertEqual([seen[key] for key in ("target", "build", "oracle", "result", "expected")],
                         ["fuzz_sequence", "asan", "STALL", "found", ["ONCE"]])
        seen = zoo_table.rows([other], {"X1": [run("", 1.0)]}, 1)[0]
        self.assertEqual((seen["oracle"], seen["result"]), ("", "not found"))
        self.assertEqual(zoo_table.rows([other], {"X1": [run("STALL", 1.0, False)]}, 1)[0]["result"],
                         "no replay")

    def test_forms(self):
        options = SimpleNamespace(seconds=60, seeds=1)
        table = [row(run("ONCE", 1.0))]
        self.assertIn("1 of 1 found", zoo_table.render(table, [], "text", options))
        markdown = zoo_table.render(table, [("B90", "no reason")], "markdown", options)
        self.assertIn("| X1 | fuzz_interleave | plain | ONCE | found |", re.sub(" +", " ", markdown))
        self.assertIn("- B90: no reason", markdown)
        self.assertIn('"B90": "no reason"', zoo_table.render(table, [("B90", "no reason")], "json",
                                                             options))


if __name__ == "__main__":
    unittest.main()
