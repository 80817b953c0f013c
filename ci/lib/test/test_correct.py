"""ci/correct with a fuzz target that only says something: what any process finds ends the run, and so
does who is at the keyboard, who can have it go on."""

import json
import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from script_alone import PATIENCE, ScriptAlone

# Seed FINDER's process finds something when all three are at work. The others have all the time of the
# test's patience, and leave a file if they are given it; if they are interrupted, another one.
FAKE_TARGET = f"""#!{sys.executable}
import os, pathlib, signal, sys, time
option = dict(a.partition("=")[::2] for a in sys.argv[1:-1])
prefix, seed = option["-artifact_prefix"], option["-seed"]
def end(name, code):
    pathlib.Path(prefix + name + seed).touch()
    sys.exit(code)
signal.signal(signal.SIGTERM, lambda *_: end("interrupted-", 0))
stats = pathlib.Path(os.environ["UKEYFUZZ_STATS"])
begun = stats.with_suffix(".begun")
begun.write_text("executions: " + option["-runs"] + "\\ndistinct_schedules: 4\\n")
begun.rename(stats)  # It is there only when it is complete.
finder = os.environ.get("FINDER")
if seed == finder:
    while len(list(stats.parent.glob("worker-*.stats"))) < 3:
        time.sleep(0.01)
    print("==== VIOLATION ONCE\\n  twice", file=sys.stderr)
    pathlib.Path(prefix + "crash-" + seed).touch()
    print("artifact_prefix='x'; Test unit written to " + prefix + "crash-" + seed, file=sys.stderr)
    end("crash-", 77)
if finder == "its folder is gone" and seed == "1":
    stats.parent.rename(stats.parent.with_name("elsewhere"))
    sys.exit("==== VIOLATION ONCE\\ntwice\\n---- input: 5 bytes, base64\\nYSBidWc=\\n====")
if finder == "nobody wants to":
    stats.write_text("executions: 1\\n")
elif finder == "full disk":
    (pathlib.Path(sys.argv[-1]) / (seed * 40)).touch()
elif finder:
    time.sleep(100)
    end("finished-", 0)
"""


