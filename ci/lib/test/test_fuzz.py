"""ci/fuzz with a fuzz target that only says something: what it begins with, how it ends, and that nothing
is lost of what it finds, whatever becomes of it and of the disk."""

import base64
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from script_alone import PATIENCE, ScriptAlone

# Executes what it is given, and does what DO says. Like libFuzzer it does not look whether it could write.
FAKE_TARGET = f"""#!{sys.executable}
import base64, hashlib, os, pathlib, signal, struct, sys, time
option = dict(a.partition("=")[::2] for a in sys.argv[1:-1])
corpus = pathlib.Path(sys.argv[-1])
data = b"what it is about"
name = option["-artifact_prefix"] + "crash-" + hashlib.sha1(data).hexdigest()
def write(path, text):
    try:
        with open(path, "wb") as out:
            out.write(text)
    except OSError:
        pass
def keep():
    write(os.environ["UKEYFUZZ_INPUT"], struct.pack("=II", 1, len(data)) + data)
def head():
    print("==== VIOLATION ONCE\\ntwice\\n---- found by fuzz_sequence, asan build\\n---- steps\\n1. this\\n"
          "---- next (FILE is named below)\\n  repeat FILE\\n---- input: %d bytes, base64\\n%s\\n===="
          % (len(data), base64.b64encode(data).decode()), file=sys.stderr, flush=True)
given = sorted(file.name for file in corpus.iterdir())
do = os.environ.get("DO", "")
print("#" + str(0 if do == "idle" else len(given)), *given, file=sys.stderr, flush=True)
if do == "find":
    head()
    write(name, data)
    sys.exit(77)
if do == "find, and say where it comes from":
    head()
    write(name, data + TRAILER)
    sys.exit(77)
if do == "find on a full disk":
    head()
    write(name, b"")
    sys.exit(77)
if do == "find what nobody can store":
    head()
    os.makedirs(name)
    sys.exit(77)
if do in ("find, and its folder is gone", "find, and its corpus is gone", "its folder is gone"):
    gone = corpus.parent if "folder" in do else corpus
    gone.rename(gone.with_name("elsewhere"))
    if "find" in do:
        head()
        sys.exit(77)
if do == "be killed":
    keep()
    os.kill(os.getpid(), signal.SIGKILL)
if do == "hang":
    keep()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(100)
if do == "hang, and end when asked":
    keep()
    print("half", file=sys.stderr, flush=True)
    time.sleep(100)
if do == "hang, and tell when asked":
    keep()
    def tell(*_):
        print("==== VIOLATION HANG\\nit spins in f\\n---- found by fuzz_sequence, asan build\\n====",
              file=sys.stderr, flush=True)
        time.sleep(3)
        write(name, data)
        os._exit(77)
    signal.signal(signal.SIGTERM, tell)
    time.sleep(100)
if do == "die at start":
    sys.exit(3)
if do == "run out of memory":
    print("==1== ERROR: libFuzzer: out-of-memory (used: 2049Mb; limit: 2048Mb)", file=sys.stderr)
    write(name.replace("crash-", "oom-"), data)
    print("artifact_prefix='x'; Test unit written to", name.replace("crash-", "oom-"), file=sys.stderr)
    sys.exit(71)
if do == "count":
    write(os.environ["UKEYFUZZ_STATS"], b"executions: 5\\npushes: 3\\nfaults: 0\\nexcuse_idle: 2\\nexcuse_fault: 0\\n")
if do == "be slow":
    write(name.replace("crash-", "slow-unit-"), data)
if do == "fill the disk":
    for i in range(300):
        unit = os.urandom(3000)
        write(corpus / hashlib.sha1(unit).hexdigest(), unit)
if do == "wait":
    def end(*_):
        head()
        write(name, data)
        os._exit(77)
    signal.signal(signal.SIGTERM, end)
    sys.stderr.write("half a line")
    sys.stderr.flush()
    time.sleep(100)
"""
DATA = b"what it is about"
TRAILER = b"# it comes from here\nukeyfuzz trailer of 00021 bytes\n"
FAKE_TARGET = FAKE_TARGET.replace("TRAILER", repr(TRAILER))
NAME = "asan-sequence-crash-" + hashlib.sha1(DATA).hexdigest()


