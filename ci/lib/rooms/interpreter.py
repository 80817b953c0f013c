"""Which Python executes the scripts: Debian's, which finds the packages of ci/deps.

Another python3 may come first in PATH, and has other packages or none.
"""

import re

PYTHON = "/usr/bin/python3"
_COMMAND = re.compile(r"(?<![\w/.:-])python3?(?=\s+[-\"'$])")
_SHELL = re.compile(r"#!.*\b(ba)?sh\b|# shellcheck shell=")


def _runs_commands(path, text):
    return path.name == "CMakeLists.txt" or path.suffix in (".sh", ".cmake") or bool(_SHELL.match(text))


def others(root, paths):
    """Lines that ask for a Python by its name alone, or for another one: ["file:line: text"]."""
    found = []
    for path in paths:
        text = (root / path).read_bytes().decode(errors="replace")
        lines = text.split("\n")
        if lines[0].startswith("#!") and "python" in lines[0] and lines[0] != f"#!{PYTHON}":
            found.append(f"{path}:1: {lines[0]}")
        if _runs_commands(path, text):
            found += [f"{path}:{number}: {line.strip()}" for number, line in enumerate(lines, 1)
                      if _COMMAND.search(line) and not line.lstrip().startswith("#")]
    return found
