"""The planted bugs: what the headers of ci/planted/*.patch say."""

import difflib
import errno
import re
import signal
import sys
import traceback
from dataclasses import dataclass, replace
from pathlib import Path

import streams
from printable import printable

streams.keep_open()  # Before anything else is opened.

ROOT = Path(__file__).resolve().parent.parent.parent
PLANTED = ROOT / "ci" / "planted"
BUGS = ROOT / "corpus" / "bugs"
# Made by the targets corpus_seeds and corpus_bugs of the plain build: the binary form of scenarios.
# Fuzz targets of scenarios read nothing else; a text is bytes like any others to them.
SEEDS = ROOT / "build" / "plain" / "corpus" / "seeds"
COMPILED_BUGS = ROOT / "build" / "plain" / "corpus" / "bugs"

BUILDS = ("plain", "asan", "tsan")
TARGETS = ("fuzz_interleave", "fuzz_interleave_fine")
# What may look for an entry, though its header says another: ci/zoo --target and --build.
OTHER_TARGETS = ("fuzz_interleave", "fuzz_sequence")
OTHER_BUILDS = (*BUILDS, *(f"{build}-fine" for build in BUILDS))
# What a finding is called: the tags of docs/specification.md, and what a process can die of without one.
TAGS = ("ONCE STALL STATE OPS BIJ VALID RCU LEAK LOCK PROG LIM CNT RACE SAME "
        "ATTR SEQUENCE HANG ASAN ABORT CRASH").split()


class UserError(Exception):
    """Something in the repository or on the command line is not as it must be: one line."""


def seed_files():
    """The seeds, in order. Without any, what begins with them would begin with nothing: an error."""
    files = sorted(SEEDS.glob("*.bin"))
    if not files:
        raise UserError(f"no seeds in {SEEDS}: they are what `ninja -C build/plain corpus_seeds` makes")
    return files


