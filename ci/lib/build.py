"""Configures and builds presets, quietly."""

import os
import subprocess
import sys

from entries import ROOT, Misfit
from locks import wait_for


def jobs_wanted():
    """Processes at a time: UKEYFUZZ_JOBS, else one per processor."""
    jobs = os.environ.get("UKEYFUZZ_JOBS", str(len(os.sched_getaffinity(0))))
    if not jobs.isdigit() or int(jobs) == 0:
        raise Misfit(f"UKEYFUZZ_JOBS is '{jobs}', which is not a number of processes")
    return int(jobs)


def install_needed(*options):
    """ci/deps. What it says goes where errors go: standard output may be for another program."""
    jobs_wanted()  # Else ci/deps would refuse it, and the caller as well: one mistake, one line.
    if subprocess.run([ROOT / "ci" / "deps", *options], stdout=sys.stderr, check=False).returncode:
        raise Misfit("ci/deps failed")


def _quietly(log, command, lock):
    with log.open("wb") as out:
        # What builds holds the lock as well: should we be killed, it goes on.
        code = subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, check=False,
                              pass_fds=[lock.fileno()]).returncode
    if code:
        lines = log.read_text(errors="replace").splitlines()
        print("\n".join(lines[-40:]), file=sys.stderr)
        raise Misfit(f"failed: {' '.join(map(str, command))}; the whole log is in {log}")


# What makes the folders SEEDS and COMPILED_BUGS of entries.py.
CORPORA = ("corpus_seeds", "corpus_bugs")


def build(preset, targets):
    """Builds `targets` of a preset. One at a time builds in a folder; others wait."""
    folder = ROOT / "build"
    with wait_for(folder / f"{preset}.lock", f"build/{preset} is being built by another; waiting") as lock:
        _quietly(folder / f"{preset}.configure.log", ["cmake", "--preset", preset], lock)
        _quietly(folder / f"{preset}.log",
                 ["ninja", "-C", folder / preset, "-j", str(jobs_wanted()), *targets], lock)
