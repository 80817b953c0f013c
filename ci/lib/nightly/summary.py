"""summary.json: everything that is known of one night.

It is the state of a night as well as its report. It is replaced as a whole, atomically, whenever
something has changed, so it can be read at any time, and a night that was killed goes on from it.

    format      1
    name        of the night, which is its folder's: "2026-11-23"
    commit      of the working tree, "dirty" whether anything in it differed
    started     "2026-11-23T01:00:00Z", as all times
    ended       when the last step ended; null while the night is not over
    verdict     "unfinished", "clean", "new" (a finding or a failed case that is not known), "broken"
                (nothing new, but some step could not do its work) or "incomplete" (nothing new, but
                none of the steps that look for bugs did anything)
    budget      seconds
    spent       seconds, all parts of an interrupted night together
    planted     name of the planted bug that was fuzzed instead of the correct cache, or ""
    shard       "i/n"; "1/1" is everything
    machine     {"processors", "model", "kernel"}
    steps       a list in the order of execution, of
      name, title   as in ci/nightly --list
      state         "waiting", "running" (or interrupted there), "done", "skipped" or "failed"
      message       one line: what was done, or why it was skipped or failed
      seconds       spent in it, all parts of an interrupted night together
      cases         a list of what was tried and can fail: {"name", "result": "passed", "failed" or
                    "skipped", "seconds", "message", "known"}. "known" is null or as in a finding.
                    What was found by fuzzing is a finding, and does not make its case fail as well.
      figures       a list of what can be compared with other nights: {"name", "value", "unit",
                    "better": "higher", "lower" or ""}. A step that compares adds {"median", "mad",
                    "nights", "worse"}: of the nights before, how many those were, and whether this
                    night's is worse than their noise.
      data          whatever else the step has to tell; its module says what
    findings    a list, new ones first, of
      id            name of its folder in findings/
      signature     what its input shows (`ukeyfuzz triage`). Findings of one cause (cause.py) are one.
      invariant     "ONCE", "ASAN", "RACE", "TIMEOUT", ...
      message       what was violated, in a sentence
      step, target, build, planted   where it was found; target is that of the program
      kind          "scenario": `ukeyfuzz replay` shows it; "input": the fuzz target does; "command":
                    the command of its bundle may, as real threads decide
      command       of real threads, what was run; else ""
      files         how many files showed it
      size, minimized_size   bytes of the smallest file as found and after `ukeyfuzz minimize`; null
                    if it was not minimised (yet)
      input, minimized, explanation, page, log, bundle   paths, relative to the night's folder, or ""
                    if there is none (yet)
      met           who met it: a list of {"step", "target", "build", "files"}
      since         since which night (since.py), or null if that is not known (yet)
      places        where in src/ it happened (places.py)
      found         when first
      known         null if it is new, else {"reason", "expires"}
      expired       whether there is a known finding that has expired
    rules       what the tags mean: {tag: {"line", "text"}} (tags.py)
    disk        bytes: {"night", "nights", "corpora", "free"}; {} if that was not measured
    trouble     a list of lines: what went wrong without ending the night ("the disk is full", ...)

The summaries of earlier nights are in the folder history/ of the corpora, named by when they began:
the folders of two nights may have one name.
"""

import copy
import json
import re
from pathlib import Path

from entries import UserError
from files import write_atomically

from .foreign import check_form, read_json

FORMAT = 1
MAX_SIZE = 64 << 20  # A night has some hundred KiB.
NIGHTS_MAX = 1000    # Of which earlier ones are read.
STATES = ("waiting", "running", "done", "skipped", "failed")
RESULTS = ("passed", "failed", "skipped")
VERDICTS = ("unfinished", "clean", "new", "broken", "incomplete")
KINDS = ("scenario", "input", "command")
# The steps that look for bugs. Where they were skipped, that nothing was found says nothing.
LOOKING = ("replay", "grow", "stress", "zoo", "memcheck")
# Of these, those whose cases are fuzz targets.
OF_TARGETS = ("replay", "grow", "memcheck")

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_TEXT, _WHOLE, _NUMBER, _FLAG, _LIST, _OBJECT = (
    {"type": name} for name in ("string", "integer", "number", "boolean", "array", "object"))


def _or_null(schema):
    return {"anyOf": [schema, {"type": "null"}]}


def _list_of(schema):
    return {"type": "array", "items": schema}


def _object_of(**members):
    """It may have other members as well, of a later version."""
    return {"type": "object", "required": list(members), "properties": members}


