"""Which finished runs stand."""

import contextlib
import errno
import io
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import ablation
import entries
import runs
from bench.ways import Way


class Kept(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.seed = self.folder / "seed.bin"
        self.seed.write_text("one")
        patch = mock.patch.object(entries, "SEEDS", self.folder)
        patch.start()
        self.addCleanup(patch.stop)

    def test_a_record_stands_while_its_fingerprint_does(self):
        self.assertIsNone(runs.kept(self.folder, "a"))
        runs.keep(self.folder, {"fingerprint": "a", "tag": "ONCE"})
        self.assertEqual(runs.kept(self.folder, "a")["tag"], "ONCE")
        self.assertIsNone(runs.kept(self.folder, "b"))

    def test_what_was_found_and_cannot_be_kept_is_said(self):
        with mock.patch("runs.store", side_effect=OSError(errno.ENOSPC, "full", "run.json")), \
                contextlib.redirect_stderr(io.StringIO()) as said, self.assertRaises(OSError):
            runs.keep(self.folder, {"fingerprint": "a", "tag": "ONCE", "crash": "c"}, "B1 seed 1: ONCE")
        self.assertEqual(said.getvalue(), "B1 seed 1: ONCE; not kept, its input: c\n")

    def test_forget(self):
        (self.folder / "1").mkdir()
        runs.keep(self.folder / "1", {"fingerprint": "a"})
        runs.forget(self.folder)
        self.assertIsNone(runs.kept(self.folder / "1", "a"))

    def test_the_fingerprint_is_that_of_the_program_the_seeds_and_what_it_is_told(self):
        program = self.folder / "program"
        program.write_text("one")
        first = runs.fingerprint(program, "60")
        self.assertEqual(runs.fingerprint(program, "60"), first)
        self.assertNotEqual(runs.fingerprint(program, "61"), first)
        self.seed.write_text("two")
        second = runs.fingerprint(program, "60")
        self.assertNotEqual(second, first)
        program.write_text("two")
        self.assertNotEqual(runs.fingerprint(program, "60"), second)
        self.seed.unlink()
        with self.assertRaisesRegex(entries.UserError, "no seeds"):
            runs.fingerprint(program, "60")

    def test_the_ablation_leaves_out_runs_of_another_program(self):
        program = self.folder / "program"
        program.write_text("one")
        entry = SimpleNamespace(name="B1")
        way = Way("default", "as it is")
        options = SimpleNamespace(seconds=60, seeds=2)
        with (mock.patch.object(ablation, "WORK", self.folder),
              mock.patch.object(Way, "path", lambda way, entry: program)):
            for seed in (1, 2):
                folder = ablation.folder_of(entry, way, seed)
                folder.mkdir(parents=True)
                program.write_text("one" if seed == 1 else "two")
                runs.keep(folder, {"fingerprint": ablation.mark_of(entry, way, 60), "seed": seed})
            finished = ablation.finished_runs([entry], [way], options)
        self.assertEqual([run["seed"] for run in finished["B1", "default"]], [2])


class MakeAll(unittest.TestCase):
    def test_all_are_made_and_told(self):
        lines = []

        def task(stop):
            self.assertIsInstance(stop, threading.Event)
            return {"n": 1}

        def describe(record):
            lines.append(record)
            return ""

        with contextlib.redirect_stderr(io.StringIO()):
            made = runs.make_all([task, task, lambda stop: None], describe, "test", "here")
        self.assertTrue(made)
        self.assertEqual(lines, [{"n": 1}, {"n": 1}])

    def test_what_one_raises_ends_all(self):
        made = []

        def fails(stop):
            raise entries.UserError("no program")

        def waits(stop):
            made.append(stop.wait(60))

        with mock.patch.dict("os.environ", {"UKEYFUZZ_JOBS": "2"}), \
                self.assertRaisesRegex(entries.UserError, "no program"):
            runs.make_all([waits, fails, waits, waits, waits], str, "test", "here")
        self.assertEqual(set(made), {True})


if __name__ == "__main__":
    unittest.main()
