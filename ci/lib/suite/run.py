"""What ci/test does once its packages are there: all tests, in an order in which the cheap and telling ones come
first.

usage: run.py
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from build import jobs_wanted
from entries import ROOT, main_of
from locks import hold
from suite import corpus
from suite.builds import BUILDS, BY_GCC, build_and_test, build_strictly
from suite.tally import Tally
from terminal import say

# A heading, then what is said to have failed and the command of each test below it.
SCRIPTS = (
    ("readme: the quick start prints what it says",
     [("the quick start of README.md", "ci/lib/quick_start.py")]),
    ("planted bugs: each scenario of corpus/bugs/ shows its own, and a few are found from the seeds",
     [("regressions of planted bugs", "ci/zoo --regressions"),
      ("sample of planted bugs", "ci/zoo --sample 8 --seeds 1")]),
    ("planted bugs: found by other means than their headers say",
     [("planted bugs by fuzz_sequence", "ci/zoo --must-find --seeds 1 --target fuzz_sequence B01 B58"),
      ("planted bugs by asan-fine", "ci/zoo --must-find --seeds 1 --build asan-fine B02")]),
    ("planted bugs: three raw crash files made small, and their causes on the first screen",
     [("from a crash to its cause", "ci/zoo --minimize --walk --seeds 1 B15 B63 B74")]),
    ("mutants: each negated condition of src/install.c is found",
     [("mutants of src/install.c", "ci/mutants --operator condition --file install.c --seconds 10 --fresh --work "
       "build/mutants-test")]),
    ("Open vSwitch's own file: what is known is found, if its library is built",
     [("a sample of ci/ovs test", "ci/ovs test --quick")]),
    ("elsewhere: the fuzz targets as OSS-Fuzz builds them",
     [("rules of OSS-Fuzz", "ci/ossfuzz-check --no-deps --sanitizer address --engine libfuzzer")]),
)


def check_patches(tally):
    """Do all patches fit src/?"""
    done = subprocess.run([ROOT / "ci/zoo", "--fits"], capture_output=True, text=True, check=False)
    tally.judge(done.returncode == 0, f"planted bugs: {(done.stdout + done.stderr).strip()}")


def _test_folder(folder):
    """Runs the tests of a folder of scripts, and prints what they say in one piece. Returns whether they pass."""
    done = subprocess.run([sys.executable, "-B", "-m", "unittest", "discover", "-s", folder], cwd=ROOT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    print(done.stdout, end="", flush=True)
    return done.returncode == 0


def check_scripts(tally):
    """The folders of tests side by side."""
    folders = [ROOT / "ci/lib/test", *sorted((ROOT / "ci/lib").glob("*/test"))]
    with ThreadPoolExecutor(jobs_wanted()) as pool:
        tally.judge(all(list(pool.map(_test_folder, folders))), "tests of ci/lib")


def check_layout(tally):
    """Is the source laid out by .clang-format?"""
    files = sorted(path for folder in ("src", "harness", "targets", "ci") for path in (ROOT / folder).rglob("*.[ch]"))
    done = subprocess.run(["clang-format", "--dry-run", "-Werror", *files], cwd=ROOT, check=False)
    tally.judge(done.returncode == 0, "some files are not laid out by .clang-format")


def main(_):
    """Returns the exit code."""
    lock, tally = hold(ROOT / "build/locks/test", "ci/test"), Tally()
    say("planted bugs: do all patches fit src/")
    check_patches(tally)
    for build in BUILDS:
        build_and_test(build, tally)
    build_strictly(*BY_GCC, tally)
    files = sorted((ROOT / "corpus").rglob("*.scenario"))
    say(f"corpus: {len(files)} files in each build")
    corpus.check(files, tally)
    say("a checkout in a folder with a space in its name")
    tally.script("a folder with a space in its name", "ci/lib/spaced")
    say("scripts")
    check_scripts(tally)
    for heading, tests in SCRIPTS:
        say(heading)
        for what, command in tests:
            tally.script(what, *command.split())
    say("layout")
    check_layout(tally)
    lock.close()
    return tally.tell()


if __name__ == "__main__":
    main_of("ci/test", main)
