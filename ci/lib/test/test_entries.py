"""Headers of patches: what is read, and what is refused, by name and line."""

import argparse
import errno
import io
import os
import re
import signal
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from command_line import writable
from entries import BUGS, PLANTED, UserError, from_root, main_of, natural, read_entries, read_entry, read_left_out
from files import replacing, write_atomically
from workers import Crew

GOOD = """Entry: B00
Upstream: repaired by 0123456
Build: asan
Oracle: ONCE STALL

A counter is read twice.

--- a/src/ops.c
+++ b/src/ops.c
"""


class Headers(unittest.TestCase):
    def read(self, text):
        with tempfile.TemporaryDirectory() as folder:
            patch = Path(folder) / "B00.patch"
            patch.write_text(text)
            return read_entry(patch)

    def refused(self, text, reason):
        with self.assertRaisesRegex(UserError, reason):
            self.read(text)

    def test_good(self):
        entry = self.read(GOOD)
        self.assertEqual((entry.name, entry.build, entry.target, entry.oracles),
                         ("B00", "asan", "fuzz_interleave", ("ONCE", "STALL")))
        self.assertEqual(entry.description, "A counter is read twice.")
        self.assertEqual((entry.tool, entry.build_name("plain")), ("ukeyfuzz", "plain"))

    def test_fine(self):
        entry = self.read(GOOD.replace("Oracle", "Target: fuzz_interleave_fine\nOracle"))
        self.assertEqual(entry.target, "fuzz_interleave_fine")
        self.assertEqual((entry.tool, entry.build_name("plain")), ("ukeyfuzz_fine", "plain-fine"))

    def test_looked_for_by_other_means(self):
        entry = self.read(GOOD)

        def means(target, build):
            other = entry.looked_for_by(target, build)
            return other.target, other.build, other.tool, other.built_by
        self.assertEqual(means("fuzz_sequence", ""), ("fuzz_sequence", "asan", None, "zoo-sequence-B00"))
        self.assertEqual(means("", "tsan"), ("fuzz_interleave", "tsan", "ukeyfuzz", "zoo-B00"))
        self.assertEqual(means("", "plain-fine"),
                         ("fuzz_interleave_fine", "plain", "ukeyfuzz_fine", "zoo-fine-B00"))
        self.assertFalse(entry.is_find("CNT"))
        self.assertTrue(entry.looked_for_by("", "tsan").is_find("CNT"))
        self.assertFalse(entry.looked_for_by("", "tsan").is_find(""))
        with self.assertRaisesRegex(UserError, "only fuzz_interleave has a -fine build"):
            means("fuzz_sequence", "asan-fine")

    def test_names_that_are_not_there(self):
        for name, message in (("b59", "did you mean B59?"), ("ci/planted/B59.patch", "did you mean B59?"),
                              ("racce", "did you mean race?"), ("B90", "^B90 is left out of the zoo: ")):
            with self.assertRaisesRegex(UserError, message):
                read_entries([name])
        with self.assertRaises(UserError) as refused:
            read_entries(["xxxxxx"])
        self.assertEqual(str(refused.exception), "there is no ci/planted/xxxxxx.patch; try --list")

    def test_refused(self):
        self.refused(GOOD.replace("Oracle: ONCE STALL\n", ""), 'no line "Oracle:"')
        self.refused(GOOD.replace("asan", "msan"), '"Build: msan" is none of')
        self.refused(GOOD.replace("STALL", "STALLS"), '"Oracle: STALLS" is none of')
        self.refused(GOOD.replace("Entry: B00", "Entry: B00\nEntry: B01"), ':2: a second line')
        self.refused(GOOD.replace("A counter is read twice.\n", ""), "does not say what is wrong")

    def test_another_name(self):
        self.refused(GOOD.replace("Entry: B00", "Entry: B01"), "is not the file's name")

    def test_natural_order(self):
        self.assertEqual(sorted(["B57", "B9", "O06a", "race"], key=natural),
                         ["B9", "B57", "O06a", "race"])

    def test_every_entry_of_the_repository(self):
        self.assertTrue(read_entries())
        planted = {entry.name for entry in read_entries()}
        for name, reason in read_left_out():
            self.assertTrue(reason)
            self.assertNotIn(name, planted)


