"""Tests of build.py: a mistake in the environment, or in the sources, is told once."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import build
from entries import UserError

CI = Path(__file__).resolve().parents[2]


NINJA = """#!/bin/sh
case "$*" in *bad*) echo "error: bad"; exit 1 ;; 
*wrong*) printf '[1/2] Building\\n../../src/ukey.c:12:5: error: no member named x\\n' ; exit 1 ;; *full*) echo "ld: a: No space left on device"; exit 1 ;; esac
"""


class Each(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = Path(folder.name)
        (root / "build").mkdir()
        for name, text in (("cmake", "#!/bin/sh\n"), ("ninja", NINJA)):
            (root / name).write_text(text)
            (root / name).chmod(0o755)
        for patch in (mock.patch.object(build, "ROOT", root),
                      mock.patch.dict(os.environ, PATH=f"{root}:{os.environ['PATH']}")):
            patch.start()
            self.addCleanup(patch.stop)

    def test_what_cannot_be_built_is_named_and_the_log_kept(self):
        self.assertEqual(build.build_each("plain", ["good", "bad", "fine"]), ["bad"])
        self.assertEqual(build.log_of("plain").read_text(), "error: bad\n")
        self.assertEqual(build.build_each("plain", ["good", "fine"]), [])
        self.assertEqual(build.build_each("plain", []), [])

    def test_what_does_not_compile_is_one_line(self):
        with contextlib.redirect_stderr(io.StringIO()) as said, self.assertRaisesRegex(
                UserError, "^(/.*/)?src/ukey.c:12: no member named x; the whole log is in .*/build/plain.log$"):
            build.build("plain", ["wrong"])
        self.assertEqual(said.getvalue(), "")
        with contextlib.redirect_stderr(io.StringIO()) as said, self.assertRaisesRegex(UserError, "^failed: ninja "):
            build.build("plain", ["bad"])
        self.assertEqual(said.getvalue(), "error: bad\n")

    def test_a_full_disk_is_no_fault_of_a_target(self):
        with self.assertRaisesRegex(UserError, "/build/plain: No space left on device; make room there$"):
            build.build_each("plain", ["good", "full"])


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
