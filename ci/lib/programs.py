"""The programs with known bugs in corpus/programs/: what their comments say, and how they are built.

Each is one file of C or C++ on pthreads, and knows nothing of ukeyfuzz. As it is, it has the bug; with FIXED
defined, it is its corrected twin. Its first comment says what goes wrong, and ends with lines such as

    Shape: where it is described
    Needs: time any; spurious wake-ups
    Found as: assertion or race
"""

import re
from dataclasses import dataclass
from pathlib import Path

from entries import ROOT, UserError

PROGRAMS = ROOT / "corpus" / "programs"
# What may be needed beside the schedule.
NEEDS = ("time any", "spurious wake-ups")
# How a bug can show.
WAYS = ("assertion", "deadlock", "livelock", "race", "use after free", "double free", "null dereference", "overflow",
        "misuse of a lock")


@dataclass(frozen=True)
class Program:
    name: str
    path: Path
    about: str
    shape: str
    needs: tuple[str, ...]
    found_as: tuple[str, ...]

    @property
    def compiler(self) -> str:
        return "c++" if self.path.suffix == ".cc" else "cc"

    def command(self, out: Path, fixed: bool, compiler: tuple[str, ...] = ()) -> list[str]:
        """What builds the program, or its corrected twin, into `out`."""
        return [*(compiler or (self.compiler,)), "-pthread", "-g", *(["-DFIXED"] if fixed else []),
                str(self.path), "-o", str(out)]


def _field(path: Path, comment: str, name: str) -> str:
    found = re.search(rf"^{name}: (.*?)(?=^[A-Z][a-z ]+: |\Z)", comment, re.M | re.S)
    return " ".join(found[1].split()) if found else ""


def _words(path: Path, text: str, separator: str, known: tuple[str, ...], what: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in re.split(separator, text)) if text else ()
    for word in words:
        if word not in known:
            raise UserError(f"{path}: '{what}: {word}' is unknown; known are: {', '.join(known)}")
    return words


def read(path: Path) -> Program:
    """What the first comment of `path` says; UserError if it does not say enough."""
    match = re.match(r"/\*\n(.*?)\n \*/\n", path.read_text(encoding="utf-8"), re.S)
    if not match:
        raise UserError(f"{path}: does not begin with a comment that says what goes wrong")
    comment = re.sub(r"^ \* ?", "", match[1], flags=re.M)
    about = " ".join(comment.split("\n\n")[0].split())
    shape = _field(path, comment, "Shape")
    needs = _words(path, _field(path, comment, "Needs"), r";", NEEDS, "Needs")
    found_as = _words(path, _field(path, comment, "Found as"), r",? or |, ", WAYS, "Found as")
    if not (about and shape and found_as):
        raise UserError(f"{path}: its first comment needs a paragraph, 'Shape:' and 'Found as:'")
    return Program(path.stem, path, about, shape, needs, found_as)


def all_programs() -> list[Program]:
    return [read(path) for path in sorted(PROGRAMS.iterdir()) if path.suffix in (".c", ".cc")]
