"""ci/test with programs that only say something: what did nothing has not passed."""

import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from script_alone import PATIENCE, ScriptAlone

BUILDS = ("plain", "asan", "tsan", "gcc-asan")
FAKE_CTEST = f"""#!{sys.executable}
import os, sys
ends = os.environ.get("CTEST", "")
if ends == "none":
    print("No tests were found!!!")
    sys.exit("--no-tests=error" in sys.argv and 8)
if ends == "cannot":
    print("CMake Error: no such folder")
    sys.exit(1)
print("1/3 Test #1: one ..... Passed 0.01 sec")
if ends == "fails":
    os.makedirs("Testing/Temporary", exist_ok=True)
    open("Testing/Temporary/LastTest.log", "w").write("2/3 Testing: two.a case\\nskipped: there is no gdb\\n")
    print("2/3 Test #2: two.a case .....***Skipped 0.01 sec")
    print("3/3 Test #3: three.row 1 (a), or 2 - b ...***Failed 0.01 sec")
    print("50% tests passed, 1 tests failed out of 3\\n\\nThe following tests FAILED:\\n\\t  3 - three.row 1 (a), or 2 - b (Failed)")
    sys.exit(8)
"""
FAKE_ZOO = """#!/bin/sh
[ "$1" = --fits ] && [ -n "$FITS" ] || exit 0
echo "$FITS"
exit 1
"""
A_TEST = """import unittest
class It(unittest.TestCase):
    def test_it(self):
        {}
"""
FAKE_TOOL = f"""#!{sys.executable}
import json, os, sys
ends = os.environ.get("REPLAY", "")
files = [word for word in sys.argv if word.endswith(".scenario")]
if "--json" in sys.argv:
    for file in files[:1] if ends == "dies" else files:
        record = {{"file": file, "verdict": "clean", "hash": "0a"}}
        if ends == "no hash":
            del record["hash"]
        print(json.dumps(record, separators=(",", ":")))
    sys.exit(ends == "dies" and 139)
"""


class Test(ScriptAlone):
    def setUp(self):
        super().setUp()
        self.program("ci/zoo", FAKE_ZOO)
        self.script("test", "ci/mutants", "ci/ovs", "ci/ossfuzz-check", "ci/lib/spaced", "ci/lib/quick_start.py",
                    "bin/clang-format")
        for folder in ("test", "zoo/test"):
            self.program(f"ci/lib/{folder}/test_it.py", A_TEST.format("pass"))
        self.program("bin/ctest", FAKE_CTEST)
        for build in (*BUILDS, "gcc"):
            self.program(f"build/{build}/targets/ukeyfuzz", FAKE_TOOL)
            (self.root / "build" / build / "compile_commands.json").write_text("clang -Werror -c x.c")
        for name in ("corpus/a.scenario", "corpus/b.scenario", "src/a.c", "harness/a.c", "targets/a.c"):
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).touch()

    def run_it(self, **more):
        """The exit code, what has failed, and the last line."""
        done = subprocess.run(
            [self.root / "ci/test", "--no-deps"], text=True, capture_output=True, timeout=PATIENCE,
            env=self.environment(**more), check=False)
        self.said = done.stdout
        lines = done.stdout.splitlines()
        return (done.returncode, [line.removeprefix("FAILED: ") for line in lines
                                  if line.startswith("FAILED: ")], lines[-1])

    def test_all_pass(self):
        # Of each build: it, its warnings, its test, two files, their repetition; three comparisons; twelve scripts;
        # and a build with gcc, and its warnings.
        self.assertEqual(self.run_it(), (0, [], "42 passed, 0 failed"))

    def test_warnings_that_are_no_errors(self):
        (self.root / "build" / "asan" / "compile_commands.json").write_text("clang -c x.c")
        self.assertEqual(self.run_it()[:2], (1, ["asan: warnings are no errors"]))

    def test_warnings_of_gcc_that_are_no_errors(self):
        (self.root / "build" / "gcc" / "compile_commands.json").write_text("gcc -c x.c")
        self.assertEqual(self.run_it()[:2], (1, ["gcc: warnings are no errors"]))

    def test_a_mutant_that_lives(self):
        self.program("ci/mutants", "#!/bin/sh\nexit 1\n")
        self.assertEqual(self.run_it()[:2], (1, ["mutants of src/install.c"]))

    def test_a_script_whose_test_fails(self):
        self.program("ci/lib/test/test_it.py", A_TEST.format("self.fail()"))
        self.assertEqual(self.run_it(), (1, ["tests of ci/lib"], "41 passed, 1 failed"))

    def test_patches_that_do_not_fit_stop_nothing(self):
        self.assertEqual(self.run_it(FITS="2 of 91 patches do not fit"),
                         (1, ["planted bugs: 2 of 91 patches do not fit"], "41 passed, 1 failed"))

    def test_builds_without_a_test(self):
        code, failed, _ = self.run_it(CTEST="none")
        self.assertEqual(code, 1)
        self.assertEqual([name.partition(";")[0] for name in failed],
                         [f"{build}: tests: No tests were found!!!" for build in BUILDS])

    def test_one_that_fails_is_named_and_one_that_is_skipped_says_why(self):
        code, failed, last = self.run_it(CTEST="fails")
        self.assertEqual((code, failed, last), (1, [f"{build}: three.row 1 (a), or 2 - b" for build in BUILDS], "42 passed, 4 failed"))
        self.assertEqual(self.said.count("  skipped: two.a case: there is no gdb\n"), len(BUILDS))
        self.assertEqual(self.said.count("\n50% tests passed, 1 tests failed out of 3\n"), len(BUILDS))

    def test_tests_that_cannot_be_run(self):
        code, failed, _ = self.run_it(CTEST="cannot")
        self.assertEqual(code, 1)
        self.assertEqual([name.partition(";")[0] for name in failed],
                         [f"{build}: tests: CMake Error: no such folder" for build in BUILDS])

    def test_a_replay_that_does_not_come_to_its_end(self):
        code, failed, _ = self.run_it(REPLAY="dies")
        self.assertEqual((code, failed[:2]), (1, ["plain: ukeyfuzz replay ended with an error",
                                                  "plain: event logs: 1, files: 2"]))

    def test_event_logs_that_are_not_there_are_not_the_same(self):
        code, failed, _ = self.run_it(REPLAY="no hash")
        self.assertEqual((code, failed),
                         (1, [f"{build}: event logs: 0, files: 2" for build in BUILDS]))


if __name__ == "__main__":
    unittest.main()