_CASE = _object_of(name=_TEXT, result={"enum": RESULTS}, seconds=_NUMBER, message=_TEXT, known=_or_null(_OBJECT))
_FIGURE = _object_of(name=_TEXT, value=_NUMBER, unit=_TEXT, better=_TEXT)
_STEP = _object_of(name=_TEXT, title=_TEXT, state={"enum": STATES}, message=_TEXT, seconds=_NUMBER,
                   cases=_list_of(_CASE), figures=_list_of(_FIGURE), data=_OBJECT)
FINDING = _object_of(
    id=_TEXT, signature=_TEXT, invariant=_TEXT, message=_TEXT, step=_TEXT, target=_TEXT, build=_TEXT, planted=_TEXT,
    kind={"enum": KINDS}, command=_TEXT, files=_WHOLE, size=_WHOLE, minimized_size=_or_null(_WHOLE), input=_TEXT,
    minimized=_TEXT, explanation=_TEXT, page=_TEXT, log=_TEXT, bundle=_TEXT, found=_TEXT, known=_or_null(_OBJECT),
    expired=_FLAG, met=_LIST, since=_or_null(_OBJECT), places=_LIST)
SCHEMA = _object_of(
    format=_WHOLE, name=_TEXT, commit=_TEXT, dirty=_FLAG, started=_TEXT, ended=_or_null(_TEXT),
    verdict={"enum": VERDICTS}, budget=_NUMBER, spent=_NUMBER, planted=_TEXT, shard=_TEXT, machine=_OBJECT,
    steps=_list_of(_STEP), findings=_list_of(FINDING), trouble=_LIST, rules=_OBJECT, disk=_OBJECT)
# What summaries of earlier nights may not have yet.
_LATER = {"rules": {}, "disk": {}}
_LATER_OF_FINDING = {"met": [], "since": None, "places": []}


def check(summary, where="summary.json"):
    """Raises UserError if a summary is not as this module's documentation says."""
    if isinstance(summary, dict) and summary.get("format", FORMAT) != FORMAT:
        raise UserError(f"{where} has format {str(summary['format'])[:40]}, not {FORMAT}")
    check_form(summary, SCHEMA, where)


def nothing_was_looked_for(summary):
    """Whether none of the steps that look for bugs did anything. A night without such steps, which
    somebody wanted (--only), is none of these."""
    states = [step["state"] for step in summary["steps"] if step["name"] in LOOKING]
    return bool(states) and all(state == "skipped" for state in states)


def skipped(summary):
    """The names of the steps that were skipped."""
    return [step["name"] for step in summary["steps"] if step["state"] == "skipped"]


def in_part(summary):
    """The names of the steps that executed some fuzz targets or corpora and left out others, for want of time or space."""
    return [step["name"] for step in summary["steps"] if step["state"] == "done" and step["name"] in OF_TARGETS
            and any(case["result"] == "skipped" and not case["name"].startswith("merge ") for case in step["cases"])]


def write(path, summary):
    """Writes summary.json atomically."""
    write_atomically(path, json.dumps(summary, indent=1) + "\n")


def complete_finding(finding):
    """Adds what was not recorded yet when a finding was written."""
    for name, value in _LATER_OF_FINDING.items():
        finding.setdefault(name, copy.copy(value))


def _complete(summary):
    """Adds what was not recorded yet when it was written."""
    if isinstance(summary, dict) and isinstance(summary.get("findings"), list):
        for name, value in _LATER.items():
            summary.setdefault(name, copy.copy(value))
        for finding in summary["findings"]:
            if isinstance(finding, dict):
                complete_finding(finding)


def read(path):
    """Reads and checks summary.json."""
    summary = read_json(path, MAX_SIZE)
    _complete(summary)
    check(summary, str(path))
    # These become part of commands and of names.
    for name, form in (("commit", _COMMIT), ("started", _TIME)):
        if not form.fullmatch(summary[name]):
            raise UserError(f"{path}: \"{name}\" is {json.dumps(summary[name])[:40]}")
    return summary


def name_in_history(summary):
    """The file's name of a night in history/."""
    return f"{summary['started'].replace(':', '')}.json"


def read_history(folder):
    """The summaries of earlier nights, oldest first. Files that cannot be used are left out."""
    nights = []
    for path in sorted(Path(folder).glob("*.json"))[-NIGHTS_MAX:]:
        try:
            nights.append(read(path))
        except UserError:
            continue
    return sorted(nights, key=lambda night: night["started"])