class Fuzz(ScriptAlone):
    def setUp(self):
        super().setUp()
        self.seeds = self.root / "build/asan/corpus/seeds"
        self.work = self.root / "build/fuzz/asan-fuzz_sequence"
        self.script("fuzz", "ci/deps")
        self.program("build/asan/targets/fuzz_sequence", FAKE_TARGET)
        self.seeds.mkdir(parents=True)
        (self.seeds / "a.bin").write_text("a")
        (self.seeds / "b.bin").write_text("b")

    def how(self, do, seconds="1", *more):
        return {"args": [self.root / "ci/fuzz", seconds, "--target", "fuzz_sequence", *more], "text": True,
                "env": self.environment(UKEYFUZZ_JOBS="1", DO=do)}

    def run_it(self, do="", *more):
        return subprocess.run(**self.how(do, "1", *more), capture_output=True, timeout=PATIENCE, check=False)

    def check_found(self, said, tag, message):
        self.assertEqual(said.returncode, 1, said)
        self.assertIn(f"==== VIOLATION {tag}\n{message}\n---- found by fuzz_sequence, asan build\n",
                      said.stdout)
        self.assertIn(f"---- file: {self.work / NAME}\n", said.stdout)
        self.assertEqual((self.work / NAME).read_bytes(), DATA)
        self.assertNotIn("  nothing\n", said.stdout)

    def test_it_begins_with_the_seeds(self):
        said = self.run_it()
        self.assertEqual((said.returncode, said.stderr, said.stdout.splitlines()[-1]), (0, "", "  nothing"))
        self.assertIn("fuzz_sequence: 2 executions in ", said.stdout)

    def test_what_the_oracles_excuse_is_not_what_was_reached(self):
        said = self.run_it("count").stdout
        self.assertIn("    pushes                              3\n  not reached: faults\n", said)
        self.assertNotIn("excuse", said)

    def test_it_does_not_begin_without_seeds(self):
        for seed in self.seeds.iterdir():
            seed.unlink()
        said = self.run_it()
        self.assertEqual((said.returncode, said.stdout), (2, "building (asan)\n"))
        self.assertRegex(said.stderr, "^ci/fuzz: no seeds in .*/build/asan/corpus/seeds: .*\n$")

    def test_nothing_found_in_no_execution_is_not_nothing_found(self):
        said = self.run_it("idle")
        self.assertEqual(said.returncode, 2)
        self.assertRegex(said.stderr, "^ci/fuzz: nothing was executed; see .*/worker-1.log\n$")
        self.assertNotIn("  nothing\n", said.stdout)

    def test_what_it_finds(self):
        said = self.run_it("find", "--json", str(self.root / "result"))
        self.check_found(said, "ONCE", "twice")
        self.assertIn(f"       repeat {self.work / NAME}\n", said.stdout)
        result = json.loads((self.root / "result").read_text())
        self.assertEqual((result["exit"], [f["tag"] for f in result["findings"]]), (1, ["ONCE"]))

    def test_an_empty_file_is_written_again(self):
        self.check_found(self.run_it("find on a full disk"), "ONCE", "twice")

    def test_what_cannot_be_stored_is_printed(self):
        said = self.run_it("find what nobody can store")
        self.assertEqual(said.returncode, 2, said)
        self.assertIn("==== VIOLATION ONCE\ntwice\n", said.stdout)
        self.assertIn(f"\n{base64.b64encode(DATA).decode()}\n====\n", said.stdout)
        self.assertIn("ci/fuzz: not all that was found could be stored", said.stderr)

    def test_what_it_finds_when_its_folder_is_gone_is_printed(self):
        said = self.run_it("find, and its folder is gone")
        self.assertEqual(said.returncode, 2, said)
        self.assertIn("==== VIOLATION ONCE\ntwice\n", said.stdout)
        self.assertIn(f"\n{base64.b64encode(DATA).decode()}\n====\n", said.stdout)
        self.assertNotIn("Traceback", said.stderr)
        self.assertIn("ci/fuzz: not all that was found could be stored", said.stderr)

    def test_what_it_finds_when_its_corpus_is_gone_is_kept(self):
        said = self.run_it("find, and its corpus is gone")
        self.assertEqual(said.returncode, 2, said)
        self.assertIn("==== VIOLATION ONCE\ntwice\n", said.stdout)
        self.assertEqual((self.work / NAME).read_bytes(), DATA)
        self.assertRegex(said.stderr, f"ci/fuzz: {self.work}/corpus: No such file or directory\n")

    def test_a_folder_that_is_gone_is_not_nothing(self):
        said = self.run_it("its folder is gone")
        self.assertEqual(said.returncode, 2, said)
        self.assertRegex(said.stderr, f"ci/fuzz: {self.work}.*: No such file or directory\n")
        self.assertNotIn("  nothing\n", said.stdout)

    def test_a_result_that_cannot_be_written_takes_nothing_with_it(self):
        said = self.run_it("find", "--json", "/dev/full")
        self.assertEqual(said.returncode, 2, said)
        self.assertIn(f"---- file: {self.work / NAME}\n", said.stdout)
        self.assertRegex(said.stderr, "^ci/fuzz: /dev/full: No space left on device; make room there\n$")

    def test_a_reader_that_leaves_takes_nothing_with_it(self):
        lines = subprocess.run(["bash", "-c", '"$@" | head -n 1; exit "${PIPESTATUS[0]}"', "it",
                                *self.how("find")["args"]], capture_output=True, env=self.how("find")["env"],
                               timeout=PATIENCE, check=False)
        self.assertEqual((lines.returncode, lines.stdout), (1, b"building (asan)\n"), lines)
        self.assertEqual((self.work / NAME).read_bytes(), DATA)

    def test_a_file_keeps_what_says_where_it_comes_from(self):
        self.assertEqual(self.run_it("find, and say where it comes from").returncode, 1)
        self.assertEqual((self.work / NAME).read_bytes(), DATA + TRAILER)

    def test_an_input_of_which_it_was_killed_is_stored(self):
        self.check_found(self.run_it("be killed"), "CRASH",
                         "the process was killed by signal 9 while it executed this input")

    def hurry(self):
        """Makes the copy of ci/lib wait less."""
        for name, constant, seconds in (("fuzz", "GRACE_SECONDS", 2), ("fuzz", "PROGRESS_SECONDS", 1),
                                        ("supervisor", "PATIENCE_SECONDS", 2), ("workers", "STILL_SECONDS", 2)):
            path = self.root / f"ci/lib/{name}.py"
            text, n = re.subn(rf"^{constant} = \d+$", f"{constant} = {seconds}", path.read_text(), flags=re.M)
            self.assertEqual(n, 1, constant)
            path.write_text(text)

    def check_hung(self, said):
        message = re.search(r"the execution of this input had not ended after \d+ s", said.stdout)
        self.assertTrue(message, said)
        self.check_found(said, "HANG", message[0])

    def test_what_does_not_end_is_ended_and_found(self):
        self.hurry()
        start = time.monotonic()
        said = self.run_it("hang")  # Does not listen.
        self.check_hung(said)
        self.assertRegex(said.stdout, r"\n +\d+ s .* no execution has ended for \d s: 0 executions/s\n")
        self.assertLess(time.monotonic() - start, PATIENCE / 3)

    def test_what_ends_only_when_it_is_asked_hangs(self):
        self.hurry()
        self.check_hung(self.run_it("hang, and end when asked"))

    def test_what_tells_of_its_hang_is_listened_to(self):
        self.hurry()
        self.check_found(self.run_it("hang, and tell when asked"), "HANG", "it spins in f")

    def test_a_hang_that_is_interrupted_is_not_lost(self):
        self.hurry()
        process = self.begin("hang, and end when asked", "60")
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        self.check_hung(subprocess.CompletedProcess([], process.returncode, out, err))

    def test_what_libfuzzer_stores_is_found(self):
        said = self.run_it("run out of memory")
        self.assertEqual(said.returncode, 1)
        self.assertIn("==== VIOLATION OOM\n", said.stdout)
        self.assertIn(NAME.replace("crash", "oom"), said.stdout)

    def test_slow_inputs_are_named(self):
        said = self.run_it("be slow")
        self.assertEqual(said.returncode, 0)
        self.assertIn(f"  slow: {self.work / NAME.replace('crash', 'slow-unit')}\n", said.stdout)

    def test_a_process_that_dies_at_its_start_is_not_nothing(self):
        said = self.run_it("die at start")
        self.assertEqual(said.returncode, 2)
        self.assertIn("a fuzzing process failed without a finding", said.stderr)
        self.assertNotIn("  nothing\n", said.stdout)

    def test_empty_files_of_the_corpus_are_removed_with_a_warning(self):
        corpus = self.work / "corpus"
        corpus.mkdir(parents=True)
        (corpus / "da39a3ee5e6b4b0d3255bfef95601890afd80709").touch()
        (corpus / hashlib.sha1(DATA).hexdigest()).write_bytes(DATA[:3])
        said = self.run_it()
        self.assertEqual(said.returncode, 0)
        self.assertRegex(said.stderr, r"^warning: removed: 2 files of an earlier run, empty or broken, .*\n$")
        self.assertIn("fuzz_sequence: 2 executions in ", said.stdout)

    def test_a_corpus_that_could_not_be_written_is_not_nothing(self):
        self.work.mkdir(parents=True)
        if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", self.work],
                                          capture_output=True, check=False).returncode:
            self.skipTest("a small disk cannot be mounted")
        self.addCleanup(subprocess.run, ["umount", self.work], check=True)
        said = self.run_it("fill the disk")
        self.assertEqual(said.returncode, 2, said)
        self.assertRegex(said.stderr, r"\d+ files? could not be written, now removed\n")
        self.assertNotIn("  nothing\n", said.stdout)

    def begin(self, do, seconds="1"):
        process = subprocess.Popen(**self.how(do, seconds), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   start_new_session=True,
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        log = self.work / "worker-1.log"
        while not (log.exists() and b"half" in log.read_bytes()) and process.poll() is None:
            time.sleep(0.01)
        return process

    def test_two_runs_do_not_share_a_folder(self):
        first = self.begin("wait")
        said = self.run_it()
        self.assertEqual(said.returncode, 2)
        self.assertRegex(said.stderr, "^ci/fuzz: build/fuzz/asan-fuzz_sequence is in use: ci/fuzz .*, "
                                      f"process {first.pid}, since .*\n$")
        # One that is killed leaves neither a lock nor a process behind.
        first.kill()
        first.communicate()
        time.sleep(0.5)
        self.assertEqual(self.run_it().returncode, 0)
        self.assertNotIn(str(self.root), subprocess.run(["ps", "-eo", "args"], text=True, check=True,
                                                        capture_output=True).stdout)

    def test_what_is_found_while_it_is_interrupted_is_not_lost(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process = self.begin("wait")
            process.send_signal(number)
            out, err = process.communicate(timeout=PATIENCE)
            self.check_found(subprocess.CompletedProcess([], process.returncode, out, err), "ONCE", "twice")
            for path in self.work.glob("*-1.log"):
                path.unlink()


if __name__ == "__main__":
    unittest.main()
