"""The scenarios of corpus/bugs/: each shows its bug where it is planted, and nothing elsewhere."""

import json
import subprocess
import sys

from entries import ROOT


def _replay(tool, build, file, *options):
    """Replays a file and returns the tool's record of it, or {} if there is none."""
    done = subprocess.run([tool, "replay", "--json", "--build", build, *options, file],
                          capture_output=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith(b"{"):
            return json.loads(line)
    return {}


def shows(entry, file):
    """The tag of what a file shows where the bug is planted; "" if nothing."""
    return _replay(entry.program(entry.tool), entry.build_name(entry.build), file,
                   "--no-rewrite").get("invariant", "")


def _shows_nearby(entry, file):
    """The same, and if it is none of the entry's oracles' the tool looks nearby: what a change of the
    sources does to points makes no scenario wrong."""
    seen = shows(entry, file)
    for oracle in entry.oracles if seen not in entry.oracles else ():
        nearby = _replay(entry.program(entry.tool), entry.build_name(entry.build), file,
                         "--no-rewrite", "--shows", oracle).get("invariant", "")
        if nearby in entry.oracles:
            return nearby
    return seen


def trouble(entry, file=None):
    """What is wrong with a scenario of an entry, the kept one unless `file` says which; "" if
    nothing."""
    file = file or entry.regression
    if not file.exists():
        return "is missing"
    correct = _replay(ROOT / "build/plain/targets" / entry.tool, entry.build_name("plain"), file)
    seen = _shows_nearby(entry, file)
    if correct.get("verdict") != "clean":
        return f"fails the correct cache ({correct.get('invariant', 'no verdict')})"
    if seen not in entry.oracles:
        return (f"shows {seen or 'nothing'} where {entry.name} is planted, not "
                f"{' or '.join(entry.oracles)}")
    return ""


def check(entries):
    """Checks the scenarios of `entries`. Prints what is wrong, and how many are right. Returns how
    many are wrong."""
    wrong = 0
    for entry in entries:
        what = trouble(entry)
        if what:
            wrong += 1
            print(f"corpus/bugs/{entry.regression.name} {what}", file=sys.stderr)
    print(f"regressions: {len(entries) - wrong} right, {wrong} wrong", file=sys.stderr)
    return wrong
