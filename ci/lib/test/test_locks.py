"""Folders that one run at a time may use, and what cannot be said."""

import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

LIB = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(LIB))

import locks
from entries import ROOT, UserError

HOLDER = """
import sys, time
sys.path.insert(0, sys.argv[1])
import locks, pathlib, subprocess
lock = locks.hold(pathlib.Path(sys.argv[2]), "ci/test of this")
child = subprocess.Popen(["sleep", "30"])
print(child.pid, flush=True)
time.sleep(30)
"""


class Locks(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def holder(self):
        process = subprocess.Popen([sys.executable, "-B", "-c", HOLDER, LIB, self.folder], text=True,
                                   stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        child = int(process.stdout.readline())
        self.addCleanup(os.kill, child, signal.SIGKILL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_who_has_it_is_said(self):
        other = self.holder()
        with self.assertRaisesRegex(UserError, f"is in use: ci/test of this, process {other.pid}, since "):
            locks.hold(self.folder, "mine")

    def test_a_holder_that_is_killed_leaves_no_lock_though_its_children_live(self):
        other = self.holder()
        other.kill()
        other.wait()
        locks.hold(self.folder, "mine").close()

    def test_a_second_build_says_that_it_waits(self):
        path = self.folder / "plain.lock"
        lock = locks.wait_for(path, "")
        script = ("import pathlib, sys; sys.path.insert(0, sys.argv[1]); import locks\n"
                  "locks.wait_for(pathlib.Path(sys.argv[2]), 'waiting'); print('built')")
        waits = subprocess.Popen([sys.executable, "-B", "-c", script, LIB, path], text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(waits.stderr.readline(), "waiting\n")
        with self.assertRaises(subprocess.TimeoutExpired):
            waits.wait(0.3)
        lock.close()
        self.assertEqual(waits.communicate(timeout=60), ("built\n", ""))

    def test_one_that_is_free_again(self):
        locks.hold(self.folder, "mine").close()
        locks.hold(self.folder, "mine").close()


class Unsaid(unittest.TestCase):
    def test_what_cannot_be_said_is_an_error(self):
        for command in (["ci/zoo", "--list"], ["ci/fuzz-changed", "HEAD", "--list"], ["ci/nightly", "--list"],
                        ["ci/fuzz", "--help"], ["ci/correct", "--help"], ["ci/bench", "--help"]):
            with open("/dev/full", "w", encoding="ascii") as full:
                done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True,
                                      check=False)
            self.assertEqual(done.returncode, 2, command)
            self.assertRegex(done.stderr, r"No space left on device|write failure|write error", command)


if __name__ == "__main__":
    unittest.main()
