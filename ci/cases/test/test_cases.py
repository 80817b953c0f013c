"""Each case of a program is a test of ctest, whatever its name; a program that cannot list its cases fails.

usage: test_cases.py CTEST LIST_CASES_CMAKE ODD_NAMES_PROGRAM
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CTEST, LIST_CASES, ODD_NAMES = sys.argv[1:4]


class OfAFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def program(self, text):
        """A program that runs well whatever its case, and does this when it is asked for its cases. It is newer than
        what is there."""
        path = self.root / "program"
        path.write_text(f'#!/bin/sh\n[ -n "$TEST_LIST" ] || exit 0\n{text}\n', encoding="utf-8")
        path.chmod(0o755)
        for name in self.root.glob("*.cases"):
            os.utime(name, (1, 1))
        return path

    def ctest(self, program, *more, words=()):
        """Its exit code, and {test: its fate}, of a program's cases."""
        call = self.root / "it.cases.cmake"
        text = f"include([==[{LIST_CASES}]==])\nadd_listed_cases(it [==[{program}]==] {' '.join(words)})\n"
        if not call.exists():
            call.write_text(text, encoding="utf-8")
            os.utime(call, (0, 0))
        elif call.read_text(encoding="utf-8") != text:
            call.write_text(text, encoding="utf-8")
        (self.root / "CTestTestfile.cmake").write_text(f"include([==[{call}]==])\n", encoding="utf-8")
        done = subprocess.run([CTEST, "--output-on-failure", *more], cwd=self.root, text=True, capture_output=True,
                              check=False)
        self.said = done.stdout + done.stderr
        fates = re.findall(r"^ *\d+/\d+ Test +#\d+: (.*?) \.*(?:   |\*\*\*)(\w+) ", self.said, re.M)
        return done.returncode, dict(fates)

    def assert_fails(self, program, test, why):
        code, fates = self.ctest(program)
        self.assertEqual((code, fates), (8, {test: "Failed"}), self.said)
        self.assertIn(why, self.said)

    def test_names_of_all_kinds(self):
        ran = self.root / "ran"
        words = ("ARGUMENTS", str(ran), "PROPERTIES", "LABELS", "odd")
        code, fates = self.ctest(ODD_NAMES, "-j2", words=words)
        names = ran.read_text(encoding="utf-8").splitlines()
        self.assertEqual(code, 0, self.said)
        self.assertEqual(sorted(fates), sorted(f"it.{name}" for name in names))
        self.assertEqual(len(set(names)), 24)
        self.assertEqual(self.ctest(ODD_NAMES, "-L", "odd", words=words)[1], fates)

    def test_words_reach_the_program(self):
        program = self.program('[ "$A;$B;$1;$2" = "x;y z;1;2 3" ] || exit 4\necho a >>"$TEST_LIST"')
        words = ("ARGUMENTS", "1", '"2 3"', "ENVIRONMENT", "A=x", '"B=y z"')
        self.assertEqual(self.ctest(program, words=words), (0, {"it.a": "Passed"}))

    def test_one_that_is_not_there(self):
        self.assert_fails(self.root / "none", "it.is_not_built", "none is not built")

    def test_one_that_dies(self):
        program = self.program('echo a >>"$TEST_LIST"; kill -SEGV $$')
        self.assert_fails(program, "it.cannot_list_its_cases", "Segmentation fault")

    def test_one_that_fails_and_says_why(self):
        program = self.program('echo a >>"$TEST_LIST"; echo \'no; "$x"\' >&2; exit 3')
        self.assert_fails(program, "it.cannot_list_its_cases", 'cannot list its cases: 3\nno; "$x"')

    def test_one_that_names_none(self):
        self.assert_fails(self.program("echo something"), "it.cannot_list_its_cases", "lists no case\nsomething")
        self.assert_fails(self.program(': >"$TEST_LIST"'), "it.cannot_list_its_cases", "lists no case")

    def test_names_that_are_no_lines(self):
        for text in (r"a\n\nb\n", r"a\nb"):
            code, fates = self.ctest(self.program(f"printf '{text}' >>\"$TEST_LIST\""))
            self.assertEqual((code, fates), (8, {"it.a": "Passed", "it.cannot_list_its_cases": "Failed"}))

    def test_two_of_one_name(self):
        code, fates = self.ctest(ODD_NAMES, words=("ARGUMENTS", "/dev/null", '"two words"'))
        self.assertEqual((code, fates), (8, {"it.cannot_list_its_cases": "Failed"}))
        self.assertIn('two cases are named "two words"', self.said)

    def test_it_is_asked_again_if_it_or_its_arguments_are_new(self):
        asked = self.root / "asked"
        text = f'echo >>"{asked}"; echo %s >>"$TEST_LIST"'
        program = self.program(text % "a")
        for _ in range(2):
            self.assertEqual(self.ctest(program)[1], {"it.a": "Passed"})
        self.assertEqual(asked.read_text(encoding="utf-8"), "\n")
        self.assertEqual(self.ctest(program, words=("ARGUMENTS", "x"))[1], {"it.a": "Passed"})
        self.assertEqual(asked.read_text(encoding="utf-8"), "\n\n")
        self.assertEqual(self.ctest(self.program(text % "b"))[1], {"it.b": "Passed"})
        self.assertEqual(self.ctest(self.program("exit 1"))[1], {"it.cannot_list_its_cases": "Failed"})


class OfAProgram(unittest.TestCase):
    def run_it(self, case):
        with tempfile.TemporaryDirectory() as folder:
            ran = Path(folder) / "ran"
            done = subprocess.run([ODD_NAMES, ran], env={**os.environ, "TEST_CASE": case}, text=True,
                                  capture_output=True, check=False)
            return done.returncode, ran.read_text(encoding="utf-8").splitlines() if ran.exists() else [], done.stderr

    def test_a_name_comes_before_a_pattern(self):
        self.assertEqual(self.run_it("*")[:2], (0, ["*"]))
        self.assertEqual(self.run_it("two*")[:2], (0, ["two words"]))
        self.assertEqual(len(self.run_it("??*")[1]), 21)

    def test_a_case_that_is_not_there(self):
        code, ran, said = self.run_it("two")
        self.assertEqual((code, ran), (1, []))
        self.assertIn('no case is named "two"; TEST_LIST=/dev/stdout names all', said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
