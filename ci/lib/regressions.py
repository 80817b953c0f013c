"""The scenarios of corpus/bugs/: each shows its bug where it is planted, and nothing elsewhere."""

import json
import subprocess
import sys

from entries import ROOT


def _replay(tool, build, file):
    """Replays a file and returns the tool's record of it, or {} if there is none."""
    done = subprocess.run([tool, "replay", "--json", "--build", build, file],
                          capture_output=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith(b"{"):
            return json.loads(line)
    return {}


def shows(entry, file):
    """The tag of what a file shows where the bug is planted; "" if nothing."""
    return _replay(entry.program(entry.tool), entry.build_name(entry.build),
                   file).get("invariant", "")


def preemptions(entry):
    """How many preemptions the shortest schedule known has; None if there is no scenario."""
    if not entry.regression.exists():
        return None
    record = _replay(entry.program(entry.tool), entry.build_name(entry.build), entry.regression)
    return record.get("preemptions")


def check(entries):
    """Checks the scenarios of `entries`. Prints what is wrong, and how many are right. Returns how
    many are wrong."""
    wrong = 0
    for entry in entries:
        name = f"corpus/bugs/{entry.regression.name}"
        trouble = ""
        if not entry.regression.exists():
            trouble = "is missing"
        else:
            correct = _replay(ROOT / "build/plain/targets" / entry.tool,
                              entry.build_name("plain"), entry.regression)
            seen = shows(entry, entry.regression)
            if correct.get("verdict") != "clean":
                trouble = f"fails the correct cache ({correct.get('invariant', 'no verdict')})"
            elif seen not in entry.oracles:
                trouble = (f"shows {seen or 'nothing'} where {entry.name} is planted, not "
                           f"{' or '.join(entry.oracles)}")
        if trouble:
            wrong += 1
            print(f"{name} {trouble}", file=sys.stderr)
    print(f"regressions: {len(entries) - wrong} right, {wrong} wrong", file=sys.stderr)
    return wrong
