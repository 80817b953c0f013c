"""What a fuzzing process has said of its end: a log, as bytes. The head of what it found need not begin a
line: a signal may find it in the midst of one."""

import base64
import binascii
import re
from pathlib import Path

import sanitizer_log

_HEAD = re.compile(rb"==== VIOLATION ([A-Z]+)(?:\n(.*))?")
_SIGNATURE = re.compile(rb"^---- signature: (.*)$", re.M)
# Of these a process has died, and a report may know better than the head that was told before it.
DEATHS = ("ASAN", "RACE", "ABORT", "CRASH")
_BLOCK = re.compile(rb"==== VIOLATION .*?(?=^---- next|^---- input|^====$|\Z)", re.M | re.S)
_INPUT = re.compile(rb"^---- input: (\d+) bytes, base64\n(.*)$", re.M)
_NEXT = re.compile(rb"^---- next.*\n((?:  .*\n)+)", re.M)
REPORT_LINES = 24


def _death_of(log, head):
    """What the log's report says that the process has died of, if it knows more than the head; or None."""
    if head and head[1].decode() not in DEATHS:
        return None
    finding = sanitizer_log.read(log)
    return finding if finding.tag and not (head and finding.line.startswith("libFuzzer")) else None


def tag_of_log(log):
    """What a fuzzing process found: an oracle's tag, or one of sanitizer_log.h, or ""."""
    head = _HEAD.search(log)
    death = _death_of(log, head)
    return death.tag if death else head[1].decode() if head else ""


def signature_of(log):
    """The signature that a program has printed; "" if it has not."""
    line = _SIGNATURE.search(log)
    return line[1].decode(errors="replace") if line else ""


def message_of(log):
    """The line that says what was found."""
    head = _HEAD.search(log)
    death = _death_of(log, head)
    return death.line if death else (head[2] or b"").decode(errors="replace") if head else ""


def block_of(log):
    """What the target itself has told, from its head on; "" if it has not."""
    block = _BLOCK.search(log)
    return block[0].decode(errors="replace") if block else ""


def report_of(log):
    """The beginning of a sanitizer's or libFuzzer's report, "" if there is none."""
    finding = sanitizer_log.read(log)
    if not finding.tag:
        return ""
    lines = log[finding.at:].decode(errors="replace").splitlines()[:REPORT_LINES]
    end = next((i for i, line in enumerate(lines) if line.startswith("==== ")), len(lines))
    return "\n".join(lines[:end]) + "\n"


def next_of(log):
    """The commands that the target says go on from FILE."""
    found = _NEXT.search(log)
    return [line.strip() for line in found[1].decode(errors="replace").splitlines()] if found else []


def with_file(command, word):
    """A command with the word of a file where it says FILE. Part of a program's name that is so called stays."""
    return re.sub(r"'[^']*'|\\.|(?<=\s)FILE\b", lambda part: word if part[0] == "FILE" else part[0], command)


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
