"""Fuzz targets under Valgrind: which files they are given, and what is read out of their logs."""

import contextlib
import io
import runpy
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import entries
import memcheck
from entries import UserError

TOOL = runpy.run_path(str(HERE.parents[1] / "memcheck"))["main"]

LOG = """INFO: Seed: 1
Running: a b.bin
Executed a b.bin in 90 ms
Running: c.bin
==12== Conditional jump or move depends on uninitialised value(s)
==12==    at 0x17FC26: handle_record (dump.c:49)
==12==    by 0x17FC26: dumped (dump.c:101)
==12==    by 0x184E0A: step (round.c:136)
==12==    by 0x184E0A: revalidator_main (round.c:163)
==12==    by 0x1ABC59: thread_loop (harness/runtime/pthread/thread.c:74)
==12==    by 0x1AD44E: make_fcontext (in /x/fuzz_interleave)
==12==  Uninitialised value was created by a heap allocation
==12==    at 0x48407B4: malloc (in /usr/lib/vgpreload_memcheck-amd64-linux.so)
==12==    by 0x1850E2: ukey_create (ukey.c:51)
==12== 
==12== Use of uninitialised value of size 8
==12==    at 0x183D84: same_layer (ukey.c:207)
==12== 
Running: d.bin
"""
SILENT = "Running: a\nExecuted a in 9 ms\nRunning: b\nExecuted b in 9 ms\n"


class Log(unittest.TestCase):
    def test_reports(self):
        first, second = memcheck.parse(LOG)
        self.assertEqual((first.file, second.file), ("c.bin", "c.bin"))
        self.assertEqual(first.signature, "Conditional jump or move depends on uninitialised "
                                          "value(s): handle_record < dumped < step")
        self.assertEqual(first.where, "handle_record (dump.c:49)")
        self.assertIn("by 0x1850E2: ukey_create (ukey.c:51)", first.text)
        self.assertEqual(second.signature, "Use of uninitialised value of size 8: same_layer")

    def test_silence(self):
        self.assertEqual(memcheck.parse(SILENT), [])
        self.assertEqual(memcheck.files_begun(LOG), 3)


class Programs(unittest.TestCase):
    """With programs that only say something."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.log = Path(self._folder.name) / "log"
        self.commands = []

    def program(self, *results):
        """A program that ends with each of these codes in turn, having said that."""
        results = list(results)

        def execute(command, log):
            self.commands.append(list(map(str, command)))
            code, said = results.pop(0)
            log.write_text(said)
            return code

        return execute

    def test_canary(self):
        memcheck.check_canary(["a"], self.log, self.program((99, LOG)))
        self.assertIn("planted/uninitialised", " ".join(self.commands[0]))
        for code, said in ((0, SILENT), (99, SILENT), (1, LOG), (0, LOG)):
            with self.assertRaises(UserError):
                memcheck.check_canary(["a"], self.log, self.program((code, said)))

    def test_silent_files(self):
        n, reports = memcheck.check_files("fuzz_interleave", ["a", "b"], self.log,
                                          self.program((0, SILENT)))
        self.assertEqual((n, reports), (2, []))

    def test_ended_by_us_in_the_second_file(self):
        n, reports = memcheck.check_files("fuzz_interleave", ["a", "b", "c"], self.log,
                                          self.program((None, SILENT)))
        self.assertEqual((n, reports), (1, []))

    def test_what_reports_is_executed_again_for_its_origin(self):
        without = LOG.replace("Uninitialised value was created", "nothing more is known")
        _, reports = memcheck.check_files("fuzz_interleave", ["a b.bin", "c.bin", "d.bin"], self.log,
                                          self.program((99, without), (99, LOG)))
        self.assertIn("was created by a heap allocation", reports[0].text)
        self.assertEqual(self.commands[1][-1], "c.bin")
        self.assertIn("--track-origins=yes", self.commands[1])

    def test_a_program_that_cannot_run(self):
        with self.assertRaises(UserError):
            memcheck.check_files("fuzz_interleave", ["a"], self.log, self.program((1, "no")))

    def test_files_that_were_not_executed(self):
        for code, said in ((0, ""), (0, SILENT), (99, "==1== Invalid read\n")):
            with self.assertRaisesRegex(UserError, "of 3 files"):
                memcheck.check_files("fuzz_interleave", ["a", "b", "c"], self.log,
                                     self.program((code, said)))

    def test_a_target_that_dies_of_a_report(self):
        n, _ = memcheck.check_files("fuzz_interleave", ["a b.bin", "c.bin", "d.bin", "e.bin"],
                                    self.log, self.program((99, LOG), (99, LOG)))
        self.assertEqual(n, 3)


class Files(unittest.TestCase):
    """What ci/memcheck executes."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("seeds/s.bin", "bugs/b.bin", "more/1", "more/2", "more/3"):
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).touch()
        (self.folder / "build" / memcheck.PRESET).mkdir(parents=True)
        self.given, self.built = [], []

    def check(self, target, files, log, execute):
        """Each second file ends the target."""
        self.given += [(target, file.name) for file in files[:2]]
        report = memcheck.Report(str(files[0]), "Invalid read", (), "said\n")
        return len(files[:2]), [report] if len(files) > 2 else []

    def run_it(self, *words):
        here = TOOL.__globals__
        with (mock.patch.dict(here, {
                  "ROOT": self.folder, "SEEDS": self.folder / "seeds",
                  "COMPILED_BUGS": self.folder / "bugs", "install_needed": lambda: None,
                  "build": lambda preset, targets: self.built.extend(targets)}),
              mock.patch.object(entries, "SEEDS", self.folder / "seeds"),
              mock.patch.object(memcheck, "check_canary"),
              mock.patch.object(memcheck, "check_files", self.check),
              contextlib.redirect_stdout(io.StringIO()) as said):
            return TOOL(list(words)), said.getvalue()

    def test_seeds_and_bugs_in_the_form_that_it_reads(self):
        self.assertEqual(self.run_it(), (0, "fuzz_interleave: 2 files, 0 different reports\n"))
        self.assertEqual(self.given, [("fuzz_interleave", "s.bin"), ("fuzz_interleave", "b.bin")])
        self.assertLessEqual({"corpus_seeds", "corpus_bugs"}, set(self.built))

    def test_what_comes_after_a_file_that_ends_the_target(self):
        code, said = self.run_it(f"fuzz_sequence:{self.folder / 'more'}")
        self.assertEqual((code, said.splitlines()[-1]), (1, "fuzz_sequence: 3 files, 1 different reports"))
        self.assertEqual([name for target, name in self.given if target == "fuzz_sequence"],
                         ["1", "2", "3"])

    def test_without_seeds(self):
        (self.folder / "seeds/s.bin").unlink()
        with self.assertRaisesRegex(UserError, "no seeds"):
            self.run_it()


if __name__ == "__main__":
    unittest.main()
