"""A script of ci/ in a folder of its own, among programs that only say something."""

import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sanitizer_log
from entries import ROOT

PATIENCE = 90  # Seconds that a script may take.


class ScriptAlone(unittest.TestCase):
    """`root` is in the place of the repository. What is in its bin/ is found first."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "ci").mkdir()

    def script(self, name, *silent):
        """Takes the script, what it includes, and programs that succeed without a word."""
        for file in (name, "common.sh"):
            shutil.copy(ROOT / "ci" / file, self.root / "ci" / file)
        shutil.copytree(ROOT / "ci/lib", self.root / "ci/lib", dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("test", "__pycache__"))
        for file in sanitizer_log.SOURCES:
            (self.root / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, self.root / file)
        for program in ("bin/cmake", "bin/ninja", *silent):
            self.program(program, "#!/bin/sh\n")

    def program(self, name, text):
        """Makes a program, whose path begins at the root."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def environment(self, **more):
        """For what is executed here."""
        return {**os.environ, "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}", **more}
