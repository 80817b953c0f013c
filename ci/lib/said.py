"""What a fuzzing process has said of its end: a log, as bytes. The head of what it found need not begin a
line: a signal may find it in the midst of one."""

import base64
import binascii
import re
from pathlib import Path

# First match first.
_ENDS = (
    (re.compile(rb"==== VIOLATION ([A-Z]+)"), None),
    (re.compile(rb"ERROR: AddressSanitizer|: runtime error: "), "ASAN"),
    (re.compile(rb"WARNING: ThreadSanitizer"), "RACE"),
    (re.compile(rb"assertion .* failed"), "ABORT"),
    (re.compile(rb"ERROR: libFuzzer: out-of-memory"), "OOM"),
    (re.compile(rb"ERROR: libFuzzer: timeout"), "TIMEOUT"),
    (re.compile(rb"ERROR: (libFuzzer|UndefinedBehaviorSanitizer)"), "CRASH"),
)
_BLOCK = re.compile(rb"==== VIOLATION .*?(?=^---- next|^---- input|^====$|\Z)", re.M | re.S)
_INPUT = re.compile(rb"^---- input: (\d+) bytes, base64\n(.*)$", re.M)
_NEXT = re.compile(rb"^---- next.*\n((?:  .*\n)+)", re.M)
_REPORT = re.compile(rb"^.*(?:ERROR: AddressSanitizer|WARNING: ThreadSanitizer|runtime error:|ERROR: libFuzzer"
                     rb"|assertion .* failed).*$", re.M)
REPORT_LINES = 24


def tag_of_log(log):
    """What a fuzzing process found: an oracle's tag, or ASAN, RACE, ABORT, OOM, TIMEOUT, CRASH, or ""."""
    for pattern, tag in _ENDS:
        match = pattern.search(log)
        if match:
            return tag or match[1].decode()
    return ""


def message_of(log):
    """The line that says what was found."""
    head = re.search(rb"==== VIOLATION .*\n(.*)", log)
    report = _REPORT.search(log)
    line = head[1] if head else report[0] if report else b""
    return line.decode(errors="replace")


def block_of(log):
    """What the target itself has told, from its head on; "" if it has not."""
    block = _BLOCK.search(log)
    return block[0].decode(errors="replace") if block else ""


def report_of(log):
    """The beginning of a sanitizer's or libFuzzer's report, "" if there is none."""
    start = _REPORT.search(log)
    if not start:
        return ""
    lines = log[start.start():].decode(errors="replace").splitlines()[:REPORT_LINES]
    end = next((i for i, line in enumerate(lines) if line.startswith("==== ")), len(lines))
    return "\n".join(lines[:end]) + "\n"


def next_of(log):
    """The commands that the target says go on from FILE."""
    found = _NEXT.search(log)
    return [line.strip() for line in found[1].decode(errors="replace").splitlines()] if found else []


def input_of(log):
    """The input that the target has told, None if it has not, or not the whole of it."""
    found = _INPUT.search(log)
    try:
        data = base64.b64decode(found[2], validate=True) if found else None
    except binascii.Error:
        return None
    return data if found and len(data) == int(found[1]) else None


def written_to(log):
    """The last file that libFuzzer says it has written, if it is there."""
    names = re.findall(rb"Test unit written to (.*)", log)
    path = Path(names[-1].decode(errors="replace")) if names else None
    return path if path and path.is_file() else None
