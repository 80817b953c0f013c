"""Files that are written whole or not at all, as harness/support/output.h does in C."""

import contextlib
import os
import secrets
from pathlib import Path


@contextlib.contextmanager
def replacing(path):
    """A binary stream, whose content is the file `path` when the block ends. A reader sees the
    old file or the new one, also if we are killed. Raises OSError if there is no space; after
    any exception it is the old one. The bytes go to a new file beside it, under a name that nobody can
    guess, which follows no link."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{secrets.token_hex(8)}.new")
    try:
        out = os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666), "wb")
        with out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        if isinstance(error, OSError) and str(error.filename or fresh) == str(fresh):
            raise OSError(error.errno, error.strerror, str(path)) from error  # Else it names no file, or that one.
        raise


def write_atomically(path, text):
    """Replaces a file as a whole; see replacing()."""
    with replacing(path) as out:
        out.write(text.encode("utf-8"))


def write_new(folder, name, content):
    """Writes a file that must not be there yet, in a folder given by its descriptor."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(name, flags, 0o666, dir_fd=folder), "wb") as out:
        out.write(content)
