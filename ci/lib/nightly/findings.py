"""What a night has found, as files: the folder findings/ of a night.

    raw/STEP.TARGET.BUILD/     where a fuzzer puts its artefacts itself, so that nothing has to be
                               copied before it is safe
    ID/                        a finding: all artefacts of one cause (cause.py)
        finding.json           its record of summary.json, and the names of its artefacts in "raw"
        the smallest artefact, and later FILE.min, explanation.txt, explanation.html, log

A finding's folder is made under another name and renamed, and its record is replaced as a whole, so
whenever we are killed all that is lost is what can be made again from raw/. Nothing is ever deleted
from raw/.
"""

import hashlib
import json
import os
import shutil
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

from entries import UserError
from files import replacing, write_atomically

from .cause import cause
from .foreign import check_form, read_json
from .signatures import kind_of_file
from .summary import FINDING, KINDS, complete_finding
from .targets import file_prefix

MAX_RECORD = 16 << 20


def now():
    """The time as summary.json has it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def origin_of(folder):
    """Step, target and build of a folder of artefacts."""
    return tuple(folder.name.split(".", 2))


def met_by(raw):
    """Who met a finding: {"step", "target", "build", "files"} for each folder of its artefacts."""
    counted = Counter(name.partition("/")[0] for name in raw)
    return [dict(zip(("step", "target", "build"), origin_of(Path(folder))), files=files)
            for folder, files in sorted(counted.items())]


def _says_more(kind, artefact, record):
    """Whether an artefact is a better one to show than what the record has: a scenario can be explained,
    an input at least be executed; then the smaller."""
    def rank(kind_, size):
        return KINDS.index(kind_), size

    return rank(kind, artefact.stat().st_size) < rank(record["kind"], record["size"])


class Findings:
    """The findings of one night. Not for use by two threads at once."""

    def __init__(self, output, planted=""):
        self.output, self.planted = Path(output), planted
        self.root = self.output / "findings"
        self.records = {}
        self.damaged = []  # Why records could not be used. Their findings are made again from raw/.
        for path in sorted(self.root.glob("[!.]*/finding.json")):
            try:
                record = self._read(path)
                self.records[cause(record["signature"])] = record
            except UserError as error:
                self.damaged.append(f"{error}; its files are sorted again")
                self._set_aside(path.parent)

    @staticmethod
    def _set_aside(folder):
        """Keeps a finding's folder under a name that is no finding's."""
        aside, number = folder.with_name(f".{folder.name}.damaged"), 1
        while aside.exists():
            aside, number = folder.with_name(f".{folder.name}.damaged-{number}"), number + 1
        folder.rename(aside)

    @staticmethod
    def _read(path):
        """The record of a finding, which belongs where it is."""
        record = read_json(path, MAX_RECORD)
        if isinstance(record, dict):
            complete_finding(record)
        check_form(record, FINDING, path)
        raw = record.get("raw")
        if not isinstance(raw, list) or not all(isinstance(name, str) for name in raw):
            raise UserError(f"{path}: \"raw\" is not a list of names")
        if record["id"] != path.parent.name:
            raise UserError(f"{path}: the record of {record['id']}")
        return record

    def folder(self, step, target, build):
        """Where the programs of a step put what they find."""
        folder = self.root / "raw" / f"{step}.{target}.{build}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def add_raw(self, step, target, build, path):
        """Takes a file that shows something, and returns where it is kept. The same bytes are kept
        once."""
        content = path.read_bytes()
        digest = hashlib.sha1(content).hexdigest()
        kept = self.folder(step, target, build) / f"{file_prefix(target, build)}crash-{digest}"
        if not kept.exists():
            with replacing(kept) as out:
                out.write(content)
        return kept

    def waiting(self):
        """The artefacts that no finding has yet, by folder."""
        seen = {name for record in self.records.values() for name in record["raw"]}
        waiting = {}
        for path in sorted(self.root.glob("raw/*/*")):
            name = f"{path.parent.name}/{path.name}"
            if name not in seen and kind_of_file(path.name) and path.is_file():
                waiting.setdefault(path.parent, []).append(path)
        return waiting

    def take(self, signature, invariant, message, kind, files, **more):
        """Puts artefacts of one folder of raw/ into the finding with the cause of that signature, which is
        made if it is not there. Returns its record."""
        step, target, build = origin_of(files[0].parent)
        smallest = min(files, key=lambda path: (path.stat().st_size, path.name))
        key = cause(signature)
        record = self.records.get(key)
        if not record:
            name = hashlib.sha256(key.encode()).hexdigest()[:8]
            record = {
                "id": f"{invariant}-{name}", "signature": signature, "invariant": invariant,
                "message": message, "step": step, "target": target, "build": build,
                "planted": self.planted, "kind": kind, "files": 0, "size": 0,
                "minimized_size": None, "input": "", "minimized": "", "explanation": "",
                "page": "", "log": "", "bundle": "", "found": now(), "known": None,
                "expired": False, "command": "", "met": [], "since": None, "places": [], "raw": [],
                **more}
        names = [f"{path.parent.name}/{path.name}" for path in files]
        record["raw"] += [name for name in names if name not in record["raw"]]
        record["files"] = len(record["raw"])
        record["met"] = met_by(record["raw"])
        if not record["input"] or (not record["explanation"] and _says_more(kind, smallest, record)):
            record.update(signature=signature, step=step, target=target, build=build, message=message,
                          kind=kind, size=smallest.stat().st_size,
                          input=f"findings/{record['id']}/{smallest.name}", **more)
            self._make_folder(record, smallest)
        self.save(record)
        self.records[key] = record
        return record

    def _make_folder(self, record, artefact):
        folder = self.root / record["id"]
        if folder.exists():
            shutil.copyfile(artefact, folder / artefact.name)
            return
        fresh = self.root / f".{record['id']}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        shutil.copyfile(artefact, fresh / artefact.name)
        write_atomically(fresh / "finding.json", json.dumps(record) + "\n")
        os.replace(fresh, folder)

    def save(self, record):
        """Writes a finding's record."""
        write_atomically(self.root / record["id"] / "finding.json",
                         json.dumps(record, indent=1) + "\n")

    def listed(self):
        """The records for summary.json: what is new first, then the smallest."""
        records = [{key: value for key, value in record.items() if key != "raw"}
                   for record in self.records.values()]
        return sorted(records, key=lambda r: (r["known"] is not None,
                                              r["minimized_size"] or r["size"], r["id"]))
