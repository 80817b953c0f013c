"""Executes files under Valgrind's memcheck, which reports reads of what was never written.

The preset "memcheck" is the plain build with debug information that Valgrind can read; the fuzz
targets execute files one after the other, as in every other build. Valgrind reports an error once, so
each belongs to the first file that showed it.
"""

import re
import subprocess
from dataclasses import dataclass

from zoo import planted
from entries import ROOT, UserError

PRESET = "memcheck"
TARGETS = ("fuzz_interleave", "fuzz_interleave_fine", "fuzz_sequence", "fuzz_scenario")
CANARY = "uninitialised"
FILES_AT_A_TIME = 1000
# What Valgrind ends with if it has reported something.
REPORTED = 99
VALGRIND = ("valgrind", "-q", "--leak-check=no", "--num-callers=24",
            f"--error-exitcode={REPORTED}")
# Frames that are not of the code under test: how an actor comes to life.
_BELOW = re.compile(r"^(make_fcontext|fiber_begin|thread_loop|actor_\w+|execution|runtime_execute|"
                    r"scenario_execute|LLVMFuzzer\w+|main|fuzzer::.*|\(below main\))$")
MAX_FRAMES = 3


@dataclass(frozen=True)
class Report:
    """An error, the first file that showed it, and what Valgrind said."""

    file: str
    kind: str
    frames: tuple  # Function and place, the innermost first.
    text: str

    @property
    def signature(self):
        """What makes two errors the same one."""
        functions = [frame.split(" ", 1)[0] for frame in self.frames if frame]
        return f"{self.kind}: {' < '.join(functions)}" if functions else self.kind

    @property
    def where(self):
        """The innermost frame."""
        return self.frames[0] if self.frames else "somewhere"


def program(target, canary=False):
    """Where a fuzz target of the memcheck build is, or the one with the canary in it."""
    folder = f"planted/{CANARY}" if canary else "targets"
    return ROOT / "build" / PRESET / folder / target


def command(target, files, canary=False, origins=False):
    """What executes files. `origins`: Valgrind says as well where the memory comes from, which takes
    three times as long. Without a limit on its memory, libFuzzer needs no thread to watch it."""
    more = ["--track-origins=yes"] if origins else []
    return [*VALGRIND, *more, program(target, canary), "-rss_limit_mb=0", *files]


def _frames(lines):
    frames = []
    for line in lines:
        found = re.match(r" +(?:at|by) 0x[0-9A-F]+: (.+?) \((.*)\)$", line)
        if not found:
            if frames:
                break  # What follows is where the memory comes from.
            continue
        if not _BELOW.match(found[1]):
            frames.append(f"{found[1]} ({found[2]})")
    return tuple(frames[:MAX_FRAMES])


def parse(log):
    """The errors in the log of a fuzz target that ran under Valgrind."""
    reports, file, lines = [], "", []

    def flush():
        while lines and not lines[-1]:
            lines.pop()
        if lines:
            reports.append(Report(file, lines[0], _frames(lines[1:]), "\n".join(lines) + "\n"))
        lines.clear()

    for line in log.splitlines():
        begun = re.match(r"Running: (.*)$", line)
        said = re.match(r"==\d+== ?(.*)$", line)
        if begun:
            flush()
            file = begun[1]
        elif said and not said[1]:
            flush()
        elif said and (lines or not said[1].startswith(" ")):
            # "Uninitialised value was created by" belongs to what comes before the blank line.
            lines.append(said[1])
    flush()
    return reports


def files_begun(log):
    """How many files the log says were begun."""
    return len(re.findall(r"^Running: ", log, re.M))


def check_canary(files, log, execute):
    """Makes sure that what is planted is reported. `execute(command, log)` returns the exit code and
    leaves what the program says in the file `log`. Raises UserError if memcheck would not see a thing."""
    code = execute(command("fuzz_interleave", files, canary=True), log)
    reports = parse(log.read_text(errors="replace"))
    if code != REPORTED or not any("ninitialised" in report.kind for report in reports):
        raise UserError(f"the planted read of uninitialised memory was not reported (exit code {code}; "
                     f"see {log}): Valgrind's silence means nothing")


def check_files(target, files, log, execute):
    """Executes files under Valgrind. Returns how many of them were executed, fewer than all if `execute`
    has ended it or the last of them, which has an error, the target; and the errors. After any, those
    who showed one are executed again for its origin."""
    code = execute(command(target, files), log)
    said = log.read_text(errors="replace")
    reports, n = parse(said), files_begun(said)
    if code is not None and (not n or (code == 0 and n < len(files))):
        raise UserError(f"{target} under Valgrind ended with {code} after {n} of {len(files)} files; see {log}")
    if code is None or (code == 0 and not reports):
        return (n if code == 0 else max(0, n - 1)), reports
    if code != REPORTED and not reports:
        raise UserError(f"{target} under Valgrind ended with {code}; see {log}")
    execute(command(target, sorted({report.file for report in reports}), origins=True), log)
    origins = {report.signature: report for report in parse(log.read_text(errors="replace"))}
    return n, [origins.get(report.signature, report) for report in reports]


def programs_to_build(targets):
    """What ninja has to make of the preset. Raises UserError if the canary's patch does not fit: then
    nothing could be said of silence."""
    planted.require_fit(ROOT / "ci" / "canaries" / f"{CANARY}.patch")
    return [*targets, f"fuzz_interleave-{CANARY}"]


def execute(what, log):
    """A command, to its end, with all that it says in a file. Returns its exit code."""
    with log.open("wb") as out:
        return subprocess.run(list(map(str, what)), stdout=out, stderr=out, check=False).returncode


def check_all(target, files, log):
    """Executes all files, and prints each report that differs from those before. Returns how many there are."""
    executed, seen = 0, set()
    while executed < len(files):
        n, reports = check_files(target, files[executed:][:FILES_AT_A_TIME], log, execute)
        executed += n
        for report in reports:
            if report.signature not in seen:
                seen.add(report.signature)
                print(f"{report.file}:\n{report.text}")
    print(f"{target}: {executed} files, {len(seen)} different reports")
    return len(seen)
