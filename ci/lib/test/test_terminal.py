"""Colours and lines that are rewritten: only on a terminal that can, and where they are wanted."""

import os
import pty
import subprocess
import sys
import unittest
from pathlib import Path

LIB = Path(__file__).resolve().parent.parent
COLOUR, REWRITTEN = b"\x1b[1m", b"\r\x1b[K"
SAY = f". {LIB.parent}/common.sh; say hello"
PROGRESS = (f"import sys; sys.path.insert(0, '{LIB}'); from command_line import Progress; "
            "p = Progress(2); p.say('one'); p.say('two')")


def on_a_terminal(*command, **more):
    """What the command writes to one."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("TERM", "NO_COLOR")}
    subprocess.run(command, stdin=theirs, stdout=theirs, stderr=theirs, check=True, env=environment | more)
    os.close(theirs)
    said = os.read(ours, 1 << 16)
    os.close(ours)
    return said


class Terminal(unittest.TestCase):
    def test_colours(self):
        self.assertIn(COLOUR, on_a_terminal("bash", "-c", SAY, TERM="xterm"))
        for term in ("dumb", ""):
            self.assertEqual(on_a_terminal("bash", "-c", SAY, TERM=term), b"hello\r\n")
        self.assertEqual(on_a_terminal("bash", "-c", SAY, TERM="xterm", NO_COLOR="1"), b"hello\r\n")
        piped = subprocess.run(["bash", "-c", SAY], capture_output=True, check=True).stdout
        self.assertEqual(piped, b"hello\n")

    def test_progress(self):
        self.assertIn(REWRITTEN, on_a_terminal(sys.executable, "-c", PROGRESS, TERM="xterm"))
        self.assertEqual(on_a_terminal(sys.executable, "-c", PROGRESS, TERM="dumb"),
                         b"[1/2] one\r\n[2/2] two\r\n")

    def test_where_a_script_writes_in_colours(self):
        ask = (f"import sys; sys.path.insert(0, '{LIB}'); import fuzz; "
               "print(fuzz.TERMINAL, bool(fuzz.RED))")

        def answers(**more):
            return on_a_terminal(sys.executable, "-B", "-c", ask, **more).split()
        self.assertEqual(answers(TERM="xterm"), [b"True", b"True"])
        self.assertEqual(answers(TERM="xterm", NO_COLOR="1"), [b"True", b"False"])
        for nothing in ({"TERM": "dumb"}, {"TERM": ""}, {}):
            self.assertEqual(answers(**nothing), [b"False", b"False"], nothing)


if __name__ == "__main__":
    unittest.main()
