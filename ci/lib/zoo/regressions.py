"""The scenarios of corpus/bugs/: each shows its bug where it is planted, and nothing elsewhere."""

import json
import re
import subprocess
import sys

from entries import ROOT

_RECORD = re.compile(r"^(?:origin|shows) .*\n", re.M)


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
    return _replay(entry.program(entry.tool), entry.build_name(entry.build), file, "--no-rewrite").get("invariant", "")


def without_record(text):
    """A scenario's text without what it says of itself."""
    return _RECORD.sub("", text)


def with_record(entry, text, folder):
    """The same with lines on where it shows what, as seen in an execution; none where it shows nothing. Of the
    commit they say nothing, for it is kept for all; nor of a death its function, which may get another name."""
    bare = folder / "bare.scenario"
    folder.mkdir(parents=True, exist_ok=True)
    bare.write_text(without_record(text), encoding="utf-8")
    signature = _replay(entry.program(entry.tool), entry.build_name(entry.build), bare, "--no-rewrite").get("signature")
    if not signature:
        return bare.read_text(encoding="utf-8")
    version, rest = bare.read_text(encoding="utf-8").split("\n", 1)
    comment = re.match(r"(?:#.*\n)*", rest)[0]
    record = (f"origin target={entry.target} build={entry.build_name(entry.build)} planted={entry.name}\n"
              f'shows "{signature}"\n')
    return f"{version}\n{comment}{record}{rest[len(comment):]}"


def trouble(entry, file=None):
    """What is wrong with a scenario of an entry, the kept one unless `file` says which; "" if nothing. Where a
    change of the sources has moved its points, the tool looks nearby: that makes no scenario wrong."""
    file = file or entry.regression
    if not file.exists():
        return "is missing"
    correct = _replay(ROOT / "build/plain/targets" / entry.tool, entry.build_name("plain"), file)
    if correct.get("verdict") not in ("clean", "not shown"):
        return f"fails the correct cache ({correct.get('invariant', 'no verdict')})"
    seen = _replay(entry.program(entry.tool), entry.build_name(entry.build), file, "--no-rewrite")
    if seen.get("invariant", "") not in entry.oracles:
        return (f"shows {seen.get('invariant') or 'nothing'} where {entry.name} is planted, not "
                f"{' or '.join(entry.oracles)}")
    if seen.get("recorded") == "another":
        return f"shows another thing than it says where {entry.name} is planted: {seen['signature']}"
    if seen.get("recorded") != "shown" or correct["verdict"] == "clean":
        return "does not say what it shows"
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