@dataclass(frozen=True)
class Entry:
    """One planted bug. `name` is that of its patch, `oracles` the tags that may speak; in a `survey`,
    which looks for it by other means than its header says, any may."""

    name: str
    upstream: str
    build: str
    target: str
    oracles: tuple
    description: str
    patch: Path
    survey: bool = False

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
        """The command line tool that replays what the target finds; None if the target does so
        itself."""
        if self.target == "fuzz_sequence":
            return None
        return "ukeyfuzz_fine" if self.fine else "ukeyfuzz"

    @property
    def built_by(self):
        """The names of what ninja has to make for it."""
        kind = {"fuzz_sequence": "sequence-", "fuzz_interleave_fine": "fine-"}.get(self.target, "")
        return f"zoo-{kind}{self.name}"

    def is_find(self, tag):
        """Whether what a run showed is this bug."""
        return bool(tag) and (self.survey or tag in self.oracles)

    def looked_for_by(self, target, build):
        """This entry, to be looked for by another target or in another build; "" is the header's."""
        preset, fine, _ = (build or self.build).partition("-fine")
        target = target or TARGETS[0]
        if fine and target != TARGETS[0]:
            raise UserError(f"--build {build}: only {TARGETS[0]} has a -fine build")
        return replace(self, build=preset, target=f"{target}_fine" if fine else target, survey=True)

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
    """Reads a patch's header. Raises UserError if it is not as it must be."""
    where = patch.relative_to(ROOT) if patch.is_relative_to(ROOT) else patch
    fields, description = {}, []
    for number, line in enumerate(patch.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith(("--- ", "diff ")):
            break
        field = re.fullmatch(r"(Entry|Upstream|Build|Target|Oracle): (.+)", line)
        if field and not description:
            if field[1] in fields:
                raise UserError(f"{where}:{number}: a second line \"{field[1]}:\"")
            fields[field[1]] = field[2]
        elif line:
            description.append(line)
    for wanted in ("Entry", "Upstream", "Build", "Oracle"):
        if wanted not in fields:
            raise UserError(f"{where}: there is no line \"{wanted}:\"")
    oracles = tuple(fields["Oracle"].split())
    target = fields.get("Target", TARGETS[0])
    if fields["Entry"] != patch.stem:
        raise UserError(f"{where}: \"Entry: {fields['Entry']}\" is not the file's name")
    if fields["Build"] not in BUILDS:
        raise UserError(f"{where}: \"Build: {fields['Build']}\" is none of {', '.join(BUILDS)}")
    if target not in TARGETS:
        raise UserError(f"{where}: \"Target: {target}\" is none of {', '.join(TARGETS)}")
    for oracle in oracles:
        if oracle not in TAGS:
            raise UserError(f"{where}: \"Oracle: {oracle}\" is none of {', '.join(TAGS)}")
    if not description:
        raise UserError(f"{where}: the header does not say what is wrong")
    return Entry(patch.stem, fields["Upstream"], fields["Build"], target, oracles,
                 " ".join(description), patch)


def read_entries(names=()):
    """All entries, or those of `names` in the same order, sorted by name."""
    entries = [read_entry(patch) for patch in sorted(PLANTED.glob("*.patch"),
                                                     key=lambda p: natural(p.stem))]
    known, left_out = [entry.name for entry in entries], dict(read_left_out())
    for name in names:
        if name in left_out:
            raise UserError(f"{name} is left out of the zoo: {left_out[name]}")
        if name not in known:
            raise UserError(f"there is no ci/planted/{name}.patch{did_you_mean(name, known)}; try --list")
    return [entry for entry in entries if not names or entry.name in names]


def did_you_mean(name, known):
    """What is nearest to a name that is not known, as an addition to a message; "" if nothing is."""
    lower = {one.lower(): one for one in known}
    near = [one for said in (name, Path(name).stem)
            for one in difflib.get_close_matches(said.lower(), lower, n=1, cutoff=0.5)]
    return f"; did you mean {lower[near[0]]}?" if near else ""


def read_left_out():
    """What is not planted, and why: pairs (entry, reason)."""
    lines = (PLANTED / "left-out.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split(None, 1)) for line in lines if line and not line.startswith("#")]


def from_root(path):
    """A path as a command of the working tree has it: relative if it is in there."""
    path = Path(path).resolve()
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


_REMEDIES = {errno.ENOSPC: "; make room there", errno.EDQUOT: "; make room there",
             errno.EROFS: "; it has to be writable, or another place be chosen"}


def reason(error):
    """What an exception says, in the words of the system's own programs: "FILE: No such file". Of two files it
    is the one that was to be written."""
    if isinstance(error, OSError) and error.strerror:
        file = error.filename2 or error.filename
        said = error.strerror + _REMEDIES.get(error.errno, "")
        return said if file is None else f"{file}: {said}"
    return str(error)


def wishes_to_end():
    """The signals that ask a script to end. A hangup is none where it is ignored: nohup has said so."""
    return [number for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN]


def _interrupt(*_):
    raise KeyboardInterrupt


def _ended(program, run):
    """The exit code of `run`, whatever goes wrong in it."""
    try:
        return run(sys.argv[1:])
    except KeyboardInterrupt:
        for number in wishes_to_end():  # Once is enough: a terminal and a script that runs us may both say it.
            signal.signal(number, signal.SIG_IGN)
        return 130
    except (UserError, OSError) as error:
        print(f"{program}: {printable(reason(error))}", file=sys.stderr)
        return 2
    except SystemExit as end:  # A --help.
        return end.code
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
        return 2  # Python's own would be 1, which says that something was found.


def main_of(program, run):
    """Runs `run(argv)` as a script's main: one-line errors, exit code 2; 130 when interrupted, by Ctrl-C or by
    another wish that it end. What cannot be printed ends no work, but must not look like success (streams.py)."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)
    streams.endure()
    sys.exit(streams.finish(program, _ended(program, run)))
