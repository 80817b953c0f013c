"""Whether the corrected twins of corpus/programs/ stay silent, for a million schedules each.

Goes on where it stopped: what each twin has had is kept in build/twins.json, until its source or ukeyfuzz
changes. Those that have had least come first, in pieces of some seconds, each with a seed of its own. --tsan also
runs each twin so often on real threads, built with ThreadSanitizer by the compiler itself. At idle priority.

Exit code: 0 nothing has failed so far, 1 a twin fails, 2 cannot run, 130 interrupted.
"""

import argparse
import hashlib
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import programs
import sanitizer_log
from bench import programs as bench
from build import build, install_needed
from command_line import Parser, positive
from entries import ROOT, UserError
from files import write_atomically
from report import table
from terminal import say

STATE = ROOT / "build" / "twins.json"
PROGRAM_OBJECT = ROOT / "build" / "plain" / "harness" / "program" / "ukeyfuzz-program.o"
PIECE_SECONDS = 10
TSAN_SECONDS = 20
# Ordered by what ThreadSanitizer does not know, so that it calls a race what is none: the end of a robust mutex's
# owner, and flockfile().
BEYOND_TSAN = ("robust-mutex", "stream-in-pieces")


def key_of(program: programs.Program) -> str:
    """Changes with the twin and with what explores it."""
    digest = hashlib.sha256()
    for path in (program.path, PROGRAM_OBJECT):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class State:
    """{twin: {"key", "schedules", "tsan", "failed"}}, kept after each piece."""

    def __init__(self, path: Path):
        self.path = path
        try:
            self.twins = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.twins = {}
        except ValueError as error:
            raise UserError(f"{path}: is not a list of twins ({error}); remove it to begin again") from error

    def of(self, name: str, key: str) -> dict:
        if self.twins.get(name, {}).get("key") != key:
            self.twins[name] = {"key": key, "schedules": 0, "tsan": 0, "failed": ""}
        return self.twins[name]

    def keep(self) -> None:
        write_atomically(self.path, json.dumps(self.twins, indent=1, sort_keys=True) + "\n")


def silent_schedules(text: str) -> int | None:
    """Of what `ukeyfuzz run` says; None if it was not silent."""
    found = bench.SILENT.search(text)
    return int(found[1]) if found else None


def explore(path: Path, program: programs.Program, twin: dict, schedules: int, seconds: float) -> None:
    """A piece: at most `schedules` in all, with a seed that no piece before it had."""
    command = bench.command(path, program, schedules - twin["schedules"], twin["schedules"] + 1, bench.MIXTURE)
    done = subprocess.run([*command[:-1], f"--seconds={max(seconds, 0.1):.1f}", command[-1]], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    n = silent_schedules(done.stdout)
    if n is None and done.returncode not in (0, 1):
        raise UserError(f"{program.name}: ukeyfuzz run ended with {done.returncode}: {done.stdout.strip()[-300:]}")
    twin["schedules"] += n or 0
    if n is None:
        twin["failed"] = done.stdout.splitlines()[0]


def run_with_tsan(folder: Path, program: programs.Program, twin: dict, runs: int) -> None:
    """On real threads."""
    path = folder / f"{program.name}.tsan"
    compiler = ("clang++" if program.compiler == "c++" else "clang", "-O1", "-fsanitize=thread")
    done = subprocess.run(program.command(path, True, compiler), capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"{program.path}: clang cannot build it with ThreadSanitizer: {done.stderr.strip()[:300]}")
    while twin["tsan"] < runs and not twin["failed"]:
        try:
            done = subprocess.run([str(path)], capture_output=True, text=True, check=False, timeout=TSAN_SECONDS)
        except subprocess.TimeoutExpired:
            twin["failed"] = f"does not end within {TSAN_SECONDS} s on real threads"
            return
        if done.returncode:
            said = sanitizer_log.read(done.stderr).line
            twin["failed"] = f"on real threads: {said or f'ended with {done.returncode}'}"
        twin["tsan"] += 1


def next_twin(chosen: list, state: State, keys: dict, schedules: int):
    """The one that has had least; None if all have enough or have failed."""
    left = [program for program in chosen
            if state.of(program.name, keys[program.name])["schedules"] < schedules
            and not state.twins[program.name]["failed"]]
    return min(left, key=lambda program: state.twins[program.name]["schedules"], default=None)


def work(folder: Path, chosen: list, state: State, options: argparse.Namespace) -> None:
    end = time.monotonic() + options.seconds if options.seconds else None
    keys = {program.name: key_of(program) for program in chosen}
    for program in chosen:
        twin = state.of(program.name, keys[program.name])
        if options.tsan and program.name not in BEYOND_TSAN and not twin["failed"] and (not end or time.monotonic() < end):
            run_with_tsan(folder, program, twin, options.tsan)
            state.keep()
    built = set()
    while (program := next_twin(chosen, state, keys, options.schedules)) and (not end or time.monotonic() < end):
        twin = state.twins[program.name]
        if program.name not in built:
            bench.compile_all(folder, [program])
            built.add(program.name)
        left = end - time.monotonic() if end else PIECE_SECONDS
        explore(bench.twin_path(folder, program), program, twin, options.schedules, min(left, PIECE_SECONDS))
        state.keep()
        if not options.quiet:
            say(f"{program.name:<28} {twin['schedules']:>10}{'  FAILED' if twin['failed'] else ''}")


def tell(chosen: list, state: State, options: argparse.Namespace) -> int:
    twins = {program.name: state.twins[program.name] for program in chosen if program.name in state.twins}
    failed = {name: twin["failed"] for name, twin in twins.items() if twin["failed"]}
    if options.format == "json":
        print(json.dumps({"schedules": options.schedules, "twins": twins}, indent=1, sort_keys=True))
        return 1 if failed else 0
    print(table.text([("twin", "silent schedules", "on real threads with ThreadSanitizer"),
                      *((name, str(twin["schedules"]), str(twin["tsan"])) for name, twin in twins.items())]))
    for name, what in failed.items():
        print(f"the twin fails: {name}: {what}")
    enough = sum(twin["schedules"] >= options.schedules for twin in twins.values())
    print(f"\n{enough} of {len(chosen)} twins silent for {options.schedules} schedules, {len(failed)} failed")
    return 1 if failed else 0


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(prog="ci/bench twins", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of programs in corpus/programs (all)")
    parser.add_argument("--schedules", type=int, default=1000000, metavar="N", help="of each twin (1000000)")
    parser.add_argument("--seconds", type=positive, metavar="N", help="at most so long (until all are done)")
    parser.add_argument("--tsan", type=int, default=0, metavar="N", help="runs on real threads (0)")
    parser.add_argument("--state", type=Path, default=STATE, metavar="FILE", help="where to keep it (build/twins.json)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="of what is printed (text)")
    parser.add_argument("--quiet", action="store_true", help="no progress")
    return parser.parse_args(words)


def main(argv: list[str]) -> int:
    options = arguments(argv)
    options.quiet |= options.format == "json"
    chosen = bench.choose(options.names)
    os.nice(19)
    install_needed()
    build("plain", ["ukeyfuzz"])
    state = State(options.state)
    with tempfile.TemporaryDirectory() as folder:
        work(Path(folder), chosen, state, options)
    return tell(chosen, state, options)
