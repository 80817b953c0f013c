"""Tests of build.py: a mistake in the environment is told once."""

import os
import subprocess
import unittest
from pathlib import Path

CI = Path(__file__).resolve().parents[2]


class JobsThatAreNoNumber(unittest.TestCase):
    def test_are_refused_in_one_line(self):
        for command in (["zoo", "B04"], ["bench", "ablation", "B04"], ["correct"], ["nightly"]):
            with self.subTest(command[0]):
                done = subprocess.run([CI / command[0], *command[1:]], capture_output=True, text=True,
                                      env={**os.environ, "UKEYFUZZ_JOBS": "many"}, check=False)
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stderr, r"^.*UKEYFUZZ_JOBS is 'many'.*\n$")
                self.assertEqual(done.stderr.count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
