"""Configures and builds presets, quietly."""

import os
import subprocess
import sys

from entries import ROOT, Misfit


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


def _quietly(log, command):
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        code = subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, check=False).returncode
    if code:
        lines = log.read_text(errors="replace").splitlines()
        print("\n".join(lines[-40:]), file=sys.stderr)
        raise Misfit(f"failed: {' '.join(map(str, command))}; the whole log is in {log}")


# What makes the folders SEEDS and COMPILED_BUGS of entries.py.
CORPORA = ("corpus_seeds", "corpus_bugs")


def build(preset, targets):
    """Builds `targets` of a preset."""
    _quietly(ROOT / "build" / f"{preset}.configure.log", ["cmake", "--preset", preset])
    _quietly(ROOT / "build" / f"{preset}.log",
             ["ninja", "-C", ROOT / "build" / preset, "-j", str(jobs_wanted()), *targets])
