"""A fuzz target of real threads, fuzz_stress: one process that is begun again when it has found
something.

What it finds is not a function of its input, and its own threads keep all processors at work. So it
is not run in fork mode, which throws away what its processes say: the log is the artefact, as in
step_stress.py, with the command that has the same settings in its first line.
"""

import os
import re
import time

from entries import reason

from .fork_mode import Progress
from .signatures import kind_of_file, of_log

TIMEOUT_SECONDS = 120  # The target's own watchdog speaks after 60.
SECONDS_TO_SAY = 20
LOG_KEPT = 256 << 10
_PROGRESS = re.compile(rb"^#(\d+)\t(?:.*cov: (\d+))?.* ft: (\d+)", re.M)
_SAME = re.compile(r"of: ukeyfuzz stress (.*)")


def progress_of(log):
    """What a log says last; under ThreadSanitizer it speaks of no edges."""
    lines = _PROGRESS.findall(log.read_bytes()) if log.exists() else []
    return Progress(*(int(number or 0) for number in lines[-1])) if lines else Progress()


def _command(night, target, build, text, folder):
    """The command that has the settings of what was found: as the target says, or, where it was not
    the one to speak, as it says when it is given the input that libFuzzer has left."""
    same = _SAME.search(text)
    inputs = [path for path in folder.iterdir() if kind_of_file(path.name)]
    if not same and inputs:
        said = folder / "options"
        process = night.start([night.program(build, target), max(inputs, key=os.path.getmtime)],
                              folder / "options.log", {"UKEYFUZZ_STRESS_OPTIONS": "1"}, stdout=said)
        night.finish_program(process, SECONDS_TO_SAY)
        same = re.search(r"^ukeyfuzz stress (.*)", said.read_text(errors="replace"), re.M)
    (folder / "of-earlier-runs").mkdir(exist_ok=True)
    for path in inputs:
        path.replace(folder / "of-earlier-runs" / path.name)
    return f"ukeyfuzz_stress {same[1]}" if same else target


def keep(night, target, build, log, said=b""):
    """Keeps as an artefact what a process has said, `said` or what is in its log, if it says that something
    was found. Where that cannot be stored, the night says what it was."""
    text = (said or (log.read_bytes() if log.exists() else b""))[-LOG_KEPT:].decode(errors="replace")
    signature, _, message = of_log(text, "")
    if signature.strip() == "no report":
        return False
    try:
        command = _command(night, target, build, text, log.parent)
        log.write_text(f"$ {command}\n{text}", encoding="utf-8")
        night.findings.add_raw("grow", target, build, log)
        log.unlink()
    except OSError as error:
        night.trouble(f"{target}, {build} build: {reason(error)}; what it found is lost: {signature}: {message}")
    return True


def fuzz(night, target, build, seconds, look):
    """Fuzzes for so long. Calls look(Progress) about once a second, and ends if it returns true.
    Returns the exit code if the target ended with neither a finding nor success, else 0."""
    work = night.work / f"bursts.{build}"
    work.mkdir(exist_ok=True)
    base = work / "burst"
    log = base.with_name("burst.log")
    keep(night, target, build, log)  # Of a run that was killed just then.
    done, deadline = Progress(), time.monotonic() + seconds
    while not night.stopping() and time.monotonic() < deadline:
        log.unlink(missing_ok=True)
        left = max(1, int(deadline - time.monotonic()))

        def poll(before=done):
            now = progress_of(log)
            return look(Progress(before.executions + now.executions, now.coverage, now.features,
                                 before.crashes))

        worker = night.start_worker([night.program(build, target), f"-max_total_time={left}",
                                     f"-timeout={TIMEOUT_SECONDS}", "-print_funcs=0",
                                     f"-artifact_prefix={work}/", night.corpus(target)], base, cwd=work)
        code = night.finish_program(worker, left + TIMEOUT_SECONDS, poll)
        enough = poll()
        done.executions += progress_of(log).executions
        found = keep(night, target, build, log, bytes(worker.said))
        done.crashes += found
        if code and not found:
            return code
        if enough or (code is None and not found):
            break
    return 0
