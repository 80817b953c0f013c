"""How large rooms and files may be, so that a newcomer guesses where a thing is and reads it at one sitting.

A folder has at most FILES files, not counting those of folders in it. A source file has at most LINES lines:
350 or so is what we aim at. Neither holds for data.
"""

import ast
import re
import subprocess
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import PurePath

FILES, LINES = 30, 400
# A script of ci/ reads its words and calls; what thinks is in ci/lib, where it can be tested.
SCRIPT_LINES = 60
# A file for each bug, seed or program.
DATA = ("ci/planted", "corpus/*")
# A flat library, as the one that it is modelled on. Every planted patch names its files. docs/design.md has its map
# (src_map.py).
FLAT = ("src",)
# gdb loads it as one file, and so it is installed.
WHOLE = ("harness/runtime/gdb/runtime.py",)
SOURCES = (".c", ".h", ".py", ".sh", ".js", ".cmake")
SCRIPT = b"#!"
_SHELL = re.compile(rb"#!.*\b(ba)?sh\b|# shellcheck shell=")


def files_of(root):
    """What git tracks and is there, relative to `root`."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True).stdout
    paths = (PurePath(name) for name in listed.decode().split("\0") if name)
    return [path for path in paths if (root / path).is_file()]


def _is_one_of(folder, patterns):
    return any(fnmatchcase(str(folder), pattern) for pattern in patterns)


def crowded(paths):
    """Folders with too many of the files: {folder: how many}."""
    counts = Counter(path.parent for path in paths)
    return {str(folder): n for folder, n in counts.items() if n > FILES and not _is_one_of(folder, DATA + FLAT)}


def _is_source(path, text):
    return path.suffix in SOURCES or (not path.suffix and text.startswith(SCRIPT))


def too_long(root, paths):
    """Source files with too many lines: {path: how many}."""
    found = {}
    for path in paths:
        if _is_one_of(path.parent, DATA) or _is_one_of(path, WHOLE):
            continue
        text = (root / path).read_bytes()
        if _is_source(path, text) and text.count(b"\n") > LINES:
            found[str(path)] = text.count(b"\n")
    return found


def _lines_of_script(path, text):
    """How many lines a script of ci/ has: all of them in shell; without its manual in Python, where that may be
    long. 0 if it is none."""
    if _SHELL.match(text) or path.suffix == ".sh":
        return text.count(b"\n")
    if path.parent != PurePath("ci") or not text.startswith(SCRIPT):
        return 0
    manual = ast.parse(text).body[0]
    return text.count(b"\n") - (manual.end_lineno - manual.lineno + 1)


def busy_scripts(root, paths):
    """Scripts of ci/ that do more than to read their words and to call: {path: how many lines}."""
    lines = {str(path): _lines_of_script(path, (root / path).read_bytes()) for path in paths if path.parts[0] == "ci"}
    return {path: n for path, n in lines.items() if n >= SCRIPT_LINES}
