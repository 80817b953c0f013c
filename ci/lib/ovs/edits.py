"""Edits of a copy of the file under test: by function, lines and a text of our own, never by theirs."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from entries import ROOT, UserError, from_root
from ovs.source import SHA256, WORK, sha256_of

EDITS = ROOT / "ci" / "ovs-edits"
MENDED = EDITS / "mended"


@dataclass(frozen=True)
class Edit:
    """One. `upstream` is the commit that an undone repair was, `found_as` the tags that may speak."""

    name: str
    description: str
    upstream: str
    found_as: tuple
    changes: tuple

    def apply(self, upcall):
        """The text of the file with the edit in it."""
        digest = sha256_of(upcall)
        if digest != SHA256:
            raise UserError(f"{self.name}: its line numbers are those of Debian's 3.1.0, and this is another file (sha256 "
                            f"{digest[:16]}...); an own tree has no such copies: leave --mended out")
        lines = upcall.read_text(encoding="utf-8").split("\n")
        for change in sorted((*self.changes, *self._mended()), key=lambda c: c["lines"][0], reverse=True):
            first, last = change["lines"]
            function = function_at(lines, first)
            if function != change["function"] or function_at(lines, last) != function:
                raise UserError(f"{self.name}: lines {first} to {last} are in {function}(), not in "
                             f"{change['function']}()")
            lines[first - 1:last] = change["text"].split("\n") if change["text"] else [""]
        return "\n".join(lines)

    def _mended(self):
        """What would be found first in each copy is mended in it, unless the edit is in the same lines."""
        taken = [change["lines"] for change in self.changes]
        return [change for edit in mended_edits() for change in edit.changes
                if not any(change["lines"][0] <= last and first <= change["lines"][1] for first, last in taken)]

    def write_copy(self, upcall):
        """The copy, written only when it is another one, so that what is built of it stays."""
        path = WORK / "copies" / f"{self.name}.c"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = self.apply(upcall)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        return path


def function_at(lines, number):
    """The function that a line (from 1 on) is in: its name stands at the beginning of a line, as in all of
    Open vSwitch's style."""
    for line in reversed(lines[:number]):
        found = re.match(r"(\w+)\(", line)
        if found:
            return found[1]
    return "no function"


def _read(path):
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Edit(path.stem, data["description"], data["upstream"], tuple(data["found_as"]),
                    tuple(data["change"]))
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise UserError(f"{from_root(path)}: {error}") from error


def mended_edits():
    """What is known, and mended in each copy; named as harness/ovs/promise/excuses.c does."""
    return [_read(path) for path in sorted(MENDED.glob("*.toml"))]


def mended():
    """The file with nothing in it but what is mended in each copy: what is left to find."""
    return Edit("mended", "What would be found first is mended.", "none", (), ())


def read_all():
    """All of them, in order."""
    return [_read(Path(path)) for path in sorted(EDITS.glob("*.toml"))]
