"""ci/bench stress: what it reads of `ukeyfuzz stress`, and the page of it."""

import contextlib
import io
import json
import re
import stat
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench import stress
from entries import UserError

SAID = {"options": "--seed 1", "faults": {"put-lost": 3, "vanish": 4}, "live_flows_most": 11,
        "rates": {"packets_per_s": 5, "upcalls_per_s": 6, "flows_revalidated_per_s": 7, "installs_per_s": 8},
        "counts": {"deletes": 9, "rounds": 10, "rule_changes": 12, "flows_checked": 13}}


class Stress(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.program = Path(folder.name) / "stress"

    def run_it(self, script):
        """A run of a program that has this for `ukeyfuzz stress`; its file is $5."""
        self.program.write_text(f"#!/bin/sh\n{script}\n")
        self.program.chmod(stat.S_IRWXU)
        return stress.run(self.program, 7)

    def test_figures_and_page(self):
        said = self.run_it(f"[ \"$1 $2 $3 $4\" = '--seconds 7 --no-progress --json' ] && echo '{json.dumps(SAID)}' >$5")
        builds = {"plain": stress.figures_of(said), "tsan": stress.figures_of(said)}
        page = re.sub(" +", " ", stress.page_of({"command": "ci/bench stress", "commit": "abc", "machine": "a machine",
                                                 "builds": builds}, "mine"))
        for line in ("`ci/bench stress` at abc, on a machine.", "| what | plain | tsan |", "| packets sent, a second | 5 | 5 |",
                     "| faults | 7 | 7 |", "- tsan: `--seed 1`"):
            self.assertIn(line, page.splitlines())

    def test_what_is_found_is_no_figure(self):
        with mock.patch.object(stress, "install_needed"), mock.patch.object(stress, "build"), \
                mock.patch.object(stress, "run", return_value=None):
            self.assertEqual(stress.main([]), 1)
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertIsNone(self.run_it("echo '==== VIOLATION ONCE'; exit 1"))
        self.assertEqual(said.getvalue(), "==== VIOLATION ONCE\n")

    def test_a_run_that_failed(self):
        with self.assertRaisesRegex(UserError, "stress ended with 2: no memory$"):
            self.run_it("echo no memory >&2; exit 2")


if __name__ == "__main__":
    unittest.main()
