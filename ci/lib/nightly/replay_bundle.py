"""What ci/replay-bundle does: a bundle of another machine, replayed in this clone."""

import shlex
import subprocess
import sys
import time
from pathlib import Path

from build import build
from entries import ROOT, Misfit, read_entries

from . import bundle
from .night import commit_here
from .signatures import of_log
from .sorting import SECONDS_PER_FILE, STRESS, tool_build
from .targets import by_name, file_prefix

RUNS_OF_A_COMMAND = 5
SECONDS_OF_A_COMMAND = 60  # A burst of fuzz_stress takes some milliseconds.


def open_bundle(path, any_commit):
    """Reads a bundle, and checks that it belongs to this commit."""
    about, members = bundle.read(path)
    commit, _ = commit_here()
    if commit != about["commit"]:
        where = f"{path.name} belongs to commit {about['commit']}"
        if not any_commit:
            raise Misfit(f"{where}; git checkout {about['commit']}, or --any-commit")
        print(f"ci/replay-bundle: {where}, and this is {commit}", file=sys.stderr)
    if "changes.patch" in members:
        print("ci/replay-bundle: the tree had been changed; changes.patch in the bundle says how",
              file=sys.stderr)
    return about, members


def _unpack(about, members):
    """Puts the files of the bundle below build/. Returns the one to be executed, whose name says which
    build it belongs to."""
    folder = ROOT / "build" / "bundles" / Path(about["id"]).name
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in members.items():
        (folder / name).write_bytes(content)
    file = folder / f"{file_prefix(about['target'], about['build'])}crash-{folder.name}"
    file.write_bytes(members.get("minimized") or members["input"])
    return file


def _programs(about):
    """Builds what the bundle needs: the fuzz target's path and the tool's, or None."""
    target, preset = by_name(about["target"]), about["build"]
    folder = ROOT / "build" / preset
    if about["planted"]:
        (entry,) = read_entries([about["planted"]])
        build(preset, [f"zoo-{entry.name}"])
        folder = folder / "planted" / entry.name
    else:
        build(preset, [target.name, *filter(None, [target.tool])])
        folder = folder / "targets"
    return folder / target.name, folder / target.tool if target.tool else None


def _signature(command):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return done.stdout.strip()


def _scenario(tool, about, file):
    """Shows a scenario with the tool. Returns its signature."""
    name = tool_build(about["target"], about["build"])
    subprocess.run([tool, "replay", "--no-log", "--build", name, file], check=False)
    sys.stdout.flush()
    subprocess.run([tool, "explain", "--build", name, file], check=False)
    return _signature([tool, "triage", "--signature", file])


def _input(program, file):
    """Gives an input to its fuzz target. Returns its signature."""
    try:
        done = subprocess.run([program, "-timeout=60", file], capture_output=True, text=True,
                              errors="replace", timeout=SECONDS_PER_FILE, check=False)
    except subprocess.TimeoutExpired:
        return f"TIMEOUT {program.name}"
    print(done.stderr, end="")
    return of_log(done.stderr, "CRASH")[0] if done.returncode else ""


def _command(about):
    """Runs real threads again and again: they may not show it. Returns the last signature."""
    build(about["build"], [STRESS])
    command = [ROOT / "build" / about["build"] / "targets" / STRESS,
               *shlex.split(about["command"])[1:], "--no-progress"]
    seen, runs, end = "", 0, time.monotonic() + SECONDS_OF_A_COMMAND
    print(f"at least {RUNS_OF_A_COMMAND} runs, and {SECONDS_OF_A_COMMAND} s, of: {about['command']}", flush=True)
    while not seen and (runs < RUNS_OF_A_COMMAND or time.monotonic() < end):
        runs += 1
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        seen = of_log(done.stderr, "CRASH")[0] if done.returncode else ""
    print(f"run {runs}:\n{done.stderr}" if seen else f"{runs} runs show nothing")
    return seen


def replay(about, members):
    """Replays it. Returns the exit code."""
    file = _unpack(about, members)
    if about["kind"] == "command":
        seen = _command(about)
    else:
        program, tool = _programs(about)
        seen = (_scenario(tool, about, file) if about["kind"] == "scenario"
                else _input(program, file))
    same = seen == about["signature"]
    print(f"\nits files: {file.parent.relative_to(ROOT)}")
    print(f"{'the same' if same else 'NOT the same'}: {seen or 'nothing'}")
    if not same:
        print(f"the bundle says: {about['signature']}")
    return int(not same)
