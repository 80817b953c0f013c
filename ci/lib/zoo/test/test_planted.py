"""Which patches fit, and what becomes of one that does not: a tree of two files is the cache."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from zoo import planted
from entries import PLANTED, ROOT, UserError

SOURCES = {"src/a.c": b"int one(void)\n{\n    return 1;\n}\n", "src/b.c": b"int two;\n"}
HEADER = "Entry: X1\n\nIt counts wrong.\n\n"
GOOD = HEADER + "--- a/src/a.c\n+++ b/src/a.c\n@@ -2,3 +2,3 @@\n {\n-    return 1;\n+    return 2;\n }\n"


class Plant(unittest.TestCase):
    def unfit(self, text, why):
        with self.assertRaisesRegex(planted.Unfit, why):
            planted.plant(text, SOURCES)

    def test_what_is_changed(self):
        self.assertEqual(planted.plant(GOOD, SOURCES),
                         {"src/a.c": SOURCES["src/a.c"].replace(b"1", b"2")})

    def test_elsewhere_in_the_file_it_fits_as_well(self):
        moved = {"src/a.c": b"/* More\n * words. */\n" + SOURCES["src/a.c"]}
        self.assertIn(b"return 2", planted.plant(GOOD, moved)["src/a.c"])

    def test_other_lines_around_it_do_not_fit(self):
        self.unfit(GOOD.replace(" {\n", " {{\n"), "does not apply")

    def test_a_file_that_is_gone(self):
        self.unfit(GOOD.replace("src/a.c", "src/gone.c"), "there is no src/gone.c")

    def test_no_mistake(self):
        self.unfit(GOOD.replace("return 2", "return 1"), "changes nothing")
        self.unfit(HEADER, "names no file")

    def test_a_patch_that_is_there_already(self):
        self.unfit(GOOD.replace("return 1", "return 3").replace("return 2", "return 1"), "does not apply")

    def test_no_file_outside_the_sources(self):
        self.unfit(GOOD.replace("src/a.c", "../../a.c"), "there is no")


class Lines(unittest.TestCase):
    def test_one_line_for_all(self):
        patches = [Path(f"B{i}.patch") for i in range(91)]
        self.assertEqual(planted.line_about_all(patches[1:3], patches),
                         "2 of 91 patches do not fit src/ any more: B1 B2; ci/zoo --rebase merges them")
        self.assertEqual(planted.line_about_all(patches[7:8], patches),
                         "1 of 91 patches does not fit src/ any more: B7; ci/zoo --rebase B7 merges it")

    def test_a_name_does_nothing_to_a_terminal(self):
        patch = Path("B\x1b[31m.patch")
        self.assertIn("any more: B\\x1b[31m; ", planted.line_about_all([patch], [patch]))

    def test_every_patch_of_the_repository_fits(self):
        self.assertEqual(planted.stale(planted.all_patches()), [])
        self.assertIn("uninitialised", [patch.stem for patch in planted.all_patches()])

    def test_what_is_needed_must_fit(self):
        planted.require_fit(PLANTED / "B59.patch")
        with tempfile.TemporaryDirectory() as folder:
            patch = Path(folder) / "X1.patch"
            patch.write_text(GOOD)
            with self.assertRaisesRegex(UserError, "^ci/planted/X1.patch does not fit src/ any more"):
                planted.require_fit(patch)


class Apply(unittest.TestCase):
    """ci/planted/apply, with patches that fit and do not fit the cache."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.patch, self.copy = Path(folder.name) / "X1.patch", Path(folder.name) / "copy"

    def apply(self, text, *options):
        self.patch.write_text(text)
        return subprocess.run([PLANTED / "apply", *options, self.patch,
                               *([] if "--check" in options else [self.copy])],
                              capture_output=True, text=True, check=False)

    def test_does_not_fit(self):
        line = r"\Aapply: ci/planted/X1.patch does not fit src/ any more \(.*\): ci/zoo --rebase X1\n\Z"
        for options, code in (((), 1), (("--check",), 1), (("--keep-going",), 0)):
            done = self.apply(GOOD.replace("a.c", "ops.c"), *options)
            self.assertEqual((done.returncode, done.stdout), (code, ""))
            self.assertRegex(done.stderr, line)
        model = self.apply(GOOD.replace("src/a.c", "harness/model/datapath.c"), "--check")
        self.assertIn("does not fit harness/model/ any more", model.stderr)

    def test_what_is_made_of_a_stale_patch_refuses_to_run(self):
        self.apply(GOOD.replace("a.c", "ops.c"), "--keep-going")
        main = self.copy / "main.c"
        # As in a unity build: more than one of the files.
        main.write_text('#include "src/coverage.c"\n#include "src/flow.c"\nint main(void) { return 0; }\n')
        program = self.copy / "program"
        subprocess.run(["cc", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", f"-I{self.copy}/src", "-o", program, main],
                       check=True)
        done = subprocess.run([program], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"\Aci/planted/X1.patch does not fit src/ any more .*--rebase X1\n\Z")

    def test_a_copy_is_the_sources_with_the_mistake_and_no_more(self):
        first = (ROOT / "src/ops.c").read_text().splitlines()[0]
        text = f"--- a/src/ops.c\n+++ b/src/ops.c\n@@ -1,1 +1,1 @@\n-{first}\n+{first} /* X */\n"
        (self.copy / "src").mkdir(parents=True)
        (self.copy / "src/gone.c").touch()
        self.assertEqual(self.apply(text).returncode, 0)
        (self.copy / "src/ops.c").stat()
        before = (self.copy / "src/ukey.c").stat().st_mtime_ns
        self.assertEqual(self.apply(text).returncode, 0)
        self.assertEqual((self.copy / "src/ukey.c").stat().st_mtime_ns, before)
        files = {name: (self.copy / name).read_bytes() for name in planted.sources()}
        expected = planted.sources()
        expected["src/ops.c"] = expected["src/ops.c"].replace(first.encode(), f"{first} /* X */".encode(), 1)
        self.assertEqual(files, expected)
        self.assertFalse((self.copy / "src/gone.c").exists())

    def test_errors_are_a_line(self):
        for arguments in ([], [self.patch], [self.patch, self.copy, "more"], ["nowhere", self.copy]):
            done = subprocess.run([PLANTED / "apply", *arguments], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertRegex(done.stderr, r"\Aci/planted/apply: .*\n\Z")


if __name__ == "__main__":
    unittest.main()
