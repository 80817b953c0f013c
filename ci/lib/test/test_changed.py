"""What is fuzzed for which change, for how long, and what becomes of the findings."""

import contextlib
import io
import json
import runpy
import shlex
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import changed
import changed_runs
from zoo import outdated, planted, planted_build, regressions
from entries import ROOT, UserError, wishes_to_end

TOOL = runpy.run_path(str(ROOT / "ci/fuzz-changed"))


def git(folder, *arguments):
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e@x", *arguments], cwd=folder,
                   check=True, capture_output=True)


class Choice(unittest.TestCase):
    def targets(self, *paths):
        return changed.runs_of(paths)

    def test_the_cache_is_fuzzed_in_every_way_but_its_text(self):
        runs = self.targets("src/ukey.c")
        self.assertEqual(set(changed.RUNS) - set(runs), {("fuzz_scenario", "asan")})

    def test_parts(self):
        self.assertEqual(self.targets("targets/fuzz/fuzz_scenario.c"), [("fuzz_scenario", "asan")])
        self.assertEqual(self.targets("harness/sequential/run.c"), [("fuzz_sequence", "asan")])
        self.assertIn(("fuzz_scenario", "asan"), self.targets("harness/scenario/text/read.c"))
        self.assertIn(("fuzz_interleave", "tsan"), self.targets("harness/runtime/pthread/mutex.c"))
        for part in ("ci/fuzz", "ci/common.sh", "ci/lib/fuzz.py", "ci/lib/build.py", "ci/lib/workers.py",
                     "ci/lib/supervisor.py"):
            self.assertEqual(self.targets(part), [("fuzz_interleave", "asan")], part)
        self.assertEqual({t for t, _ in self.targets("harness/stress/run.c", "targets/fuzz/fuzz_stress.c")}, {"fuzz_stress"})

    def test_nothing_for_words_and_tests(self):
        self.assertEqual(self.targets("README.md", "ci/zoo", "src/test/test_ukey.c", "ci/cases/run_by_name.c", "targets/tool/show.c"), [])

    def test_what_is_unknown_is_everything(self):
        self.assertEqual(self.targets("new/thing.c"), list(changed.RUNS))

    def test_order_and_no_run_twice(self):
        self.assertEqual(self.targets("targets/fuzz/fuzz_scenario.c", "src/a.c", "src/b.c"), list(changed.RUNS))

    def test_every_file_of_the_tree_is_known(self):
        files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True,
                               check=True).stdout.split()
        unknown = [f for f in files if not any(changed.fnmatch.fnmatchcase(f, p)
                                               for p, _ in changed.PATTERNS)]
        self.assertEqual(unknown, [])

    def test_ci_fuzz_knows_every_run(self):
        usage = subprocess.run([ROOT / "ci/fuzz", "--help"], capture_output=True, text=True,
                               check=True).stdout
        for target, build in changed.RUNS:
            self.assertRegex(usage, rf"\b{target}\b")
            self.assertRegex(usage, rf"\b{build}\b")


class Division(unittest.TestCase):
    def test_all_seconds_are_given(self):
        plan = changed.divide(["a", "b", "c"], 100, 20)
        self.assertEqual(plan, [("a", 34), ("b", 33), ("c", 33)])

    def test_least(self):
        self.assertEqual(changed.divide(["a", "b", "c"], 45, 20), [("a", 23), ("b", 22)])
        self.assertEqual(changed.divide(["a", "b"], 5, 20), [("a", 5)])

    def test_nothing(self):
        self.assertEqual(changed.divide([], 100, 20), [])


class Since(unittest.TestCase):
    def test_committed_changed_new_and_removed(self):
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder)
            git(tree, "init", "-q", "-b", "main")
            for name in ("kept", "removed", "edited", "committed"):
                (tree / name).write_text("1\n")
            git(tree, "add", ".")
            git(tree, "commit", "-qm", "one")
            git(tree, "checkout", "-qb", "mine")
            (tree / "committed").write_text("2\n")
            git(tree, "commit", "-qam", "two")
            git(tree, "checkout", "-q", "main")
            (tree / "theirs").write_text("1\n")
            git(tree, "add", ".")
            git(tree, "commit", "-qm", "three")
            git(tree, "checkout", "-q", "mine")
            (tree / "edited").write_text("2\n")
            (tree / "removed").unlink()
            (tree / "new").write_text("1\n")
            self.assertEqual(changed.paths_since("main", tree), ["committed", "edited", "new", "removed"])
            with self.assertRaises(UserError):
                changed.paths_since("nowhere", tree)


