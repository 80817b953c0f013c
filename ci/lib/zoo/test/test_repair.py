"""Scenarios made again, with a fuzzer and a tool that are scripts: to them a scenario shows the bug
where it has a line "main: bug", and fails the correct cache where it has one "main: crash"."""

import contextlib
import io
import stat
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import entries
from zoo import regressions, repair

TOOL = """#!/bin/sh
command=$1
for file; do :; done
case $command in
compile | minimize) while [ "$1" != -o ]; do shift; done; out=$2 ;;
esac
case $command in
compile) cat "$file" >"$out" ;;
minimize) grep -v needless "$file" >"$out" ;;
show) cat "$file" ;;
replay)
    said=$(sed -n 's/^shows "//p' "$file" | tr -d '"')
    if grep -q "main: SHOWS" "$file" || { [ "$said" = ONCE/twice ] && grep -q "main: moved-SHOWS" "$file"; }; then
        recorded=another
        [ "$said" != ONCE/twice ] || recorded=shown
        [ -n "$said" ] || recorded=nothing
        echo '{"verdict":"violated","invariant":"ONCE","signature":"ONCE/twice","recorded":"'$recorded'"}'
    elif [ -n "$said" ]; then echo '{"verdict":"not shown","invariant":"","signature":"","recorded":"not shown"}'
    else echo '{"verdict":"clean","invariant":"","signature":"","recorded":"nothing"}'; fi ;;
esac
"""
# Finds what is in FOUND, if the kept scenario is in its corpus.
FUZZER = """#!/bin/sh
for corpus; do :; done
grep -q "main: damaged" "$corpus/X1.bin" || exit 0
name=crash-$(sha1sum <FOUND | cut -c-40)
cp FOUND "$name"
echo "Test unit written to $PWD/$name"
echo "==== VIOLATION ONCE"
exit 77
"""


RECORD = 'origin target=fuzz_interleave build=plain planted=X1\nshows "ONCE/twice"\n'


class Repair(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.kept, self.found = self.folder / "X1.scenario", self.folder / "found"
        correct = self.folder / "build/plain/targets"
        correct.mkdir(parents=True)
        self.script(correct / "ukeyfuzz", TOOL.replace("SHOWS", "crash"))
        self.script(self.folder / "ukeyfuzz", TOOL.replace("SHOWS", "bug"))
        self.script(self.folder / "fuzz_interleave", FUZZER.replace("FOUND", str(self.found)))
        self.entry = SimpleNamespace(
            name="X1", description="A short text. " * 12, oracles=("ONCE",), build="plain",
            tool="ukeyfuzz", target="fuzz_interleave", regression=self.kept,
            build_name=lambda preset: preset, program=lambda name: self.folder / name)
        seeds = self.folder / "seeds"
        seeds.mkdir()
        (seeds / "seed.bin").touch()
        for module, name, value in ((regressions, "ROOT", self.folder), (entries, "SEEDS", seeds)):
            patch = mock.patch.object(module, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    @staticmethod
    def script(path, text):
        path.write_text(text)
        path.chmod(stat.S_IRWXU)

    def repair(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            right = repair.repair(self.entry, self.folder / "work", 2, 60)
        return right, out.getvalue()

    def test_a_damaged_one_is_made_again_and_keeps_its_comment(self):
        self.kept.write_text("ukeyfuzz scenario 1\n# X1: why\n# it is so.\nmain: damaged\nend\n")
        self.found.write_text("ukeyfuzz scenario 1\nmain: needless\nmain: bug\nend\n")
        right, said = self.repair()
        self.assertTrue(right)
        self.assertIn("ONCE", said)
        self.assertEqual(self.kept.read_text(),
                         f"ukeyfuzz scenario 1\n# X1: why\n# it is so.\n{RECORD}main: bug\nend\n")

    def test_one_without_a_comment_gets_the_story(self):
        self.kept.write_text("ukeyfuzz scenario 1\nmain: damaged\nend\n")
        self.found.write_text("ukeyfuzz scenario 1\nmain: bug\nend\n")
        self.assertTrue(self.repair()[0])
        lines = self.kept.read_text().splitlines()
        self.assertTrue(lines[1].startswith("# X1: A short text. A"))
        self.assertTrue(lines[2].startswith("# "))
        self.assertTrue(all(len(line) <= repair.WIDTH for line in lines))
        self.assertEqual(lines[3:], [*RECORD.splitlines(), "main: bug", "end"])

    def test_what_the_correct_cache_fails_is_refused(self):
        damaged = "ukeyfuzz scenario 1\nmain: damaged\nend\n"
        self.kept.write_text(damaged)
        self.found.write_text("ukeyfuzz scenario 1\nmain: bug\nmain: crash\nend\n")
        right, said = self.repair()
        self.assertFalse(right)
        self.assertEqual(said.count("fails the correct cache"), 2)
        self.assertEqual(self.kept.read_text(), damaged)

    def test_one_that_shows_the_bug_nearby_is_right(self):
        text = f"ukeyfuzz scenario 1\n{RECORD}main: moved-bug\nend\n"
        self.kept.write_text(text)
        self.assertTrue(self.repair()[0])
        self.assertEqual(self.kept.read_text(), text)

    def test_a_right_one_is_left_alone(self):
        text = f"ukeyfuzz scenario 1\n{RECORD}main: bug\nend\n"
        self.kept.write_text(text)
        self.assertTrue(self.repair()[0])
        self.assertEqual(self.kept.read_text(), text)

    def test_one_that_does_not_say_what_it_shows_or_says_another_thing_is_wrong_and_is_told(self):
        right = f"ukeyfuzz scenario 1\n# X1: why\n{RECORD}packet-threads 1\nmain: bug\nend\n"
        for record, wrong in (("", "does not say what it shows"),
                              ('shows "ONCE/never"\n', "shows another thing than it says where X1 is planted: ONCE/twice"),
                              (RECORD.splitlines(True)[0], "does not say what it shows")):
            with self.subTest(record=record):
                self.kept.write_text(right.replace(RECORD, record))
                self.assertEqual(regressions.trouble(self.entry), wrong)
                self.assertEqual(self.repair(), (True, "corpus/bugs/X1.scenario says what it shows now\n"))
                self.assertEqual(self.kept.read_text(), right)

    def test_what_shows_nothing_gets_no_record(self):
        self.assertEqual(regressions.with_record(self.entry, f"ukeyfuzz scenario 1\n{RECORD}end\n", self.folder),
                         "ukeyfuzz scenario 1\nend\n")


if __name__ == "__main__":
    unittest.main()
