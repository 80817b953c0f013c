"""One fuzzing process from the seeds to its first finding."""

import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass

from entries import Misfit, seed_files

# What a log says of the end of a process, first match first.
_ENDS = (
    (re.compile(rb"^==== VIOLATION ([A-Z]+)", re.M), None),
    (re.compile(rb"ERROR: AddressSanitizer|: runtime error: "), "ASAN"),
    (re.compile(rb"WARNING: ThreadSanitizer"), "RACE"),
    (re.compile(rb"assertion .* failed"), "ABORT"),
    (re.compile(rb"ERROR: (libFuzzer|UndefinedBehaviorSanitizer)"), "CRASH"),
)


def tag_of_log(log):
    """What a fuzzing process found: an oracle's tag, ASAN, RACE, ABORT, CRASH, or ""."""
    for pattern, tag in _ENDS:
        match = pattern.search(log)
        if match:
            return tag or match[1].decode()
    return ""


@dataclass
class Outcome:
    """How one process ended. `tag` is "" if it found nothing; `complete` is false if it was
    stopped before its time."""

    tag: str
    executions: int
    seconds: float
    crash: str
    complete: bool


def check_end(program, folder, code, executions):
    """Raises Misfit if a process that found nothing has not looked for anything either."""
    if code:
        raise Misfit(f"{program} ended with {code} and no finding; see {folder}/log")
    if not executions:
        raise Misfit(f"{program} executed nothing; see {folder}/log")


def run(program, folder, seed, seconds, stop, environment=None, options=(), more=()):
    """Runs `program` in `folder`, which is made anew, from the seeds alone (and the files `more`), for
    `seconds` at most. `stop` is a threading.Event that ends it early."""
    shutil.rmtree(folder, ignore_errors=True)
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for seed_file in [*seed_files(), *more]:
        shutil.copy(seed_file, corpus)
    stats = folder / "stats"
    # Nobody else writes to the corpus. To look there each second would make the clock decide what is
    # executed next.
    command = [program, f"-seed={seed}", "-reload=0", f"-max_total_time={seconds}",
               f"-artifact_prefix={folder}/", *options, corpus]
    start = time.monotonic()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder,
                                   start_new_session=True,
                                   env={**os.environ, "UKEYFUZZ_STATS": str(stats),
                                        **(environment or {})})
        interrupted = False
        while True:
            try:
                process.wait(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                late = time.monotonic() - start > seconds + 60
                if (stop.is_set() or late) and not interrupted:
                    process.send_signal(signal.SIGINT)
                    interrupted = True
                elif interrupted and late:
                    process.kill()
    took = time.monotonic() - start
    tag = tag_of_log((folder / "log").read_bytes())
    counted = re.search(r"^executions: (\d+)", stats.read_text() if stats.exists() else "", re.M)
    crashes = sorted(p for p in folder.iterdir()
                     if p.name.startswith(("crash-", "timeout-", "oom-", "leak-")))
    executions = int(counted[1]) if counted else 0
    if not tag and not interrupted:
        check_end(program, folder, process.returncode, executions)
    shutil.rmtree(corpus)
    return Outcome(tag, executions, took,
                   str(crashes[0]) if crashes else "", bool(tag) or not interrupted)
