"""The nights that are kept, build/nightly/: which there are, how much they hold, and which may go.

A night may go if it is over, somebody has seen what it found, nobody is at work in it, and it is not the
newest. What was found has been seen if each finding and each failed case is in ci/known-findings.toml,
or if there is a file `reviewed` in the night's folder (ci/nightly --reviewed NIGHT).
"""

import fcntl
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from entries import UserError

from . import known, summary

REVIEWED = "reviewed"
_GOING = ".going-"


@dataclass(frozen=True)
class Kept:
    """One night: its folder and its summary."""

    folder: Path
    record: dict

    @property
    def reviewed(self):
        """Whether somebody has said so."""
        return (self.folder / REVIEWED).exists()


def _read(shelf):
    """(nights, {name of a folder with a summary that cannot be used: why}). A link to a folder is none of ours."""
    found, damaged = [], {}
    for path in sorted(Path(shelf).glob("[!.]*/summary.json")):
        if not path.parent.is_symlink() and path.is_file():
            try:
                found.append(Kept(path.parent, summary.read(path)))
            except UserError as error:
                damaged[path.parent.name] = str(error)
    return found, damaged


def nights(shelf):
    """All nights, the newest first."""
    return sorted(_read(shelf)[0], key=lambda night: night.record["started"], reverse=True)


def damaged(shelf):
    """{name: why} of the nights whose summary cannot be used. What they have found may not be lost."""
    return _read(shelf)[1]


def size(folder):
    """Bytes on the disk below a folder; what vanishes meanwhile does not count."""
    total, waiting = 0, [folder]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        for entry in entries:
            try:
                total += entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
            except OSError:
                continue
    return total


def in_words(n):
    """"1.5 GiB"."""
    for unit, shift in (("GiB", 30), ("MiB", 20), ("KiB", 10)):
        if n >= 1 << shift:
            return f"{n / (1 << shift):.1f} {unit}"
    return f"{n} bytes"


def bytes_of(text):
    """An amount such as "20G", "500M": bytes. Raises ValueError."""
    wanted = re.fullmatch(r"([1-9]\d{0,6})([KMGT])(?:i?B)?", text)
    if not wanted:
        raise ValueError(text)
    return int(wanted[1]) << {"K": 10, "M": 20, "G": 30, "T": 40}[wanted[2]]


def unseen(night, known_findings):
    """Signatures of what a night found and nobody has looked at."""
    if night.reviewed:
        return []
    record = night.record
    signatures = [finding["signature"] for finding in record["findings"]
                  if not known.entry_of(known_findings, finding["signature"])]
    signatures += [f"{step['name']}: {case['name']}: {case['message']}" for step in record["steps"]
                   for case in step["cases"] if case["result"] == "failed"]
    raw = list((night.folder / "findings" / "raw").glob("*/*"))
    if raw and not record["findings"]:
        signatures.append("artefacts that were not sorted")
    return [signature for signature in signatures if not known.entry_of(known_findings, signature)]


def _busy(folder):
    """Whether somebody is at work in there."""
    try:
        with (folder / ".lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except OSError:
        return True


def retire(shelf, keep, known_findings):
    """Deletes nights until `keep` are left, the oldest first. Returns (those that are gone, {those beyond
    `keep` that stay: why})."""
    gone, stay = [], {}
    for left in Path(shelf).glob(f"{_GOING}*"):  # Of a run that was killed while it deleted.
        shutil.rmtree(left, ignore_errors=True)
    for night in nights(shelf)[max(1, keep):]:
        seen = unseen(night, known_findings)
        if not night.record["ended"]:
            stay[night.folder.name] = "it is not over"
        elif _busy(night.folder):
            stay[night.folder.name] = "somebody is at work in it"
        elif seen:
            stay[night.folder.name] = f"nobody has looked at {seen[0]}" + (f" and {len(seen) - 1} more" if seen[1:] else "")
        else:
            aside = night.folder.with_name(f"{_GOING}{night.folder.name}")
            night.folder.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
            gone.append(night.folder.name)
    return gone, stay


def review(shelf, name):
    """Notes that somebody has seen what a night found. Returns its folder."""
    for night in nights(shelf):
        if night.folder.name == name:
            (night.folder / REVIEWED).touch()
            return night.folder
    raise UserError(f"there is no night '{name}' in {shelf}")


def measure(shelf, output, corpora):
    """"disk" of summary.json."""
    return {"night": size(output), "nights": size(shelf), "corpora": size(corpora),
            "free": shutil.disk_usage(output).free}
