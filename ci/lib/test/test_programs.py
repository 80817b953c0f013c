"""The programs with known bugs: each says what is wrong, and builds with nothing but a compiler."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import programs
from entries import UserError

WARNINGS = ("-Wall", "-Wextra", "-Werror")

GOOD = """/*
 * Something goes wrong, in
 * two lines.
 *
 * Shape: a book,
 * which has it.
 * Needs: time any
 * Found as: assertion, or race
 */
"""


class Comments(unittest.TestCase):
    def read(self, text: str) -> programs.Program:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "p.c"
            path.write_text(text)
            return programs.read(path)

    def test_is_read(self):
        p = self.read(GOOD)
        self.assertEqual(p.about, "Something goes wrong, in two lines.")
        self.assertEqual(p.shape, "a book, which has it.")
        self.assertEqual(p.needs, ("time any",))
        self.assertEqual(p.found_as, ("assertion", "race"))

    def test_without_needs(self):
        self.assertEqual(self.read(GOOD.replace(" * Needs: time any\n", "")).needs, ())

    def test_names_what_is_unknown_or_missing(self):
        for text in (GOOD.replace("time any", "luck"), GOOD.replace("race", "bad luck"),
                     GOOD.replace("Shape", "Form"), GOOD.replace("Found as", "Found"), "int main;\n"):
            with self.assertRaises(UserError):
                self.read(text)


class Programs(unittest.TestCase):
    def test_there_are_at_least_forty(self):
        self.assertGreaterEqual(len(programs.all_programs()), 40)

    def test_know_nothing_of_ukeyfuzz(self):
        for p in programs.all_programs():
            text = p.path.read_text()
            self.assertNotIn('#include "', text, p.name)
            self.assertIn("FIXED", text, f"{p.name} has no corrected twin")
            self.assertLessEqual(len(text.splitlines()), 100, p.name)

    def test_build_without_a_warning_and_the_twin_ends_well(self):
        """On real threads, once: that proves little, but a twin that cannot end is found here."""
        with tempfile.TemporaryDirectory() as folder:
            for p in programs.all_programs():
                twin = Path(folder) / p.name
                compiler = (p.compiler, *WARNINGS)
                subprocess.run([*compiler, "-pthread", "-fsyntax-only", p.path], check=True)
                subprocess.run(p.command(twin, True, compiler), check=True)
                self.assertEqual(subprocess.run([twin], timeout=60, check=False).returncode, 0, p.name)


if __name__ == "__main__":
    unittest.main()