class Command(unittest.TestCase):
    def run_with(self, *codes):
        """The exit code, and what ci/fuzz was asked, if its exit codes are these."""
        asked, left = [], list(codes)

        def fake(command):
            asked.append(command[1:-2])
            Path(command[-1]).write_text(json.dumps({"seconds": 20.0, "executions": 9, "findings": [
                {"tag": "ONCE", "message": "it is twice", "file": "f", "next": ["minimize f"]}]
                if left[0] == 1 else []}))
            return mock.Mock(**{"wait.return_value": left.pop(0)})
        plan = [((f"t{i}", "asan"), 20 + i) for i in range(len(codes))]
        with mock.patch("subprocess.Popen", fake), contextlib.redirect_stdout(io.StringIO()):
            code, done = changed_runs.fuzz_all(plan)
        self.said = "\n".join(changed_runs.summary([run for run, _ in plan], done, ["1 of 92 patches does not fit"]))
        return code, asked

    def test_codes(self):
        for codes, code in (((0, 0), 0), ((0, 1, 0), 1), ((1, 2), 2), ((), 0), ((0, 99), 2)):
            self.assertEqual(self.run_with(*codes)[0], code, codes)

    def test_all_are_fuzzed_though_something_is_found(self):
        self.assertEqual(self.run_with(1, 0)[1],
                         [["20", "--build", "asan", "--target", "t0"],
                          ["21", "--build", "asan", "--target", "t1"]])

    def test_interrupted(self):
        code, asked = self.run_with(130, 0)
        self.assertEqual((code, len(asked)), (130, 1))
        self.assertRegex(self.said, r"t0 +asan .*  interrupted\n +t1 +asan +not fuzzed\n")

    def test_summary(self):
        self.run_with(0, 1, 99)
        self.assertEqual(self.said, """summary
  t0               asan           20 s            9 executions  nothing
  t1               asan           20 s            9 executions  found ONCE
  t2               asan           20 s            9 executions  FAILED with 99
ONCE by t1, asan build: it is twice
    minimize f
1 of 92 patches does not fit""")

    def fuzz_and_be_told(self, number):
        """A run of a ci/fuzz that says what it found when it is to end, as (exit code, what was fuzzed)."""
        found = '{"findings": [{"tag": "ONCE", "message": "twice"}]}'
        with tempfile.TemporaryDirectory() as folder:
            fake = Path(folder) / "fuzz"
            fake.write_text(f"""#!/bin/bash
found={shlex.quote(found)}
trap 'echo "$found" >"${{@: -1}}"; exit 1' TERM
kill -{number} $PPID
for ((i = 0; i < 500; i++)); do sleep 0.01; done
""")
            fake.chmod(0o755)
            # A process in the background begins with SIGINT ignored.
            before = [(n, signal.signal(n, signal.default_int_handler)) for n in wishes_to_end()]
            try:
                with mock.patch.object(changed_runs, "FUZZ", fake), contextlib.redirect_stdout(io.StringIO()):
                    return changed_runs.fuzz_all([(("t", "asan"), 20), (("u", "asan"), 20)])
            finally:
                self.assertEqual(signal.getsignal(number), signal.default_int_handler)
                for n, handler in before:
                    signal.signal(n, handler)

    def test_a_wish_that_it_end_is_passed_on_and_ends_all(self):
        for number in wishes_to_end():
            code, done = self.fuzz_and_be_told(number)
            self.assertEqual((code, len(done)), (130, 1), number)
            said = changed_runs.summary([("t", "asan"), ("u", "asan")], done, [])
            self.assertRegex(said[1], "interrupted, found ONCE$")
            self.assertEqual(said[3], "ONCE by t, asan build: twice")

    def test_what_the_change_has_left_behind_is_said_first(self):
        with mock.patch.object(changed, "paths_since", return_value=["src/ukey.c"]), \
                mock.patch.object(planted, "stale", lambda patches: patches[:2]), \
                contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertEqual(TOOL["main"](["HEAD", "--list"]), 0)
        self.assertRegex(said.getvalue(), r"\n2 of \d+ patches do not fit src/ any more: B01 B02; .*\n\Z")

    def test_scenarios_that_show_nothing_any_more(self):
        built = []
        with mock.patch.object(planted_build, "build", lambda *_: None), \
                mock.patch.object(planted_build, "build_each", lambda preset, names: built.extend(names) or []), \
                mock.patch.object(regressions, "trouble", lambda e: "x" if e.name in ("B58", "B15") else ""), \
                contextlib.redirect_stderr(io.StringIO()):
            said = outdated.scenarios()
        self.assertRegex(said, r"^2 of \d+ scenarios with preemptions .*: B15 B58; ci/zoo --repair NAME ")
        self.assertIn("ukeyfuzz-B58", built)
        self.assertNotIn("ukeyfuzz-B57", built)  # It needs no preemption.

    def test_what_concerns_the_planted_bugs(self):
        self.assertTrue(outdated.concerns(["README.md", "src/ukey.c"]))
        self.assertFalse(outdated.concerns(["src/test/test_ukey.c", "harness/oracle/once.c"]))

    def test_list_runs_nothing(self):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertEqual(TOOL["main"](["HEAD", "--list"]), 0)
        self.assertIn(" changed file", said.getvalue())

    def test_what_there_is_no_time_for_is_said(self):
        with mock.patch.object(changed, "paths_since", return_value=["harness/stress/run.c"]), \
                contextlib.redirect_stdout(io.StringIO()) as said:
            TOOL["main"](["HEAD", "--seconds", "30", "--list"])
        self.assertEqual(said.getvalue(), "1 changed file: 2 to fuzz\n"
                         "  fuzz_stress      asan          30 s\n"
                         "  fuzz_stress      plain          - no time is left for it: more --seconds\n")

    def test_errors_are_a_line(self):
        for arguments in (["HEAD", "--seconds", "0"], ["no-such-commit"]):
            done = subprocess.run([ROOT / "ci" / "fuzz-changed", *arguments], capture_output=True,
                                  text=True, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, r"\Aci/fuzz-changed: .*\n\Z")


if __name__ == "__main__":
    unittest.main()
