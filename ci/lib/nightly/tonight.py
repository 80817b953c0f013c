"""Which night is to be done: one that is not over, or a new one."""

import datetime
import sys

from entries import ROOT, UserError
from printable import printable
from nightly import shelf, summary

NIGHTS = ROOT / "build" / "nightly"


def unfinished_nights():
    """Folders of build/nightly/ with a night that is not over, the latest first."""
    for why in shelf.damaged(NIGHTS).values():
        print(f"ci/nightly: {printable(why)}; that night is left as it is", file=sys.stderr)
    return [(night.folder, night.record) for night in shelf.nights(NIGHTS) if not night.record["ended"]]


def unused(folder):
    """The folder, or the first of FOLDER-2, FOLDER-3, ... that is not there."""
    candidate, number = folder, 1
    while candidate.exists():
        number += 1
        candidate = folder.with_name(f"{folder.name}-{number}")
    return candidate


def fits(record, wanted):
    """Why an unfinished night is not the one that is wanted, "" if it is."""
    for key, what in (("commit", "is of commit"), ("planted", "has planted"), ("shard", "is shard")):
        if record[key] != wanted[key]:
            return f"{what} '{record[key]}'"
    if [step["name"] for step in record["steps"]] != [step["name"] for step in wanted["steps"]]:
        return "has other steps"
    return ""


def find_night(options, wanted):
    """The folder of the night to be done, and its record, which is `wanted` if it is a new one."""
    if options.output:
        folder = options.output.resolve()
        if options.fresh and folder.exists():
            folder.rename(unused(folder))
        if not (folder / "summary.json").exists():
            return folder, {**wanted, "name": folder.name}
        try:
            record = summary.read(folder / "summary.json")
        except UserError as error:
            raise UserError(f"{error}; --fresh begins another night and keeps this one aside") from error
        mismatch = "is over" if record["ended"] else fits(record, wanted)
        if mismatch:
            raise UserError(f"the night in {folder} {mismatch}; --fresh begins another and keeps it aside")
        return folder, record
    if not options.fresh:
        for folder, record in unfinished_nights():
            if not fits(record, wanted):
                return folder, record
    folder = unused(NIGHTS / datetime.date.today().isoformat())
    return folder, {**wanted, "name": folder.name}
