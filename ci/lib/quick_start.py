#!/usr/bin/python3
"""Runs the README's quick start for a few seconds, and compares what it prints with what the README says.

The first block of README.md that begins with `$ ci/fuzz` has the command and its output. The command is run
with a few seconds in the place of the README's. Each line of the README must come, in this order; numbers
and spaces do not count, and [...] stands for any lines.

usage: quick_start.py [SECONDS]
  SECONDS   how long to fuzz (3)

Exit code: 0 it prints what the README says, 1 it does not, 2 cannot run.
"""

import re
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from command_line import Parser, positive
from entries import ROOT, UserError, main_of

README = ROOT / "README.md"
_BLOCK = re.compile(r"^```console\n\$ (ci/fuzz) (\d+)((?: [^\n]*)?)\n(.*?)^```$", re.M | re.S)
ELISION = "[...]"


def quick_start(text):
    """(command, lines of its output) of a README's text; the seconds are None in the command."""
    match = _BLOCK.search(text)
    if not match:
        raise UserError("README.md has no block that begins with `$ ci/fuzz SECONDS`")
    return [match[1], None, *match[3].split()], match[4].splitlines()


def shape(line):
    """A line without what differs from run to run."""
    return re.sub(r"\d+", "N", " ".join(line.split()))


def first_difference(expected, printed):
    """The first of the expected lines that does not come; None if all come."""
    rest, elided = [shape(line) for line in printed if line.strip()], True
    for line in filter(str.strip, expected):
        if line.strip() == ELISION:
            elided = True
            continue
        place = next((i for i, other in enumerate(rest) if other == shape(line)), None)
        if place is None or (place and not elided):
            return line
        rest, elided = rest[place + 1:], False
    return None


def main(argv):
    """Does what the text above says."""
    parser = Parser(prog="quick_start.py", description=__doc__.splitlines()[0])
    parser.add_argument("seconds", nargs="?", type=positive, default=3, metavar="SECONDS",
                        help="how long to fuzz (3)")
    options = parser.parse_args(argv)
    command, expected = quick_start(README.read_text(encoding="utf-8"))
    command = [str(options.seconds) if word is None else word for word in command]
    done = subprocess.run([ROOT / command[0], *command[1:]], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"quick_start: {' '.join(command)} ended with {done.returncode}:\n{done.stdout}", end="")
        return 1
    line = first_difference(expected, done.stdout.splitlines())
    if line is not None:
        print(f"quick_start: README.md says that {' '.join(command)} prints '{line.strip()}' there; it prints:\n"
              f"{done.stdout}", end="")
        return 1
    return 0


if __name__ == "__main__":
    main_of("ci/lib/quick_start.py", main)
