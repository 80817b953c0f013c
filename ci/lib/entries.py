"""The planted bugs: what the headers of ci/planted/*.patch say."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from printable import printable

ROOT = Path(__file__).resolve().parent.parent.parent
PLANTED = ROOT / "ci" / "planted"
BUGS = ROOT / "corpus" / "bugs"
# Made by the targets corpus_seeds and corpus_bugs of the plain build: the binary form of scenarios.
# Fuzz targets of scenarios read nothing else; a text is bytes like any others to them.
SEEDS = ROOT / "build" / "plain" / "corpus" / "seeds"
COMPILED_BUGS = ROOT / "build" / "plain" / "corpus" / "bugs"

BUILDS = ("plain", "asan", "tsan")
TARGETS = ("fuzz_interleave", "fuzz_interleave_fine")
# What a finding is called: the tags of docs/specification.md, and what a process can die of without one.
TAGS = ("ONCE STALL STATE OPS BIJ VALID RCU LEAK LOCK PROG LIM CNT RACE SAME "
        "ATTR ASAN ABORT CRASH").split()


class Misfit(Exception):
    """Something in the repository or on the command line is not as it must be: one line."""


def seed_files():
    """The seeds, in order. Without any, what begins with them would begin with nothing: an error."""
    files = sorted(SEEDS.glob("*.bin"))
    if not files:
        raise Misfit(f"no seeds in {SEEDS}: they are what `ninja -C build/plain corpus_seeds` makes")
    return files


@dataclass(frozen=True)
class Entry:
    """One planted bug. `name` is that of its patch, `oracles` the tags that may speak."""

    name: str
    upstream: str
    build: str
    target: str
    oracles: tuple
    story: str
    patch: Path

    @property
    def regression(self):
        """The smallest scenario known that shows it."""
        return BUGS / f"{self.name}.scenario"

    @property
    def fine(self):
        """Whether its target has a scheduling point at every load and store."""
        return self.target.endswith("_fine")

    @property
    def tool(self):
        """The command line tool that replays what the target finds."""
        return "ukeyfuzz_fine" if self.fine else "ukeyfuzz"

    def build_name(self, preset):
        """What the tool calls its build, made by `preset`."""
        return f"{preset}-fine" if self.fine else preset

    def program(self, name):
        """Where `name` (fuzz_interleave, ukeyfuzz) with this bug in it is built."""
        return ROOT / "build" / self.build / "planted" / self.name / name


def natural(name):
    """Sorts B9 before B57."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def read_entry(patch):
    """Reads a patch's header. Raises Misfit if it is not as it must be."""
    where = patch.relative_to(ROOT) if patch.is_relative_to(ROOT) else patch
    fields, story = {}, []
    for number, line in enumerate(patch.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith(("--- ", "diff ")):
            break
        field = re.fullmatch(r"(Entry|Upstream|Build|Target|Oracle): (.+)", line)
        if field and not story:
            if field[1] in fields:
                raise Misfit(f"{where}:{number}: a second line \"{field[1]}:\"")
            fields[field[1]] = field[2]
        elif line:
            story.append(line)
    for wanted in ("Entry", "Upstream", "Build", "Oracle"):
        if wanted not in fields:
            raise Misfit(f"{where}: there is no line \"{wanted}:\"")
    oracles = tuple(fields["Oracle"].split())
    target = fields.get("Target", TARGETS[0])
    if fields["Entry"] != patch.stem:
        raise Misfit(f"{where}: \"Entry: {fields['Entry']}\" is not the file's name")
    if fields["Build"] not in BUILDS:
        raise Misfit(f"{where}: \"Build: {fields['Build']}\" is none of {', '.join(BUILDS)}")
    if target not in TARGETS:
        raise Misfit(f"{where}: \"Target: {target}\" is none of {', '.join(TARGETS)}")
    for oracle in oracles:
        if oracle not in TAGS:
            raise Misfit(f"{where}: \"Oracle: {oracle}\" is none of {', '.join(TAGS)}")
    if not story:
        raise Misfit(f"{where}: the header does not say what is wrong")
    return Entry(patch.stem, fields["Upstream"], fields["Build"], target, oracles,
                 " ".join(story), patch)


def read_entries(names=()):
    """All entries, or those of `names` in the same order, sorted by name."""
    entries = [read_entry(patch) for patch in sorted(PLANTED.glob("*.patch"),
                                                     key=lambda p: natural(p.stem))]
    known = {entry.name for entry in entries}
    for name in names:
        if name not in known:
            raise Misfit(f"there is no ci/planted/{name}.patch; try --list")
    return [entry for entry in entries if not names or entry.name in names]


def read_left_out():
    """What is not planted, and why: pairs (entry, reason)."""
    lines = (PLANTED / "left-out.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split(None, 1)) for line in lines if line and not line.startswith("#")]


def from_root(path):
    """A path as a command of the working tree has it: relative if it is in there."""
    path = Path(path).resolve()
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def reason(error):
    """What an exception says, in the words of the system's own programs: "FILE: No such file"."""
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def main_of(program, run):
    """Runs `run(argv)` as a script's main: one-line errors, exit code 2; 130 when interrupted."""
    try:
        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not try to write the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (Misfit, OSError) as error:
        print(f"{program}: {printable(reason(error))}", file=sys.stderr)
        sys.exit(2)
