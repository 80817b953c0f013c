"""ci/ovs, as far as it needs neither Open vSwitch nor a compiler."""

import io
import sys
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from entries import UserError  # noqa: E402
from ovs import edits, selftest, source  # noqa: E402
from ovs import library as libraries  # noqa: E402
from ovs.library import Library  # noqa: E402
from ovs.options import arguments, as_words  # noqa: E402
from ovs.program import Programs  # noqa: E402

FILE = """static int
first(int a)
{
    return a;
}

static void
second(void)
{
    first(1);
}
"""

# In the place of `ukeyfuzz_ovs compile -o FOLDER FILE...`: what was there before is there all the time.
COMPILES = """import os, pathlib, sys
ran = pathlib.Path(sys.argv[0] + ".ran")
if ran.exists() and not os.listdir(sys.argv[3]):
    sys.exit("they are away")
ran.touch()
for path in map(pathlib.Path, sys.argv[4:]):
    (pathlib.Path(sys.argv[3]) / path.with_suffix(".bin").name).touch()
"""


# In the place of a fuzz target: it finds something, and writes the file where the command says.
FINDS = """#!/usr/bin/env python3
import sys
folder = next(word.split("=", 1)[1] for word in sys.argv if word.startswith("-artifact_prefix="))
open(f"{folder}crash-{'0' * 40}", "w").write("input")
sys.exit("==== VIOLATION STALL\\nnot silent\\n====")
"""


