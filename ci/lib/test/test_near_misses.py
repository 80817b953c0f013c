"""A word that is not known, on the command line of any script, is answered with what may have been meant."""

import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from entries import ROOT, did_you_mean

NEAR = (
    ("ci/fuzz --build assan", "asan"), ("ci/fuzz --build tsan_fine", "tsan-fine"), ("ci/fuzz --target fuzz_interleaf", "fuzz_interleave"),
    ("ci/fuzz --frehs", "--fresh"), ("ci/test --no-dep", "--no-deps"), ("ci/deps --browsers", "--no-browser"),
    ("ci/correct plane 10", "plain"), ("ci/nightly --only growth", "grow"), ("ci/nightly --hour-s 3", "--hours"),
    ("ci/zoo --mnimize", "--minimize"), ("ci/zoo O6a", "O06a"), ("ci/zoo own-keep-bas", "own-keep-base"),
    ("ci/nightly --plant own-keepbase", "own-keep-base"),
    ("ci/mutants --operator relaton", "relation"), ("ci/mutants --builds assan", "asan"), ("ci/mutants --file inspct.c", "inspect.c"), ("ci/mutants --file instal.c", "install.c"),
    ("ci/memcheck fuzz_sequnce:/tmp", "fuzz_sequence"), ("ci/bench ablation --ways randm B15", "random"), ("ci/lib/spaced --hlep", "--help"), ("ci/bench cahce", "cache"),
    ("ci/fuzz --hlep", "--help"), ("ci/bench --hlep", "--help"), ("ci/correct --hlep", "--help"),
    ("ci/correct plain 10 --fersh", "--fresh"), ("ci/test --hlep", "--help"), ("ci/fuzz-changed --hlep", "--help"),
    ("ci/fuzz-changed --secnods=3", "--seconds"), ("ci/replay-bundle --hlep", "--help"), ("ci/ovs --hlep", "--help"),
    ("ci/coverage --hlep", "--help"), ("ci/ossfuzz-check --hlep", "--help"))
FAR = ("ci/fuzz --build moon", "ci/test --xyzzy", "ci/nightly --only quux", "ci/fuzz 1x")


def said(command):
    """(exit code, what it says) of a command of the repository."""
    done = subprocess.run(command.split(), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


class NearMisses(unittest.TestCase):
    def test_what_is_near_is_named(self):
        for command, meant in NEAR:
            code, text = said(command)
            self.assertEqual((code, len(text.splitlines())), (2, 1), f"{command}: {text}")
            self.assertTrue(text.startswith(command.split()[0] + ": "), text)
            self.assertRegex(text, rf"; did you mean '?{meant}'?\?", command)

    def test_what_is_not_near_is_not(self):
        for command in FAR:
            code, text = said(command)
            self.assertEqual((code, len(text.splitlines())), (2, 1), f"{command}: {text}")
            self.assertNotIn("did you mean", text)

    def test_a_word(self):
        self.assertEqual(did_you_mean("asn", ["plain", "asan"]), "; did you mean asan?")
        self.assertEqual(did_you_mean("", ["plain", "asan"]), "")
        self.assertEqual(did_you_mean("orgin/main", ["main", "origin/main"]), "; did you mean origin/main?")
        self.assertEqual(did_you_mean("ci/planted/B59.patch", ["B58", "B59"]), "; did you mean B59?")


if __name__ == "__main__":
    unittest.main()