# The history of Open vSwitch that the zoo was made from: B what was repaired, O what is suspected.
HISTORY = """
    B01 B02 B03 B04 B07 B08 B11 B12 B13 B14 B15 B17 B18 B19 B21 B22 B23 B31 B33 B34 B36 B37 B38 B40
    B41 B45 B47 B49 B51 B57 B58 B59 B60 B61 B62 B63 B67 B68 B69 B70 B71 B72 B73 B74 B75 B76 B77 B78
    B81 B87 B88 B89 B90 B91 B96 B103 O01 O06a O06b O07 O08 O09 O11 O13 O14 O15 O16 O17 O18 O19 O20
    O23 O24 O25 O26 O31 O34 O38 predecessor as-posted
"""


class Zoo(unittest.TestCase):
    def test_every_bug_has_a_scenario_and_every_scenario_a_bug(self):
        self.assertEqual({path.stem for path in BUGS.glob("*.scenario")},
                         {entry.name for entry in read_entries()})

    def test_every_scenario_says_what_it_shows_and_where(self):
        for entry in read_entries():
            text = entry.regression.read_text(encoding="utf-8")
            where = f"origin target={entry.target} build={entry.build_name(entry.build)} planted={entry.name}\n"
            said = re.search(f'^{re.escape(where)}shows "([A-Z]+)', text, re.M)
            self.assertTrue(said and said[1] in entry.oracles, f"{entry.name}: expected {where} and what it shows")

    def test_nothing_is_forgotten(self):
        there = {entry.name for entry in read_entries()} | {name for name, _ in read_left_out()}
        self.assertEqual(set(HISTORY.split()) - there, set())


class Main(unittest.TestCase):
    """How scripts end."""

    def ends(self, run):
        with mock.patch("sys.stderr", io.StringIO()) as said, self.assertRaises(SystemExit) as end:
            main_of("ci/it", run)
        return end.exception.code, said.getvalue()

    def test_whatever_goes_wrong_is_one_line(self):
        def interrupted(_):
            raise KeyboardInterrupt

        def refuse(_):
            raise UserError("no")

        self.assertEqual(self.ends(lambda _: 1), (1, ""))
        self.assertEqual(self.ends(interrupted), (130, ""))
        self.assertEqual(self.ends(refuse), (2, "ci/it: no\n"))
        self.assertEqual(self.ends(lambda _: (PLANTED / "x").read_text()),
                         (2, f"ci/it: {PLANTED}/x: No such file or directory\n"))

    def test_what_could_not_be_written_is_named_with_the_remedy(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "file"
            file.write_text("before")

            def fill(_):
                with replacing(file):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

            self.assertEqual(self.ends(fill), (2, f"ci/it: {file}: No space left on device; make room there\n"))
            with mock.patch("os.open", side_effect=lambda name, *_: (_ for _ in ()).throw(
                    OSError(errno.EROFS, os.strerror(errno.EROFS), name))):
                self.assertEqual(self.ends(lambda _: write_atomically(file, "")), (
                    2, f"ci/it: {file}: Read-only file system; it has to be writable, or another place be chosen\n"))
            self.assertEqual((os.listdir(folder), file.read_text()), (["file"], "before"))
            self.assertEqual(self.ends(lambda _: os.rename(Path(folder) / "none", file))[1],
                             f"ci/it: {file}: No such file or directory\n")

    def test_it_may_be_asked_to_end(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            before = signal.signal(number, signal.SIG_DFL)
            try:
                self.assertEqual(self.ends(lambda _, number=number: os.kill(os.getpid(), number)), (130, ""))
            finally:
                signal.signal(number, before)

    def test_under_nohup_a_hangup_ends_nothing(self):
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            crew = Crew()
            self.addCleanup(crew.dismiss)
            self.assertIs(signal.getsignal(signal.SIGHUP), signal.SIG_IGN)
            self.assertEqual(self.ends(lambda _: os.kill(os.getpid(), signal.SIGHUP) or 0), (0, ""))
        finally:
            signal.signal(signal.SIGHUP, before)

    def test_what_cannot_be_written_is_said_before_the_work(self):
        with tempfile.TemporaryDirectory() as folder:
            there = Path(folder) / "there"
            there.touch()
            for path in (there, Path(folder) / "new"):
                self.assertEqual(writable(str(path)), path)
            for path in (folder, f"{folder}/no/new", f"{there}/new"):
                with self.assertRaisesRegex(argparse.ArgumentTypeError, "cannot be written"):
                    writable(path)

    def test_paths(self):
        self.assertEqual(from_root(PLANTED / ".." / "zoo"), "ci/zoo")
        self.assertEqual(from_root("/nowhere"), "/nowhere")


if __name__ == "__main__":
    unittest.main()