class SelfTest(unittest.TestCase):
    """What a copy shows that should be silent is not lost."""

    def test_what_breaks_the_silence_is_kept(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(selftest, "FOUND", Path(folder) / "found"), \
             redirect_stdout(io.StringIO()) as said:
            fuzz = Path(folder) / "fuzz"
            fuzz.write_text(FINDS, encoding="utf-8")
            fuzz.chmod(0o755)
            self.assertFalse(selftest._is_silent(mock.Mock(fuzz=fuzz, seeds=folder)))
            kept = Path(folder) / "found" / f"crash-{'0' * 40}"
            self.assertEqual(kept.read_text(encoding="utf-8"), "input")
        self.assertIn("STALL", said.getvalue())
        self.assertIn(f"ci/ovs explain --mended --promises new {kept}", said.getvalue())


class Edits(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "upcall.c"
        self.file.write_text(FILE)

    def edit(self, function, first, last, text):
        return edits.Edit("E", "a description", "a commit", ("ONCE",),
                          ({"function": function, "lines": [first, last], "text": text},))

    def applied(self, *arguments):
        with mock.patch.object(edits, "SHA256", source.sha256_of(self.file)), \
                mock.patch.object(edits, "MENDED", self.file.parent):
            return self.edit(*arguments).apply(self.file)

    def test_lines_are_replaced(self):
        self.assertEqual(self.applied("first", 4, 4, "    return 0;"), FILE.replace("return a", "return 0"))

    def test_an_empty_text_leaves_no_statement_and_moves_no_line(self):
        self.assertEqual(self.applied("second", 10, 10, ""), FILE.replace("    first(1);", ""))

    def test_another_function(self):
        with self.assertRaisesRegex(UserError, r"lines 4 to 4 are in first\(\), not in second\(\)"):
            self.applied("second", 4, 4, "")

    def test_another_file(self):
        with self.assertRaisesRegex(UserError, "line numbers are those of Debian.s 3.1.0, and this is another file"):
            self.edit("first", 4, 4, "").apply(self.file)

    def test_all_are_read(self):
        names = [edit.name for edit in edits.read_all()]
        self.assertGreaterEqual(len(names), 15)
        self.assertEqual(names, sorted(set(names)))


class Sources(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Path(folder.name)

    def make(self, *names):
        for name in (source.UPCALL, *names):
            (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
            (self.tree / name).write_text("")

    def test_no_tree(self):
        with self.assertRaisesRegex(UserError, "there is no ofproto/ofproto-dpif-upcall.c"):
            source.of_checkout(self.tree)

    def test_a_tree_without_configure(self):
        self.make("boot.sh")
        with mock.patch.object(source.shutil, "which", return_value=None):
            with self.assertRaisesRegex(UserError, "boot.sh needs autoconf and automake and libtool: apt-get install"):
                source.of_checkout(self.tree)

    def test_a_tree_that_is_configured_in_place(self):
        self.make("configure", "config.status")
        with self.assertRaisesRegex(UserError, "make distclean"):
            source.of_checkout(self.tree)

    def test_own_trees_have_names_of_their_own(self):
        self.make("configure")
        tree = source.of_checkout(self.tree)
        self.assertTrue(tree.own)
        self.assertTrue(tree.name.startswith("own-"))

    def test_another_version(self):
        self.make()
        (self.tree / "configure.ac").write_text("AC_INIT(openvswitch, 3.5.0, bugs@openvswitch.org)\n")
        self.assertEqual(source.version_of(self.tree), "3.5.0")

    def test_no_network(self):
        failed = mock.Mock(returncode=100, stderr="E: Failed to fetch it\n", stdout="")
        with mock.patch.object(source, "WORK", self.tree), \
                mock.patch.object(source.subprocess, "run", return_value=failed):
            with self.assertRaisesRegex(UserError, "Failed to fetch it; needed are a network"):
                source.of_debian()

    def test_half_a_tree_is_not_taken_for_one(self):
        def unpack(_, folder, ends=None):
            (folder / "openvswitch" / source.UPCALL).parent.mkdir(parents=True)
            (folder / "openvswitch" / source.UPCALL).write_text(FILE)
            if ends:
                raise ends

        def interrupted(package, folder):
            unpack(package, folder, KeyboardInterrupt())

        with mock.patch.object(source, "WORK", self.tree), mock.patch.object(source, "_download"), \
                mock.patch.object(source, "sha256_of", return_value=source.SHA256):
            with mock.patch.object(source, "_unpack", interrupted), self.assertRaises(KeyboardInterrupt):
                source.of_debian()
            with mock.patch.object(source, "_unpack", side_effect=unpack) as again:
                source.of_debian()
                tree = source.of_debian().tree
        self.assertEqual(again.call_count, 1)
        self.assertEqual((tree / source.UPCALL).read_text(), FILE)


class Options(unittest.TestCase):
    def words(self, *argv):
        return as_words(arguments(list(argv), "manual"))

    def test_a_finding_is_replayed_as_it_was_found(self):
        given = "--ovs DIR --build asan --promises new --mended --fine"
        self.assertEqual(self.words("fuzz", *given.split()), given)
        self.assertEqual(self.words("replay", *given.split(), "FILE"), given)

    def test_what_is_usual_is_not_said(self):
        self.assertEqual(self.words("fuzz", "60"), "")

    def test_other_words_are_for_the_tool(self):
        self.assertEqual(arguments(["explain", "--mail", "--fine", "FILE"], "manual").theirs, ["--mail", "FILE"])


class ALibrary(unittest.TestCase):
    # In the place of Open vSwitch's: what it configures makes an empty library.
    CONFIGURE = """#!/bin/sh
mkdir lib
printf 'BUILT_SOURCES = made.h\\nmade.h:\\n\\ttouch made.h\\nlib/libopenvswitch.la: made.h\\n\\ttouch $@\\n' >Makefile
"""

    def test_is_built_where_nothing_is_yet(self):
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "tree"
            tree.mkdir()
            (tree / "configure").write_text(self.CONFIGURE)
            (tree / "configure").chmod(0o755)
            with mock.patch.object(libraries, "WORK", Path(folder) / "work"), redirect_stdout(io.StringIO()) as said:
                library = Library(source.Source(tree, "tree", own=False), "plain")
                library.make()
                library.make()
            self.assertTrue((library.folder / "lib/libopenvswitch.la").exists())
            self.assertEqual(said.getvalue().count("configuring"), 1)


class AProgram(unittest.TestCase):
    def test_seeds_with_which_another_run_begins_stay(self):
        with tempfile.TemporaryDirectory() as folder:
            library = Library(source.Source(Path("/nowhere"), "debian", own=False), "plain")
            made = Programs(library, Path("/nowhere/upcall.c"))
            made.seeds = Path(folder) / "seeds"
            made.tool = Path(folder) / "tool"
            made.tool.write_text(f"#!{sys.executable}\n" + COMPILES)
            made.tool.chmod(0o755)
            made._compile_seeds()  # pylint: disable=protected-access
            first = sorted(made.seeds.iterdir())
            self.assertTrue(first)
            (made.seeds / "of-a-scenario-that-is-gone.bin").touch()
            made._compile_seeds()  # pylint: disable=protected-access
            self.assertEqual(sorted(made.seeds.iterdir()), first)


if __name__ == "__main__":
    unittest.main()
