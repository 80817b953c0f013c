"""Programs that a night starts, and what is left of them.

Each runs in a session of its own, so that Ctrl-C reaches only us, and with the night's folder in its
environment: if we are killed, the next run of the same night finds by that what still runs, children
of children included, and ends it.
"""

import os
import signal
import subprocess
import time
from pathlib import Path

MARK = "UKEYFUZZ_NIGHT"
PATIENCE_SECONDS = 10


def start(command, log, mark, environment=None, cwd=None, stdout=None):
    """Starts a program. What it prints is appended to the file `log`; its standard output goes to the
    file `stdout` instead, if that is given. Returns a Popen."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as errors, (stdout or log).open("wb" if stdout else "ab") as out:
        return subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                stdout=out, stderr=errors, cwd=cwd, start_new_session=True,
                                env={**os.environ, **(environment or {}), MARK: str(mark)})


def _signal_all(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def end(process, kindly=True):
    """Ends a program and its children: first asks it, if `kindly`. Returns its exit code."""
    if process.poll() is None and kindly:
        _signal_all(process, signal.SIGINT)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            pass
    _signal_all(process, signal.SIGKILL)
    return process.wait()


def finish(process, seconds, stopping, poll=None, kindly=True):
    """Waits until a program has ended, for `seconds` at most, or until `stopping()`; then ends it.
    Calls `poll()` about once a second; if that returns true, the program is ended as well. Returns
    its exit code, or None if it was ended by us."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            code = process.wait(min(1.0, max(0.01, deadline - time.monotonic())))
            _signal_all(process, signal.SIGKILL)
            return code
        except subprocess.TimeoutExpired:
            enough = poll() if poll else False
            if stopping() or enough or time.monotonic() >= deadline:
                end(process, kindly)
                return None


def _marked(mark):
    """The ids of all processes that have the mark in their environment, but our own."""
    wanted = f"{MARK}={mark}".encode()
    ids = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                if wanted in (folder / "environ").read_bytes().split(b"\0"):
                    ids.append(int(folder.name))
            except OSError:
                continue
    return ids


def end_left_over(mark):
    """Ends what a killed run has left behind. Returns how many processes that were."""
    ended = set()
    for _ in range(50):
        left = _marked(mark)
        if not left:
            break
        for process_id in left:
            try:
                os.kill(process_id, signal.SIGKILL)
                ended.add(process_id)
            except ProcessLookupError:
                pass
        time.sleep(0.1)
    return len(ended)
