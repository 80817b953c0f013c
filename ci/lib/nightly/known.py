"""Known findings: what a night may find without being news.

A TOML file, ci/known-findings.toml, of tables

    [[finding]]
    signature = "TIMEOUT fuzz_scenario"
    reason = "a text of 4 KiB of zeros; see issue 12"
    expires = 2026-12-31

`signature` is that of a finding, or "STEP: NAME: MESSAGE" of a failed case, as summary.json has them.
Of several signatures of one cause (cause.py) any will do. From the day `expires` on, the entry counts no more.
"""

import datetime
import json
import re
import tomllib
from dataclasses import dataclass

from entries import ROOT, UserError

from .cause import cause

DAYS = 30  # How long what a night suggests is not news.
DEFAULT = ROOT / "ci" / "known-findings.toml"


@dataclass(frozen=True)
class Known:
    """One entry."""

    signature: str
    reason: str
    expires: datetime.date


def _entry(table, where):
    for name, kind, what in (("signature", str, "a text"), ("reason", str, "a text"),
                             ("expires", datetime.date, "a date such as 2026-12-31")):
        if name not in table:
            raise UserError(f"{where}: there is no \"{name}\"")
        if not isinstance(table[name], kind) or isinstance(table[name], datetime.datetime):
            raise UserError(f"{where}: \"{name}\" is not {what}")
        if table[name] == "":
            raise UserError(f"{where}: \"{name}\" is empty")
    for name in table:
        if name not in ("signature", "reason", "expires"):
            raise UserError(f"{where}: what is \"{name}\"?")
    return Known(table["signature"], table["reason"], table["expires"])


def read(path):
    """The entries of a file by signature."""
    where = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise UserError(f"{where}: not UTF-8: {error.reason} at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        line = at[2] or len(text.splitlines()) if at else 1
        raise UserError(f"{where}:{line}: {at[1] if at else error}") from error
    lines = [number for number, line in enumerate(text.splitlines(), 1)
             if re.match(r"\s*\[\[\s*finding\s*\]\]", line)]
    for name in content:
        if name != "finding" or not isinstance(content[name], list):
            raise UserError(f"{where}:1: \"{name}\" is no [[finding]]")
    entries = {}
    for number, table in enumerate(content.get("finding", [])):
        place = f"{where}:{lines[number] if number < len(lines) else 1}"
        entry = _entry(table, place)
        if entry.signature in entries:
            raise UserError(f"{place}: a second entry for \"{entry.signature}\"")
        entries[entry.signature] = entry
    return entries


def stanza(signature, started):
    """An entry for a signature that was found in a night that began then (as in summary.json), ready for
    the file but for its reason. It expires after DAYS."""
    expires = datetime.date.fromisoformat(started[:10]) + datetime.timedelta(DAYS)
    text = json.dumps(signature.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
    return f'[[finding]]\nsignature = {text}\nreason = "issue N: why this is not news"\nexpires = {expires}\n'


def entry_of(entries, signature):
    """The entry of a signature, or of another one of the same cause, expired or not; None if there is none."""
    return entries.get(signature) or next(
        (one for one in entries.values() if cause(one.signature) == cause(signature)), None)


def look_up(entries, signature, today=None):
    """What summary.json says of a signature: ("known" record or None, whether it has expired)."""
    entry = entry_of(entries, signature)
    if not entry:
        return None, False
    if (today or datetime.date.today()) >= entry.expires:
        return None, True
    return {"reason": entry.reason, "expires": entry.expires.isoformat()}, False
