"""What ci/replay-bundle does: a bundle of another machine, replayed in this clone."""

import os
import subprocess
import sys
import time

from build import build
from entries import PLANTED, ROOT, UserError, from_root, read_entries
from files import write_new
from zoo.planted import require_fit
from printable import printable, printable_lines

from .. import stress_command
from . import bundle_read
from ..night import commit_here
from ..signatures import of_log
from ..sorting import SECONDS_PER_FILE, STRESS, tool_build
from ..steps.step_stress import SECONDS_TO_END
from ..targets import by_name, file_prefix

BUNDLES = ROOT / "build" / "bundles"
RUNS_OF_A_COMMAND = 5
SECONDS_OF_A_COMMAND = 60  # A burst of fuzz_stress takes some milliseconds.
UNUSABLE, NOT_SHOWN = 2, 4  # Exit codes.


def open_bundle(path, any_commit):
    """Reads a bundle, and checks that it belongs to this commit."""
    about, members = bundle_read.read(path)
    commit, _ = commit_here()
    if commit != about["commit"]:
        where = f"{path.name} belongs to commit {about['commit']}"
        if not any_commit:
            raise UserError(f"{where}; git checkout {about['commit']}, or --any-commit")
        print(f"ci/replay-bundle: {printable(where)}, and this is {commit}", file=sys.stderr)
    planted = about["planted"]
    if planted and not (PLANTED / f"{planted}.patch").is_file():
        raise UserError(f"{path.name}: it needs ci/planted/{planted}.patch, which is not here; look for it at commit "
                        f"{about['commit']}{', and in its changes.patch' if 'changes.patch' in members else ''}")
    if "changes.patch" in members:
        print("ci/replay-bundle: the tree had been changed; changes.patch in the bundle says how",
              file=sys.stderr)
    return about, members


def _fresh_folder(name):
    """Makes a folder that was not there, build/bundles/NAME or NAME-2 and so on."""
    BUNDLES.mkdir(parents=True, exist_ok=True)
    candidate, number = BUNDLES / name, 1
    while True:
        try:
            candidate.mkdir()
            return candidate
        except FileExistsError:
            number += 1
            candidate = BUNDLES / f"{name}-{number}"


def _unpack(about, members):
    """Puts the files of the bundle into a new folder. Returns the one to be executed, whose name says
    which build it belongs to; None for a command."""
    folder = _fresh_folder(about["id"])
    name = f"{file_prefix(about['target'], about['build'])}crash-{about['id']}"
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for member, content in members.items():
            write_new(descriptor, member, content)
        if about["kind"] != "command":
            write_new(descriptor, name, members.get("minimized", members["input"]))
    finally:
        os.close(descriptor)
    return folder / name


def _programs(about):
    """Builds what the bundle needs: the fuzz target's path and the tool's, or None."""
    target, preset = by_name(about["target"]), about["build"]
    folder = ROOT / "build" / preset
    if about["planted"]:
        (entry,) = read_entries([about["planted"]])
        require_fit(entry.patch)
        build(preset, [f"zoo-{'fine-' if target.name.endswith('_fine') else ''}{entry.name}"])
        folder = folder / "planted" / entry.name
    else:
        build(preset, [target.name, *filter(None, [target.tool])])
        folder = folder / "targets"
    program = folder / target.name
    if not program.exists():
        raise UserError(f"there is no {from_root(program)}: {target.name} is not built with planted bugs")
    return program, folder / target.tool if target.tool else None


def _signature(command):
    """What the tool says a scenario shows."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode not in (0, 1, NOT_SHOWN):
        said = (done.stderr.splitlines() or ["it does not say why"])[-1]
        raise UserError(f"the input cannot be used: {said.removeprefix('ukeyfuzz: ')}")
    return done.stdout.strip()


def _scenario(tool, about, file):
    """Shows a scenario with the tool. Returns its signature."""
    name = tool_build(about["target"], about["build"])
    signature = _signature([tool, "triage", "--signature", file])
    subprocess.run([tool, "replay", "--no-log", "--build", name, file], check=False)
    sys.stdout.flush()
    subprocess.run([tool, "explain", "--build", name, file], check=False)
    return signature


def _input(program, file):
    """Gives an input to its fuzz target. Returns its signature."""
    try:
        done = subprocess.run([program, "-timeout=60", file], capture_output=True, text=True,
                              errors="replace", timeout=SECONDS_PER_FILE, check=False)
    except subprocess.TimeoutExpired:
        return f"TIMEOUT {program.name}"
    print(printable_lines(done.stderr), end="")
    return of_log(done.stderr, "CRASH")[0] if done.returncode else ""


def _run_once(command):
    """A run on real threads: (signature or "", what it said)."""
    seconds = stress_command.SECONDS_MAX + SECONDS_TO_END
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace",
                              timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return of_log("TIMEOUT: it does not end\nafter its time of: ukeyfuzz stress\n", "")[0], ""
    if done.returncode == UNUSABLE:
        raise UserError(f"{STRESS} cannot run it: {(done.stderr.splitlines() or ['no word'])[-1]}")
    return of_log(done.stderr, "CRASH")[0] if done.returncode else "", done.stderr


def _command(about):
    """Runs real threads again and again: they may not show it. Returns the last signature."""
    options = stress_command.parse(about["command"], "bundle.json")
    build(about["build"], [STRESS])
    command = [ROOT / "build" / about["build"] / "targets" / STRESS, *options, "--no-progress"]
    seen, said, runs, end = "", "", 0, time.monotonic() + SECONDS_OF_A_COMMAND
    print(f"at least {RUNS_OF_A_COMMAND} runs, and {SECONDS_OF_A_COMMAND} s, of: "
          f"{STRESS} {' '.join(options)}", flush=True)
    while not seen and (runs < RUNS_OF_A_COMMAND or time.monotonic() < end):
        runs += 1
        seen, said = _run_once(command)
    print(f"run {runs}:\n{printable_lines(said)}" if seen else f"{runs} runs show nothing")
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
    print(f"\nits files: {from_root(file.parent)}")
    print(f"{'the same' if same else 'NOT the same'}: {printable(seen) or 'nothing'}")
    if not same:
        print(f"the bundle says: {printable(about['signature'])}")
    return int(not same)
