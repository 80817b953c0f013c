"""What a build may do to the tree and to the flags, and what the files of ci/ossfuzz say to each other."""

import contextlib
import io
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from entries import ROOT, UserError
from ossfuzz import sandbox

NINJA = """rule run
  command = $command
build a.o: run
  command = {}
build fuzz_x: run a.o
  command = {}
"""


class Source(unittest.TestCase):
    def build(self, script):
        """Complaints about a build.sh."""
        with tempfile.TemporaryDirectory() as temporary:
            root = Path(temporary) / "tree"
            (root / "ci/ossfuzz").mkdir(parents=True)
            (root / "ci/ossfuzz/build.sh").write_text(script)
            subprocess.run(["git", "init", "-q", root], check=True)
            with mock.patch.object(sandbox, "ROOT", root):
                box = sandbox.Sandbox(Path(temporary) / "box", "address", "libfuzzer")
                with contextlib.redirect_stdout(io.StringIO()):
                    complaints = box.build()
                for folder in (box.src, box.work, box.out):
                    sandbox.remove(folder)
        return complaints

    def test_work_and_out_are_for_writing(self):
        self.assertEqual(self.build('touch "$WORK/a" "$OUT/b"'), [])

    def test_tree_is_not(self):
        with self.assertRaises(UserError):
            self.build('touch "$SRC/ukeyfuzz/trace"')
        with self.assertRaises(UserError):
            self.build("echo >>ci/ossfuzz/build.sh")

    def test_tree_is_not_even_with_a_trick(self):
        self.assertEqual(self.build("chmod u+w . && touch trace"),
                         ["ukeyfuzz/trace: the build has written to it"])
        self.assertEqual(self.build("chmod u+w ci/ossfuzz/build.sh && echo : >>ci/ossfuzz/build.sh"),
                         ["ukeyfuzz/ci/ossfuzz/build.sh: the build has written to it"])

    def test_a_failure_is_one(self):
        with self.assertRaises(UserError):
            self.build("false")


class Flags(unittest.TestCase):
    ENVIRONMENT = {"CC": "clang", "CXX": "clang++", "CFLAGS": "-O1 -g", "CXXFLAGS": "-O1 -g -static-libgcc",
                   "LIB_FUZZING_ENGINE": "-fsanitize=fuzzer", "PATH": "/usr/bin:/bin"}
    GOOD_LINK = "clang++ -O1 -g -static-libgcc a.o -o fuzz_x -fsanitize=fuzzer"

    def complaints(self, compile_command, link=GOOD_LINK):
        with tempfile.TemporaryDirectory() as folder:
            build = Path(folder)
            (build / "build.ninja").write_text(NINJA.format(compile_command, link))
            return sandbox.flag_complaints(build, self.ENVIRONMENT, ["fuzz_x"])

    def test_as_they_are(self):
        self.assertEqual(self.complaints(
            "clang -DX=1 -I/a -O1 -g -std=gnu11 -include -Wx.h -MD -MT a.o -MF a.d -o a.o -c a.c"), [])

    def test_added(self):
        for flag in ("-O2", "-Werror", "-fsanitize=undefined", "-march=native", "-fno-inline"):
            self.assertEqual(self.complaints(f"clang -O1 -g {flag} -c a.c"),
                             [f"a.c: {flag} is added to CFLAGS"])

    def test_not_used(self):
        self.assertEqual(self.complaints("clang -O1 -c a.c"), ["a.c: is not compiled with CFLAGS"])

    def test_link(self):
        compiled = "clang -O1 -g -c a.c"
        for word, what in (("clang++", "clang++"), ("-static-libgcc", "CXXFLAGS"),
                           ("-fsanitize=fuzzer", "LIB_FUZZING_ENGINE")):
            self.assertEqual(self.complaints(compiled, self.GOOD_LINK.replace(word, "clang")),
                             [f"fuzz_x: is not linked with {what}"])


class Files(unittest.TestCase):
    def test_max_len_is_that_of_a_scenario(self):
        size = re.search(r"SCENARIO_MAX_SIZE = (\d+)",
                         (ROOT / "harness/scenario/scenario.h").read_text())[1]
        for file in (ROOT / "ci/ossfuzz/options").glob("*.options"):
            if file.stem == "fuzz_stress":
                continue # Its bytes are settings and faults.
            self.assertIn(f"max_len = {size}\n", file.read_text(), file.name)

    def test_images_have_the_same_packages(self):
        def packages(file):
            return set(re.search(r"--no-install-recommends (.*)", (ROOT / file).read_text())[1].split())
        ours = packages("ci/ossfuzz/Dockerfile")
        self.assertEqual(ours, packages(".clusterfuzzlite/Dockerfile"))
        self.assertLessEqual(ours, set(re.findall(r"^([a-z][\w+-]*) ", (ROOT / "ci/packages.txt").read_text(), re.M)))

    def test_targets_have_options(self):
        built = re.search(r"targets=\((.*)\)", (ROOT / "ci/ossfuzz/build.sh").read_text())[1].split()
        self.assertEqual({f.stem for f in (ROOT / "ci/ossfuzz/options").iterdir()}, set(built))


if __name__ == "__main__":
    unittest.main()
