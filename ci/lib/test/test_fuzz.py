"""ci/fuzz with a fuzz target that only says something: what it begins with, and how it ends."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from entries import ROOT

# Executes what it is given, unless it is told to execute nothing.
FAKE_TARGET = f"""#!{sys.executable}
import os, pathlib, sys
given = sorted(file.name for file in pathlib.Path(sys.argv[-1]).iterdir())
print("#" + str(0 if "IDLE" in os.environ else len(given)), *given, file=sys.stderr)
"""
PATIENCE = 90  # Seconds.


class Fuzz(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.seeds = self.root / "build/asan/corpus/seeds"
        for name in ("fuzz", "common.sh"):
            (self.root / "ci").mkdir(exist_ok=True)
            shutil.copy(ROOT / "ci" / name, self.root / "ci" / name)
        for name in ("ci/deps", "bin/cmake", "bin/ninja"):
            self.program(name, "#!/bin/sh\n")
        self.program("build/asan/targets/fuzz_sequence", FAKE_TARGET)
        self.seeds.mkdir(parents=True)
        (self.seeds / "a.bin").touch()
        (self.seeds / "b.bin").touch()

    def program(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def run_it(self, **more):
        return subprocess.run(
            [self.root / "ci/fuzz", "1", "--target", "fuzz_sequence"], text=True, capture_output=True,
            env={**os.environ, "UKEYFUZZ_JOBS": "1", "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}",
                 **more}, timeout=PATIENCE, check=False)

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
