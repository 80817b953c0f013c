"""Each build: made with warnings as errors, and its tests run by ctest."""

import re
import subprocess
import sys
import time

from build import build, jobs_wanted
from entries import ROOT, UserError
from terminal import BOLD, RESET, say

BUILDS = ("plain", "asan", "tsan", "gcc-asan")
# What none of these compiles with gcc: gcc-asan leaves programs out.
BY_GCC = ("gcc", ("program_object", "program_schedule"))
SECONDS_OF_A_TEST = 600
_PASSED = re.compile(r"^ *\d+/\d+ Test .* Passed ", re.M)
# A test's name is its program's and its case's, which may have spaces.
_SKIPPED = re.compile(r"^ *\d+/\d+ Test +#\d+: (.+?) \.*\*\*\*Skipped ", re.M)
_FAILED = re.compile(r"^\s*\d+ - (.+) \([^()]*\)", re.M)


def _failed(said):
    """The names of the tests that ctest says have failed."""
    return _FAILED.findall(said.partition("following tests FAILED")[2])


def _end(said):
    """What ctest says of failures, from its line "... tests failed" on."""
    lines = said.splitlines(keepends=True)
    return "".join(lines[next((i for i, line in enumerate(lines) if "tests failed" in line), len(lines)):])


def _skipped(said, whole):
    """(name, why) of each test that was skipped. `whole`: ctest's own log, with what the tests have said."""
    for name in _SKIPPED.findall(said):
        of_test = whole.partition(f" Testing: {name}\n")[2].splitlines()[:12]
        yield name, next((line.removeprefix("skipped: ") for line in of_test if line.startswith("skipped: ")), "")


def _read(path):
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def run_tests(name, tally, start):
    """The tests of a build that was begun at `start` and is made."""
    folder, log = ROOT / "build" / name, ROOT / "build" / f"{name}.ctest.log"
    with log.open("wb") as out:
        done = subprocess.run(["ctest", "--no-tests=error", "--output-on-failure", "--timeout", str(SECONDS_OF_A_TEST),
                               "-j", str(jobs_wanted())], cwd=folder, stdout=out, stderr=out, check=False)
    said = _read(log)
    if done.returncode:
        print(_end(said), end="", flush=True)
        failed = _failed(said)
        for test in failed:
            tally.failure(f"{name}: {test}")
        if not failed:
            tally.failure(f"{name}: tests: {(said.splitlines() or ['nothing'])[-1]}; see {log}")
    passed = len(_PASSED.findall(said))
    tally.success(passed)
    print(f"  {passed} tests passed, {time.monotonic() - start:.0f} s", flush=True)
    for test, why in _skipped(said, _read(folder / "Testing/Temporary/LastTest.log")):
        print(f"  {BOLD}skipped: {test}: {why}{RESET}", flush=True)


def build_strictly(name, targets, tally):
    """Builds targets of a preset, all if there are none, with warnings as errors. Returns whether they are there."""
    say(f"{name}: build{' of ' if targets else ''}{', '.join(targets)}")
    try:
        build(name, targets, ["-D", "CMAKE_COMPILE_WARNING_AS_ERROR=ON"])
    except UserError as error:
        print(f"ci/test: {error}", file=sys.stderr)
        tally.failure(f"{name}: build")
        return False
    tally.success()
    commands = _read(ROOT / "build" / name / "compile_commands.json")
    tally.judge("-Werror" in commands, f"{name}: warnings are no errors")
    return True


def build_and_test(name, tally):
    """Configures, builds and tests one preset."""
    start = time.monotonic()
    if not build_strictly(name, [], tally):
        return
    say(f"{name}: tests")
    run_tests(name, tally, start)
