"""One fuzzing process from the seeds to its first finding."""

import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import found
from entries import UserError, seed_files
from printable import shell_path
from said import tag_of_log
from supervisor import watch
from workers import Worker

__all__ = ["Ended", "Outcome", "check_end", "run", "tag_of_log"]
GRACE_SECONDS = 60


@dataclass
class Outcome:
    """How one process ended. `tag` is "" if it found nothing; `complete` is false if it was
    stopped before its time; `statistics` is what it has counted."""

    tag: str
    executions: int
    seconds: float
    crash: str
    complete: bool
    statistics: dict = field(default_factory=dict)


class Ended(UserError):
    """A process has ended by itself, and there is no input that shows why."""


def check_end(program, log, code, executions):
    """Raises Ended if a process that found nothing has not looked for anything either."""
    if code:
        raise Ended(f"{program} ended with {code} and no finding; see {log}")
    if not executions:
        raise Ended(f"{program} executed nothing; see {log}")


def run(program, folder, seed, seconds, stop, environment=None, options=(), more=()):
    """Runs `program` in `folder`, which is emptied first, from the seeds alone (and the files `more`), for
    `seconds` at most. `stop` is a threading.Event that ends it early. Raises UserError if what it found
    could not be stored."""
    shutil.rmtree(folder, ignore_errors=True)
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for seed_file in [*seed_files(), *more]:
        shutil.copy(seed_file, corpus)
    # Nobody else writes to the corpus. To look there each second would make the clock decide what is
    # executed next.
    command = [program, f"-seed={seed}", "-reload=0", f"-max_total_time={seconds}",
               f"-artifact_prefix={folder}/", *options, corpus]
    start, trouble = time.monotonic(), []
    worker = Worker(command, folder / "fuzz", environment, cwd=folder)
    watch([worker], seconds + GRACE_SECONDS, stop.is_set, pause=0.1)
    interrupted = bool(worker.asked)
    took = time.monotonic() - start
    finding = found.of_worker(worker, Path(program).name, "", f"{folder}/", trouble)
    if worker.log_trouble():
        trouble.append(worker.log_trouble())
    if trouble:
        if finding and not finding.file and finding.data is not None:
            found.tell(finding, shell_path(program), sys.stderr)  # All that there is of it.
        is_unknown = finding and finding.file is None and finding.data is None and len(trouble) == 1
        raise (Ended if is_unknown else UserError)(f"not all that was found could be stored: {'; '.join(trouble)}")
    if not finding and not interrupted:
        check_end(program, worker.files["log"], worker.process.returncode, worker.executions())
    shutil.rmtree(corpus)
    return Outcome(finding.tag if finding else "", worker.executions(), took,
                   str(finding.file) if finding else "", bool(finding) or not interrupted, worker.statistics())
