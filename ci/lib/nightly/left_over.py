"""What a killed night has left running.

What a night starts has its folder in the environment. If the night is killed, the next run of the same
night finds by that what still runs, children of children included, and ends it.
"""

import os
import signal
import time
from pathlib import Path

_MARK = "UKEYFUZZ_NIGHT"


def mark(folder):
    """What a program of the night in `folder` needs in its environment."""
    return {_MARK: str(folder)}


def _marked(folder):
    """The ids of all processes that have the mark in their environment, but our own."""
    wanted = f"{_MARK}={folder}".encode()
    ids = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                if wanted in (process / "environ").read_bytes().split(b"\0"):
                    ids.append(int(process.name))
            except OSError:
                continue
    return ids


def end_left_over(folder):
    """Ends what a killed run has left behind. Returns how many processes that were."""
    ended = set()
    for _ in range(50):
        left = _marked(folder)
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