class Correct(ScriptAlone):
    def setUp(self):
        super().setUp()
        self.work = self.root / "build/correct/plain"
        self.script("correct", "ci/deps")
        self.program("build/plain/targets/fuzz_interleave", FAKE_TARGET)
        (self.root / "build/plain/corpus/seeds").mkdir(parents=True)
        (self.root / "build/plain/corpus/seeds/a.bin").write_text("a")

    def how(self, executions, finder):
        return {"args": [self.root / "ci/correct", "plain", str(executions)], "text": True,
                "env": self.environment(UKEYFUZZ_JOBS="3", FINDER=finder)}

    def run_it(self, executions, finder=""):
        return subprocess.run(**self.how(executions, finder), capture_output=True, timeout=PATIENCE,
                              check=False)

    def left(self):
        return sorted(p.name for p in self.work.glob("plain-*"))

    def test_silence(self):
        said = self.run_it(9)
        self.assertEqual((said.returncode, said.stderr, self.left()), (0, "", []))
        self.assertIn("plain: 9 executions, the last 9 in ", said.stdout)
        self.assertIn("about 4 distinct schedules per process, nothing found", said.stdout)

    def test_a_silent_run_is_added_to_the_page(self):
        page = self.root / "silence.md"
        for finder, n in (("", 9), ("1", 12), ("", 15)):
            how = self.how(n, finder)
            how["args"][1:1] = ["--fresh", "--results", page]
            subprocess.run(**how, capture_output=True, timeout=PATIENCE, check=False)
        runs = json.loads(page.with_suffix(".json").read_text())["runs"]
        self.assertEqual([(run["command"], run["executions"], run["result"]) for run in runs],
                         [("ci/correct plain 9", 9, "silent"), ("ci/correct plain 15", 15, "silent")])
        self.assertIn("`ci/correct plain 15`", page.read_text())

    def test_it_does_not_begin_without_seeds(self):
        (self.root / "build/plain/corpus/seeds/a.bin").unlink()
        for _ in range(2):
            said = self.run_it(9)
            self.assertEqual((said.returncode, said.stdout, list(self.work.glob("worker-*"))), (2, "", []))
            self.assertRegex(said.stderr, "^ci/correct: no seeds in .*/build/plain/corpus/seeds: .*\n$")

    def test_two_runs_do_not_share_a_folder(self):
        first = subprocess.Popen(**self.how(9, "nobody"), stdout=subprocess.PIPE, start_new_session=True)
        while len(list(self.work.glob("worker-*.stats"))) < 3 and first.poll() is None:
            time.sleep(0.01)
        said = self.run_it(9)
        first.terminate()
        first.communicate(timeout=PATIENCE)
        self.assertEqual(said.returncode, 2)
        self.assertRegex(said.stderr, "^ci/correct: build/correct/plain is in use: ci/correct plain, process .*\n$")

    def test_a_corpus_that_could_not_be_written_is_not_silence(self):
        said = self.run_it(9, "full disk")
        self.assertEqual(said.returncode, 2)
        self.assertNotIn("nothing found", said.stdout)
        self.assertIn("/corpus: 3 files could not be written, now removed\n", said.stderr)

    def test_what_is_found_when_its_folder_is_gone_is_printed(self):
        said = self.run_it(9, "its folder is gone")
        self.assertEqual(said.returncode, 2, said)
        self.assertRegex(said.stdout, "==== VIOLATION ONCE\ntwice\n(.*\n)*YSBidWc=\n====\n")
        self.assertRegex(said.stderr, f"ci/correct: {self.work}/corpus: No such file or directory\n")

    def test_processes_that_end_too_soon(self):
        said = self.run_it(9, "nobody wants to")
        self.assertEqual(said.returncode, 2)
        self.assertIn("ci/correct: plain: 3 executions, and no process is left", said.stderr)
        self.assertNotIn("nothing found", said.stdout)

    def test_it_goes_on_where_it_stopped(self):
        self.run_it(9)
        said = self.run_it(15)
        self.assertIn("plain: 9 executions are behind it, 6 to go", said.stdout)
        self.assertIn("plain: 15 executions, the last 6 in ", said.stdout)
        for _ in range(2):
            self.assertIn("plain: 15 executions are behind it, 0 to go", self.run_it(15).stdout)

    def test_it_can_be_interrupted_and_goes_on(self):
        # Who runs the test in the background has SIGINT ignored, which bash would leave so.
        process = subprocess.Popen(**self.how(9, "nobody"), stdout=subprocess.PIPE,
                                   start_new_session=True,
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        while len(list(self.work.glob("worker-*.stats"))) < 3 and process.poll() is None:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130)
        # None of its processes goes on without it.
        for _ in range(100 * PATIENCE):
            if len(self.left()) == 3:
                break
            time.sleep(0.01)
        self.assertEqual(self.left(), [f"plain-interrupted-{n}" for n in (1, 2, 3)])
        self.assertIn("interrupted; the same command goes on", said)
        self.assertIn("plain: 9 executions are behind it, 3 to go", self.run_it(12).stdout)

    def check_end(self, finder):
        said = self.run_it(9, str(finder))
        others = [f"plain-interrupted-{n}" for n in (1, 2, 3) if n != finder]
        self.assertEqual((said.returncode, self.left()), (1, [f"plain-crash-{finder}", *others]))
        self.assertEqual(said.stderr, "")
        self.assertIn("==== VIOLATION ONCE\n  twice\n", said.stdout)
        self.assertIn(f"plain-crash-{finder}\n", said.stdout)

    def test_what_the_first_process_finds_ends_the_others(self):
        self.check_end(1)
        # What has found something is not gone on with.
        self.assertNotIn("behind it", self.run_it(9).stdout)

    def test_what_the_last_process_finds_ends_the_others(self):
        self.check_end(3)


if __name__ == "__main__":
    unittest.main()
