"""One fuzzing process: what it begins with, and how it ends."""

import base64
import contextlib
import io
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import campaign
import entries

# A fuzz target that says which files it has been given. If they hold a bug, it finds it; with
# -runs=0 it dies of something else, and with -runs=1 it executes nothing; with "wait" in them it works
# until somebody ends it.
NAME = "crash-6885858486f31043e5839c735d99457f045affd0"
FUZZER = f"""#!{sys.executable}
import os, pathlib, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
files = sorted(pathlib.Path(sys.argv[-1]).iterdir())
pathlib.Path("given").write_text(" ".join([*sys.argv[1:4], *(f.name for f in files)]))
pathlib.Path(os.environ["UKEYFUZZ_STATS"]).write_text("executions: " + str(42 * ("-runs=1" not in sys.argv)) + "\\n")
words = [f.read_text() for f in files]
if "bug" in words:
    pathlib.Path("{NAME}").write_text("bug")
    print("Test unit written to", pathlib.Path("{NAME}").resolve(), file=sys.stderr)
    sys.exit("==== VIOLATION ONCE")
while "wait" in words:
    signal.pause()
sys.exit("-runs=0" in sys.argv and "no such option")
"""


class Campaign(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.program = self.folder / "fuzzer"
        self.program.write_text(FUZZER)
        self.program.chmod(0o755)
        self.seeds = self.folder / "seeds"
        self.seeds.mkdir()
        patch = mock.patch.object(entries, "SEEDS", self.seeds)
        patch.start()
        self.addCleanup(patch.stop)

    def run_it(self, seeds, **more):
        for name, text in seeds.items():
            (self.seeds / name).write_text(text)
        return campaign.run(self.program, self.folder / "run", 7, 60, threading.Event(), **more)

    def test_it_begins_with_the_seeds_and_what_else_is_wanted(self):
        other = self.folder / "other.bin"
        other.touch()
        outcome = self.run_it({"b.bin": "", "a.bin": "", "c.scenario": ""}, more=[other])
        self.assertEqual((self.folder / "run" / "given").read_text(),
                         "-seed=7 -reload=0 -max_total_time=60 a.bin b.bin other.bin")
        self.assertEqual((outcome.tag, outcome.executions, outcome.crash, outcome.complete),
                         ("", 42, "", True))

    def test_without_seeds_it_does_not_begin(self):
        with self.assertRaisesRegex(entries.UserError, "^no seeds in .*: .*ninja .*corpus_seeds"):
            self.run_it({"c.scenario": ""})
        self.assertFalse((self.folder / "run" / "given").exists())

    def test_it_ends_with_what_it_finds(self):
        outcome = self.run_it({"a.bin": "bug"})
        self.assertEqual((outcome.tag, outcome.crash, outcome.complete),
                         ("ONCE", str(self.folder / "run" / NAME), True))

    def test_what_it_finds_and_cannot_store_is_an_error(self):
        # Its log says that it is written, but nothing is there.
        with mock.patch.object(Path, "is_file", lambda path: False), \
                self.assertRaisesRegex(campaign.Ended, "could be stored: ONCE: the input .* is not known"):
            self.run_it({"a.bin": "bug"})

    def test_what_it_finds_and_cannot_store_is_printed(self):
        data = base64.b64encode(b"a bug").decode()
        self.program.write_text(f"""#!{sys.executable}
import os, sys
os.rename(os.getcwd(), os.getcwd() + ".gone")
sys.exit("==== VIOLATION ONCE\\ntwice\\n---- input: 5 bytes, base64\\n{data}\\n====")
""")
        with self.assertRaisesRegex(entries.UserError, "could be stored: .*/run.*: No such file.*; the input is printed instead"), \
                contextlib.redirect_stderr(io.StringIO()) as said:
            self.run_it({"a.bin": ""})
        self.assertRegex(said.getvalue(), f"^==== VIOLATION ONCE\ntwice\n(.*\n)*{data}\n====\n$")

    def test_ended_early_it_is_not_complete(self):
        stop = threading.Event()
        stop.set()
        (self.seeds / "a.bin").write_text("wait")
        outcome = campaign.run(self.program, self.folder / "run", 7, 60, stop)
        self.assertEqual((outcome.tag, outcome.complete), ("", False))

    def test_what_dies_without_a_finding_is_an_error(self):
        with self.assertRaisesRegex(entries.UserError, "ended with 1 and no finding; see .*/run/fuzz.log"):
            self.run_it({"a.bin": ""}, options=["-runs=0"])

    def test_what_executes_nothing_is_an_error(self):
        with self.assertRaisesRegex(entries.UserError, "executed nothing; see .*/run/fuzz.log"):
            self.run_it({"a.bin": ""}, options=["-runs=1"])


if __name__ == "__main__":
    unittest.main()
