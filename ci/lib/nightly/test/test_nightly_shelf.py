"""The nights that are kept: their index, which of them may go, and how much they hold."""

import argparse
import copy
import datetime
import fcntl
import io
import os
import sys
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import page_examples
from entries import UserError
from nightly import engine, known, shelf, summary, tonight
from nightly.disk import check_space
from nightly.options import arguments
from nightly.page import index
from nightly_fake import Count, FakeNight, begin_summary, fake_night
from test_nightly_page import Reader
from own_folder import OwnFolder
LATER = datetime.date.max


class Shelf(OwnFolder):
    def setUp(self):
        super().setUp()
        self.shelf = self.folder

    def put(self, night, **more):
        """Puts a night's folder on the shelf."""
        night = {**copy.deepcopy(night), **more}
        folder = self.shelf / night["name"]
        summary.write(folder / "summary.json", night)
        (folder / "work").mkdir()
        (folder / "work" / "log").write_text("x" * 5000)
        return folder

    def names(self):
        return sorted(path.name for path in self.shelf.iterdir() if path.is_dir())


class Retention(Shelf):
    def test_the_oldest_go(self):
        for number in range(5):
            self.put(page_examples.quiet_night(number))
        self.assertEqual(shelf.retire(self.shelf, 2, {}), (["2026-11-03", "2026-11-02", "2026-11-01"], {}))
        self.assertEqual(self.names(), ["2026-11-04", "2026-11-05"])

    def test_the_newest_stays(self):
        self.put(page_examples.quiet_night(0))
        self.assertEqual(shelf.retire(self.shelf, 0, {}), ([], {}))
        self.assertEqual(self.names(), ["2026-11-01"])

    def test_what_nobody_has_looked_at_stays(self):
        self.put(page_examples.bad_night(0))
        for number in (1, 2):
            self.put(page_examples.quiet_night(number))
        gone, stay = shelf.retire(self.shelf, 1, {})
        self.assertEqual((gone, list(stay)), (["2026-11-02"], ["2026-11-01"]))
        self.assertIn("nobody has looked at ONCE: revalidator credits packets twice and 3 more", stay["2026-11-01"])
        with self.assertRaisesRegex(UserError, "no night '2026-11-09'"):
            shelf.review(self.shelf, "2026-11-09")
        with self.assertRaises(UserError):
            shelf.review(self.shelf, "../" + self.shelf.name + "/2026-11-01")
        shelf.review(self.shelf, "2026-11-01")
        self.assertEqual(shelf.retire(self.shelf, 1, {}), (["2026-11-01"], {}))

    def test_what_is_known_has_been_looked_at(self):
        night = page_examples.bad_night(0)
        signatures = [finding["signature"] for finding in night["findings"]]
        signatures += ["stress: plain 1+1 threads 1000000 flows all faults: it ended before its time", "zoo: B39: not found"]
        self.put(night)
        self.put(page_examples.quiet_night(1))
        for missing in range(len(signatures)):
            entries = {s: known.Known(s, "r", LATER) for s in signatures[:missing] + signatures[missing + 1:]}
            gone, stay = shelf.retire(self.shelf, 1, entries)
            self.assertEqual((gone, len(stay)), ([], 1), signatures[missing])
        self.assertEqual(shelf.retire(self.shelf, 1, {s: known.Known(s, "r", LATER) for s in signatures})[0],
                         ["2026-11-01"])

    def test_what_is_not_over_or_not_sorted_or_busy_stays(self):
        self.put(page_examples.interrupted_night(0))
        raw = self.put(page_examples.quiet_night(1)) / "findings" / "raw" / "grow.fuzz_interleave.plain"
        raw.mkdir(parents=True)
        (raw / "plain-crash-01").write_text("x")
        busy = self.put(page_examples.quiet_night(2))
        self.put(page_examples.quiet_night(3))
        with (busy / ".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            gone, stay = shelf.retire(self.shelf, 1, {})
        self.assertEqual(gone, [])
        self.assertEqual(stay, {"2026-11-01": "it is not over", "2026-11-03": "somebody is at work in it",
                                "2026-11-02": "nobody has looked at artefacts that were not sorted"})

    def test_what_is_no_night_of_ours_stays(self):
        elsewhere = self.shelf / "elsewhere"
        for number in range(2):
            self.put(page_examples.quiet_night(number))
        os.rename(self.shelf / "2026-11-01", elsewhere)
        (self.shelf / "2026-10-01").symlink_to(elsewhere)
        os.rename(elsewhere, self.shelf / ".elsewhere")
        (self.shelf / "2026-10-01").unlink()
        (self.shelf / "2026-10-01").symlink_to(self.shelf / ".elsewhere")
        (self.shelf / "corpora").mkdir()
        self.put(page_examples.quiet_night(2))
        self.assertEqual(shelf.retire(self.shelf, 1, {})[0], ["2026-11-02"])
        self.assertTrue((self.shelf / ".elsewhere" / "work" / "log").exists())
        self.assertTrue((self.shelf / "corpora").exists())

    def test_a_deletion_that_was_interrupted_is_finished(self):
        (self.shelf / ".going-2026-01-01" / "x").mkdir(parents=True)
        self.put(page_examples.quiet_night(1))
        shelf.retire(self.shelf, 1, {})
        self.assertEqual(self.names(), ["2026-11-02"])


class Index(Shelf):
    def test_all_nights_the_newest_first(self):
        self.put(page_examples.quiet_night(1))
        bad = self.put(page_examples.bad_night(0))
        (bad / "junit.xml").write_text("")
        self.put(page_examples.interrupted_night(2))
        index.write(self.shelf, {})
        page = Reader((self.shelf / "index.html").read_text(encoding="utf-8"))
        self.assertIn("3 nights, 1 with findings that nobody has looked at.", page.text())
        self.assertIn("All nights hold 297.9 MiB, the corpora 39.3 MiB of it; 92.0 GiB were free", page.text())
        at = [page.text().index(name) for name in ("2026-11-03", "2026-11-02", "2026-11-01")]
        self.assertEqual(at, sorted(at))
        for words in ("2026-11-01 1 new finding and 2 failed cases", "ONCE revalidator credits packets twice", "zoo: B39",
                      "Trouble: memcheck could not do its work: there is no valgrind (and 1 more)", "2026-11-02 Nothing new"):
            self.assertIn(words, page.text())
        for target in ("2026-11-01/index.html", "2026-11-01/index.html#ONCE-5d1c0b7e", "2026-11-01/junit.xml"):
            self.assertIn(target, page.links)
        self.assertNotIn("2026-11-02/junit.xml", page.links)
        shelf.review(self.shelf, "2026-11-01")
        self.assertIn("0 with findings", index.render(shelf.nights(self.shelf), {}))

    def test_a_night_that_cannot_be_read_is_named(self):
        self.put(page_examples.quiet_night(0))
        (self.shelf / "old" / "findings").mkdir(parents=True)
        (self.shelf / "old" / "summary.json").write_text("{")
        index.write(self.shelf, {})
        page = Reader((self.shelf / "index.html").read_text(encoding="utf-8"))
        self.assertRegex(page.text(), r"old cannot be read \(.*summary.json.*\)\. What it found may still be in its findings/\.")
        with mock.patch.object(tonight, "NIGHTS", self.shelf), mock.patch("sys.stderr", io.StringIO()) as said:
            self.assertEqual(tonight.unfinished_nights(), [])
        self.assertRegex(said.getvalue(), "^ci/nightly: .*old/summary.json.*; that night is left as it is\n$")
        with self.assertRaisesRegex(UserError, "old/summary.json.*; --fresh begins another night and keeps this one aside"):
            tonight.find_night(argparse.Namespace(output=self.shelf / "old", fresh=False), {})

    def test_hostile_strings_are_text(self):
        self.put(page_examples.hostile_night(0), name="2026-11-01")
        text = index.render(shelf.nights(self.shelf), {})
        page = Reader(text)
        self.assertNotIn("<img", text)
        self.assertIn("default-src 'none';", page.policy)
        self.assertFalse([target for target in page.links if ":" in target or target.startswith(("/", ".."))])

    def test_a_night_writes_it(self):
        steps = [Count("build", 0.0, 1), Count("grow", 1.0, 1)]
        record = begin_summary("2026-11-20", "0" * 40, False, 100, "", (1, 1), steps)
        with FakeNight(self.shelf / "2026-11-20", record, self.shelf / "corpora", {}, nights=self.shelf) as night:
            engine.run(night, steps)
        page = Reader((self.shelf / "index.html").read_text(encoding="utf-8"))
        self.assertIn("1 night, 1 with findings", page.text())
        self.assertIn("2026-11-20/results.sarif", page.links)
        self.assertIn("2026-11-20/corpora.tar.gz", page.links)
        disk = summary.read(self.shelf / "2026-11-20" / "summary.json")["disk"]
        self.assertGreaterEqual(disk["nights"], disk["night"])
        self.assertGreater(disk["night"], 4096)


class Disk(Shelf):
    def test_how_much(self):
        folder = self.put(page_examples.quiet_night(0))
        before = shelf.size(folder)
        (folder / "work" / "big").write_bytes(b"x" * (3 << 20))
        (folder / "work" / "loop").symlink_to(folder)
        self.assertAlmostEqual(shelf.size(folder) - before, 3 << 20, delta=20000)
        self.assertEqual([shelf.in_words(n) for n in (12, 2048, 3 << 20, 3 << 29)],
                         ["12 bytes", "2.0 KiB", "3.0 MiB", "1.5 GiB"])
        self.assertEqual([shelf.bytes_of(text) for text in ("20G", "500M", "1T", "7KiB")],
                         [20 << 30, 500 << 20, 1 << 40, 7 << 10])
        for text in ("", "20", "G", "-1G", "1.5G", "0G", "1GG", "99999999G"):
            with self.assertRaises(ValueError):
                shelf.bytes_of(text)

    def test_a_limit(self):
        for limit, enough in ((1 << 40, True), (4096, False), (None, True)):
            with fake_night(self.shelf / "n", []) as night:
                night.disk.limit = limit
                self.assertEqual(night.space_left(), enough)
                self.assertEqual(bool(night.record["trouble"]), not enough)
        self.assertRegex(night.record["trouble"][0] if night.record["trouble"] else "--keep N", "--keep N")

    def test_too_little_to_begin_with(self):
        with mock.patch("nightly.disk.SPACE_MIN", 1 << 60), self.assertRaisesRegex(
                UserError, "n: only .*iB are free, and a night needs .* --output"):
            check_space(self.shelf / "deeper" / "n")
        check_space(self.shelf / "n")


class CommandLine(Shelf):
    def test_options(self):
        options = arguments(["--keep", "3", "--disk-limit", "20G", "--reviewed", "x"], "")
        self.assertEqual((options.keep, options.disk_limit, options.reviewed), (3, 20 << 30, ["x"]))
        for words in (["--keep", "0"], ["--disk-limit", "much"], ["--keep", "all"]):
            with self.assertRaises(UserError):
                arguments(words, "")


if __name__ == "__main__":
    unittest.main()
