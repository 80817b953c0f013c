"""Every file of corpus/ in each build: clean, deterministic, and with the same event log in all."""

import difflib
import json
import subprocess

from entries import ROOT
from suite.builds import BUILDS

REPETITIONS = 20


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
    wrong = [line for line, record in records if record.get("verdict") != "clean"]
    if done.returncode:
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


def check(files, tally):
    """All of it."""
    if not files:
        tally.failure("the corpus is empty")
        return
    same_everywhere({build: replay(build, files, tally) for build in BUILDS}, tally)
    for build in BUILDS:
        command = [_tool(build), "replay", "--quiet", "--build", build, "--check-determinism", str(REPETITIONS), *files]
        is_right = _tool(build).is_file() and subprocess.run(command, check=False).returncode == 0
        tally.judge(is_right, f"{build}: not deterministic")
