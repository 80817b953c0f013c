"""Folders that one run at a time may use.

The lock is the kernel's (flock): it ends with the process that holds it, however that ends, so none is
ever left behind. Programs that the holder starts do not inherit it.
"""

import fcntl
import os
import sys
import time

from entries import UserError, from_root


def hold(folder, program):
    """Takes a folder, which is made if it is not there. Raises UserError, with a line that says who has it,
    if another process does. Returns the open lock: the folder is free again when that is closed."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / ".lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        holder = lock.read(200).strip() or "another run"
        lock.close()
        raise UserError(f"{from_root(folder)} is in use: {holder}") from error
    try:
        lock.truncate(0)
        lock.write(f"{program}, process {os.getpid()}, since {time.strftime('%H:%M:%S')}\n")
        lock.flush()
    except OSError:
        pass  # Who has it is then not known, but it is held.
    return lock


def wait_for(path, waiting):
    """Takes a file as a lock. Says `waiting` if somebody else has it, and waits. Returns it, open: it is
    free again when that is closed, by us and by the programs that were given it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(waiting, file=sys.stderr, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock
