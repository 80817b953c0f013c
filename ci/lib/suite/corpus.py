"""Every file of corpus/ in each build: it shows nothing, is deterministic, and has the same event log in all."""

import difflib
import json
import subprocess

from entries import ROOT
from suite.builds import BUILDS

REPETITIONS = 20
# What the correct cache does with a file: one that says what it shows where a bug is planted shows it not.
RIGHT = ("clean", "not shown")
CLEAN, NOT_SHOWN = 0, 4


def _tool(build):
    return ROOT / "build" / build / "targets" / "ukeyfuzz"


def _records(lines):
    """Of each line its record; {} of one that is none."""
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            record = {}
        yield line, record if isinstance(record, dict) else {}


def replay(build, files, tally):
    """Replays the files in one build. Returns lines "hash file"."""
    if not _tool(build).is_file():
        tally.failure(f"{build}: no replay tool")
        return []
    out = ROOT / "build" / f"{build}.replay.json"
    with out.open("wb") as stream:
        done = subprocess.run([_tool(build), "replay", "--json", "--build", build, *files], stdout=stream, check=False)
    records = list(_records(out.read_text(encoding="utf-8", errors="replace").splitlines()))
    wrong = [line for line, record in records if record.get("verdict") not in RIGHT]
    if wrong or done.returncode not in (CLEAN, NOT_SHOWN):
        for line in wrong:
            tally.failure(f"{build}: {line}")
        if not wrong:
            tally.failure(f"{build}: ukeyfuzz replay ended with an error")
    tally.success(len(records) - len(wrong))
    hashes = [f"{record['hash']} {record['file']}" for _, record in records if "hash" in record and "file" in record]
    if len(hashes) != len(files):
        tally.failure(f"{build}: event logs: {len(hashes)}, files: {len(files)}")
    return hashes


def same_everywhere(hashes, tally):
    """Compares the event logs of all builds with those of the first. `hashes`: {build: lines}."""
    first, *others = BUILDS
    for build in others:
        if not tally.judge(hashes[first] == hashes[build], f"{first} and {build} do not have the same event logs"):
            print("\n".join(difflib.unified_diff(hashes[first], hashes[build], first, build, n=0, lineterm="")),
                  flush=True)


def _is_deterministic(build, files):
    """Whether each file does the same again and again. Prints what the tool says of those that do not."""
    if not _tool(build).is_file():
        return False
    command = [_tool(build), "replay", "--quiet", "--build", build, "--check-determinism", str(REPETITIONS), *files]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, errors="replace", check=False)
    is_right = done.returncode in (CLEAN, NOT_SHOWN)
    if not is_right:
        print(done.stdout, end="", flush=True)
    return is_right


def check(files, tally):
    """All of it."""
    if not files:
        tally.failure("the corpus is empty")
        return
    same_everywhere({build: replay(build, files, tally) for build in BUILDS}, tally)
    for build in BUILDS:
        tally.judge(_is_deterministic(build, files), f"{build}: not deterministic")
