"""Files that somebody else has made: read within limits, or refused in one line."""

import json
import math
import os
import stat
from pathlib import Path

from entries import UserError, reason

# Counts have 64 bits. What is far below the end of floating point numbers can be added and squared.
LARGEST_WHOLE, LARGEST = 1 << 64, 1e100


def open_regular(path, folder=None):
    """Opens a file to read it. A link at its end is followed only if it is named by the user: with a
    `folder` (a descriptor) it is not. Nobody waits for a pipe."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (os.O_NOFOLLOW if folder is not None else 0)
    descriptor = os.open(path, flags, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UserError(f"{path}: not a regular file")
    return os.fdopen(descriptor, "rb")


def read_within(stream, most, where):
    """All bytes of a stream, which must not be more than `most`."""
    content = stream.read(most + 1)
    if len(content) > most:
        raise UserError(f"{where}: longer than {most} bytes")
    return content


def _number(text):
    value = float(text)
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise ValueError(f"the number {text[:20]} is too large")
    return value


def _whole(text):
    if len(text) > 21 or abs(int(text)) > LARGEST_WHOLE:
        raise ValueError(f"the number {text[:20]} is too large")
    return int(text)


def _members(pairs):
    members = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f'there are two "{name[:40]}"')
        members[name] = value
    return members


def _constant(name):
    raise ValueError(f"{name} is not a number")


def parse_json(content, where):
    """A JSON document of bytes, of which everything is as its format says: UTF-8, whole characters,
    numbers that are numbers, no name twice."""
    try:
        text = content.decode("utf-8")
        value = json.loads(text, parse_float=_number, parse_int=_whole, parse_constant=_constant,
                           object_pairs_hook=_members)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # Halves of characters cannot be.
        return value
    except RecursionError as error:
        raise UserError(f"{where}: nested too deeply") from error
    except UnicodeError as error:
        raise UserError(f"{where}: not UTF-8: {error.reason}") from error
    except ValueError as error:
        raise UserError(f"{where}: {error}") from error


def read_json(path, most):
    """The JSON document that a file of at most `most` bytes holds."""
    try:
        with open_regular(Path(path)) as stream:
            return parse_json(read_within(stream, most, path), path)
    except OSError as error:
        raise UserError(reason(error)) from error


def check_form(value, schema, where):
    """Raises UserError, in one line, if what JSON has is not as a schema says (draft 7)."""
    try:
        import jsonschema  # pylint: disable=import-outside-toplevel; ci/deps installs it.
    except ImportError as error:
        raise UserError("python3-jsonschema is missing; run ci/deps") from error
    errors = jsonschema.Draft7Validator(schema).iter_errors(value)
    wrong = next(iter(sorted(errors, key=lambda error: list(map(str, error.path)))), None)
    if wrong:
        member = "".join(f'"{name}": ' for name in wrong.path)
        raise UserError(f"{where}: {member}{' '.join(wrong.message.split())[:200]}")
