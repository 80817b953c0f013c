"""Files that libFuzzer writes: they are named by the SHA-1 of what they hold, so that one which a full
disk has cut short is known for what it is. libFuzzer itself does not look whether it could write them."""

import contextlib
import hashlib
import os
import re
from pathlib import Path

_TRAILER = re.compile(rb"ukeyfuzz trailer of (\d{5}) bytes\n\Z")  # harness/scenario/provenance_trailer.c
_NAME = re.compile(r"(?:(?P<prefix>.*-)?(?P<kind>crash|oom|timeout|leak|slow-unit)-)?(?P<digest>[0-9a-f]{40})")


def digest(data):
    """As libFuzzer names it."""
    return hashlib.sha1(data).hexdigest()


def kind_of(name):
    """crash, oom, timeout, leak, slow-unit, or "" if it is none of these."""
    match = _NAME.fullmatch(name)
    return (match["kind"] or "") if match else ""


def _input_of(data):
    """What libFuzzer has named, without the trailer that says where it comes from."""
    trailer = _TRAILER.search(data[-64:])
    return data[:-int(trailer[1]) - len(trailer[0])] if trailer else data


def is_whole(path):
    """Whether a file that libFuzzer has named holds what its name says. True of any other file."""
    match = _NAME.fullmatch(path.name)
    if not match:
        return True
    data = path.read_bytes()
    return match["digest"] in (digest(data), digest(_input_of(data)))


def store(path, data):
    """Writes a file, whole or not at all; raises OSError, which names it, if it is not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from error


def remove_broken(folder):
    """Removes the files of a corpus that are cut short, and empty ones, which hold nothing to fuzz with.
    Returns how many those were."""
    broken = [path for path in folder.iterdir()
              if path.is_file() and (not path.stat().st_size or not is_whole(path))]
    for path in broken:
        path.unlink(missing_ok=True)
    return len(broken)


def listed(prefix):
    """The artefacts whose names begin with `prefix`, a path without its end (or a folder and a slash), and what tells a file from one
    of the same name that takes its place: {path: mark}."""
    folder, name = os.path.split(prefix)
    found = {}
    for path in Path(folder).iterdir():
        if path.name.startswith(name) and kind_of(path.name) and path.is_file():
            status = path.stat()
            found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found
