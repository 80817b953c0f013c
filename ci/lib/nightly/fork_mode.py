"""A fuzz target in libFuzzer's fork mode, on all processors: what it says while it runs, and what
its many processes have counted.

Its processes share a corpus that they write to at once. Each job works in a folder of its own and is
merged when it ends; what jobs that were killed have left there is saved by salvage().
"""

import contextlib
import re
import shutil
from dataclasses import dataclass

_PROGRESS = re.compile(rb"^#(\d+): cov: (\d+) ft: (\d+) corp: (\d+) exec/s:? (\d+) "
                       rb"oom/timeout/crash: (\d+)/(\d+)/(\d+)", re.M)
_TAIL = 64 << 10
_NOT_COUNTS = ("distinct_schedules",)


@dataclass
class Progress:
    """The last line of progress of a log."""

    executions: int = 0
    coverage: int = 0
    features: int = 0
    crashes: int = 0


def progress_of(log):
    """What a log says last."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - _TAIL))
            lines = _PROGRESS.findall(stream.read())
    except FileNotFoundError:
        return Progress()
    if not lines:
        return Progress()
    numbers = [int(number) for number in lines[-1]]
    return Progress(numbers[0], numbers[1], numbers[2], sum(numbers[5:8]))


def command(program, processes, seconds, artefacts, prefix, corpus, seeds):
    """The command line. Crashes are kept and do not end it."""
    return [program, f"-fork={processes}", "-ignore_crashes=1", "-ignore_timeouts=1",
            "-ignore_ooms=1", "-timeout=60", "-report_slow_units=60", "-print_funcs=0",
            f"-max_total_time={max(1, int(seconds))}", f"-artifact_prefix={artefacts}/{prefix}",
            corpus, *seeds]


def ask_to_end(temporary):
    """Asks the jobs that run to end, as libFuzzer does after its time. It asks only between two jobs, and never while
    it executes the seeds, so it may be late by minutes. Where the folder is full or gone it is not asked."""
    for folder in temporary.glob("libFuzzerTemp.FuzzWithFork*.dir"):
        with contextlib.suppress(OSError):
            (folder / "STOP").write_bytes(b"1")


def reached(folder):
    """Sums what the processes have counted (UKEYFUZZ_STATS=FOLDER/%p): {name: count}. Distinct
    schedules of different processes may be the same ones, so they are left out."""
    counts = {}
    for path in folder.glob("*"):
        for name, number in re.findall(r"^([a-z_]+): (\d+) *$",
                                       path.read_text(encoding="ascii", errors="replace"), re.M):
            if name not in _NOT_COUNTS:
                counts[name] = counts.get(name, 0) + int(number)
    return counts


def salvage(temporary, corpus):
    """Takes into the corpus what killed jobs have found, from libFuzzer's folders in `temporary`, and
    empties that, which on a full disk makes room for what matters more. Returns how many files that
    were."""
    saved = 0
    for path in temporary.glob("libFuzzerTemp.FuzzWithFork*.dir/C*/*"):
        kept = corpus / path.name
        if path.is_file() and re.fullmatch(r"[0-9a-f]{40}", path.name) and not kept.exists():
            try:
                shutil.copyfile(path, kept)
                saved += 1
            except OSError:
                kept.unlink(missing_ok=True)
                break
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    return saved
