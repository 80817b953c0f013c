"""ci/fuzz with a fuzz target that only says something: what it begins with, and how it ends."""

import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from script_alone import PATIENCE, ScriptAlone

# Executes what it is given, unless it is told to execute nothing.
FAKE_TARGET = f"""#!{sys.executable}
import os, pathlib, sys
given = sorted(file.name for file in pathlib.Path(sys.argv[-1]).iterdir())
print("#" + str(0 if "IDLE" in os.environ else len(given)), *given, file=sys.stderr)
"""


class Fuzz(ScriptAlone):
    def setUp(self):
        super().setUp()
        self.seeds = self.root / "build/asan/corpus/seeds"
        self.script("fuzz", "ci/deps")
        self.program("build/asan/targets/fuzz_sequence", FAKE_TARGET)
        self.seeds.mkdir(parents=True)
        (self.seeds / "a.bin").touch()
        (self.seeds / "b.bin").touch()

    def run_it(self, **more):
        return subprocess.run(
            [self.root / "ci/fuzz", "1", "--target", "fuzz_sequence"], text=True, capture_output=True,
            env=self.environment(UKEYFUZZ_JOBS="1", **more), timeout=PATIENCE, check=False)

    def test_it_begins_with_the_seeds(self):
        said = self.run_it()
        self.assertEqual((said.returncode, said.stderr, said.stdout.splitlines()[-1]), (0, "", "  nothing"))
        self.assertIn("fuzz_sequence: 2 executions in ", said.stdout)

    def test_it_does_not_begin_without_seeds(self):
        for seed in self.seeds.iterdir():
            seed.unlink()
        said = self.run_it()
        self.assertEqual((said.returncode, said.stdout), (2, "building (asan)\n"))
        self.assertRegex(said.stderr, "^fuzz: no seeds in .*/build/asan/corpus/seeds: .*\n$")

    def test_nothing_found_in_no_execution_is_not_nothing_found(self):
        said = self.run_it(IDLE="1")
        self.assertEqual(said.returncode, 2)
        self.assertRegex(said.stderr, "^fuzz: nothing was executed; see .*/worker-1.log\n$")
        self.assertNotIn("  nothing\n", said.stdout)


if __name__ == "__main__":
    unittest.main()
