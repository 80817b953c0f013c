"""Runs that take long and are kept: which of them still stand, and how many are made at a time."""

import hashlib
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed

from artefacts import store
from build import jobs_wanted
from command_line import Progress
from entries import seed_files
from printable import printable


def fingerprint(program, what):
    """What a kept run depends on: its program, the seeds, and `what` else, a text."""
    digest = hashlib.sha256(program.read_bytes())
    for seed_file in seed_files():
        digest.update(seed_file.read_bytes())
    digest.update(what.encode())
    return digest.hexdigest()


def keep(folder, record, line=None):
    """Keeps the record of a run in its folder. Where that cannot be done, what it found is said: `line`."""
    try:
        store(folder / "run.json", (json.dumps(record, indent=2) + "\n").encode())
    except OSError:
        if record.get("tag"):
            print(printable(f"{line or record['tag']}; not kept, its input: {record.get('crash') or 'unknown'}"),
                  file=sys.stderr)
        raise


def kept(folder, mark):
    """The record of the run in `folder` if it stands, which is to say that its fingerprint is `mark`;
    else None."""
    file = folder / "run.json"
    record = json.loads(file.read_text()) if file.exists() else None
    return record if record and record["fingerprint"] == mark else None


def forget(folder):
    """Forgets the records below a folder."""
    for file in folder.glob("*/run.json"):
        file.unlink()


def make_all(tasks, describe, program, work):
    """Makes all runs, in parallel and in this order. A task is given an event that ends it early, and
    returns its record, or None if it was ended; `describe` makes a line of a record. What one raises ends
    them all. True if none was interrupted."""
    stop = threading.Event()
    progress = Progress(len(tasks))
    with ThreadPoolExecutor(jobs_wanted()) as pool:
        futures = [pool.submit(task, stop) for task in tasks]
        try:
            for future in as_completed(futures):
                record = future.result()
                if record:
                    progress.say(describe(record))
        except KeyboardInterrupt:
            stop.set()
            pool.shutdown(cancel_futures=True)
            print(f"\n{program}: interrupted; what is finished is kept in {work}", file=sys.stderr)
            return False
        except BaseException:
            # It is to be said now, not when all the others have been made.
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return True
