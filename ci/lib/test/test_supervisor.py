"""What is promised of every program that a script starts."""

import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supervisor import Program, watch


def start(script, **more):
    """A shell that has said that it is there."""
    program = Program(["sh", "-c", f"{script}"], subprocess.PIPE, **more)
    program.process.stdout.readline()
    return program


def is_there(process_id):
    """Whether a process runs still."""
    try:
        return b") Z " not in Path(f"/proc/{process_id}/stat").read_bytes()
    except FileNotFoundError:
        return False


class Supervisor(unittest.TestCase):
    def setUp(self):
        # What we ignore a shell inherits, and could not trap. Another test may have ended with that.
        before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self.addCleanup(signal.signal, signal.SIGTERM, before)

    def start(self, script, **more):
        program = start(script, **more)
        self.addCleanup(program.process.stdout.close)
        return program

    def test_one_that_ends_by_itself(self):
        program = self.start("echo; exit 7")
        watch([program])
        self.assertEqual((program.process.returncode, program.asked, program.stuck), (7, None, False))

    def test_after_its_time_it_is_asked(self):
        # It makes no process meanwhile: dash can lose a signal just then.
        program = self.start("trap 'exit 3' TERM; echo; while :; do :; done")
        watch([program], 0.05)
        self.assertEqual((program.process.returncode, program.stuck), (3, False))
        self.assertTrue(program.asked)

    def test_one_that_does_not_obey_is_killed(self):
        program = self.start("trap '' TERM; echo; while :; do sleep 0.01; done", patience=0.1)
        watch([program], is_over=lambda: True, pause=0.05)
        self.assertEqual((program.process.returncode, program.stuck), (-signal.SIGKILL, True))

    def test_without_patience_nobody_is_asked(self):
        program = self.start("trap 'exit 3' TERM; echo; while :; do :; done", patience=0)
        watch([program], 0)
        self.assertEqual(program.process.returncode, -signal.SIGKILL)

    def test_its_children_end_with_it(self):
        program = Program(["sh", "-c", "sleep 1000 & echo $!"], subprocess.PIPE)
        self.addCleanup(program.process.stdout.close)
        child = int(program.process.stdout.readline())
        watch([program])
        for _ in range(100):
            if not is_there(child):
                break
            time.sleep(0.01)
        self.assertFalse(is_there(child))

    def test_what_interrupts_us_ends_them(self):
        program = self.start("echo; exec sleep 1000")

        def interrupt():
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            watch([program], tick=interrupt, pause=0.01)
        self.assertEqual(program.process.returncode, -signal.SIGKILL)

    def test_it_does_not_outlive_us(self):
        ours = subprocess.run([sys.executable, "-B", "-c", f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).resolve().parent.parent)!r})
from supervisor import Program
program = Program(["sh", "-c", "echo; exec sleep 1000"], -1)
program.process.stdout.readline()
print(program.process.pid, flush=True)
os.kill(os.getpid(), 9)
"""], stdout=subprocess.PIPE, check=False)
        child = int(ours.stdout)
        for _ in range(100):
            if not is_there(child):
                break
            time.sleep(0.01)
        self.assertFalse(is_there(child))


if __name__ == "__main__":
    unittest.main()
