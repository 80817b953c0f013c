"""Configures and builds presets, quietly."""

import contextlib
import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from entries import ROOT, UserError, from_root
from locks import wait_for
from printable import printable

NO_SPACE = os.strerror(errno.ENOSPC)
ROOM_AT_LEAST = 1 << 20  # Below this not even the words of a compiler fit.


def jobs_wanted():
    """Processes at a time: UKEYFUZZ_JOBS, else one per processor."""
    jobs = os.environ.get("UKEYFUZZ_JOBS", str(len(os.sched_getaffinity(0))))
    if not jobs.isdigit() or int(jobs) == 0:
        raise UserError(f"UKEYFUZZ_JOBS is '{jobs}', which is not a number of processes")
    return int(jobs)


def install_needed(*options):
    """ci/deps. What it says goes where errors go: standard output may be for another program."""
    jobs_wanted()  # Else ci/deps would refuse it, and the caller as well: one mistake, one line.
    if subprocess.run([ROOT / "ci" / "deps", *options], stdout=sys.stderr, check=False).returncode:
        raise UserError("ci/deps failed")


def log_of(preset):
    """What building a preset has said the last time."""
    return ROOT / "build" / f"{preset}.log"


def _run(log, command, lock):
    """Runs a command with its output in a log. Returns its exit code."""
    with log.open("wb") as out:
        # What builds holds the lock as well: should we be killed, it goes on.
        return subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, check=False,
                              pass_fds=[lock.fileno()]).returncode


def refuse_full_disk(file, said):
    """Raises UserError if what was to make a file has said that the disk is full: then that it failed tells
    nothing of what was built."""
    if NO_SPACE in said or shutil.disk_usage(Path(file).parent).free < ROOM_AT_LEAST:
        raise UserError(f"{file}: {NO_SPACE}; make room there")


def complaint(said):
    """The first line in which a compiler says what is wrong, with the file as the tree has it; "" if there is
    none."""
    found = re.search(r"^(\S+?:\d+)(?::\d+)?: (?:fatal )?error: (.*)$", said, re.M)
    return printable(f"{from_root((ROOT / 'build' / 'any' / found[1]))}: {found[2]}") if found else ""


def _quietly(log, command, lock):
    if _run(log, command, lock):
        said = log.read_text(errors="replace")
        why = complaint(said)
        if not why:
            print("\n".join(said.splitlines()[-40:]), file=sys.stderr)
            why = f"failed: {' '.join(map(str, command))}"
        raise UserError(f"{why}; the whole log is in {from_root(log)}")


def _ninja(preset, *arguments):
    return ["ninja", "-C", ROOT / "build" / preset, "-j", str(jobs_wanted()), *arguments]


@contextlib.contextmanager
def _configured(preset, definitions=()):
    """A preset's folder, ready to be built in. One at a time builds there; others wait."""
    folder = ROOT / "build"
    with wait_for(folder / f"{preset}.lock", f"build/{preset} is being built by another; waiting") as lock:
        _quietly(folder / f"{preset}.configure.log", ["cmake", "--preset", preset, *definitions], lock)
        yield lock


# What makes the folders SEEDS and COMPILED_BUGS of entries.py.
CORPORA = ("corpus_seeds", "corpus_bugs")


def build(preset, targets, definitions=()):
    """Builds `targets` of a preset, all if there are none. `definitions`: of variables, for cmake."""
    with _configured(preset, definitions) as lock:
        _quietly(log_of(preset), _ninja(preset, *targets), lock)


def build_each(preset, targets):
    """Builds those of the targets that can be built, and returns the others."""
    with _configured(preset) as lock:
        if not targets or not _run(log_of(preset), _ninja(preset, "-k", "0", *targets), lock):
            return []
        refuse_full_disk(ROOT / "build" / preset, log_of(preset).read_text(errors="replace"))
        # What could be built is built by now, so that this only asks.
        return [target for target in targets
                if subprocess.run(_ninja(preset, target), cwd=ROOT, capture_output=True, check=False,
                                  pass_fds=[lock.fileno()]).returncode]
