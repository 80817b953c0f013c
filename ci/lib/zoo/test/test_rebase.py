"""Patches merged with what has changed since: a repository with a cache of one function."""

import contextlib
import io
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from zoo import planted, rebase
from entries import UserError
from zoo.history import History

CACHE = """int credit(int total, int seen)
{
    int delta = total - seen;

    if (delta < 0) {
        return 0;
    }
    return delta;
}
"""
PATCH = """Entry: X1
Upstream: none; ours
Build: plain
Oracle: ONCE
What is less than nothing is credited.

--- a/src/ukey.c
+++ b/src/ukey.c
@@ -2,8 +2,5 @@
 {
     int delta = total - seen;
 
-    if (delta < 0) {
-        return 0;
-    }
     return delta;
 }
"""
# What a line of the bug's is called is not what the bug changes of it.
CALL = "--- a/src/ukey.c\n+++ b/src/ukey.c\n@@ -2,3 +2,3 @@\n {\n-    int delta = total - seen;\n" \
       "+    int delta = total + seen;\n \n"


class Rebase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "tree"
        self.work = Path(folder.name) / "work"
        for part in ("src", "harness/model", "ci/planted"):
            (self.root / part).mkdir(parents=True)
        (self.root / "harness/model/model.c").write_text("int model;\n")
        self.file, self.patch = self.root / "src/ukey.c", self.root / "ci/planted/X1.patch"
        self.file.write_text(CACHE)
        self.patch.write_text(PATCH)
        self.git("init", "-q")
        self.commit("the cache as it was")

    def git(self, *arguments):
        return subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e@x", *arguments],
                              cwd=self.root, check=True, capture_output=True, text=True).stdout

    def commit(self, subject):
        self.git("add", ".")
        self.git("commit", "-q", "-m", subject)

    def change(self, old, new):
        text = self.file.read_text()
        self.assertIn(old, text)
        self.file.write_text(text.replace(old, new))

    def rebase(self, resolved=False, check=lambda patch, entry: ("", "")):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            good = rebase.rebase_one(rebase.Rebase(self.root, self.work), self.patch, None, resolved, check)
        return good, said.getvalue()

    def fits(self):
        return not planted.stale([self.patch], self.root)

    def test_another_name_of_a_variable_around_it(self):
        self.change("int delta = total - seen;\n", "int delta = total - seen; /* Never less. */\n")
        self.assertFalse(self.fits())
        good, said = self.rebase()
        self.assertTrue(good, said)
        self.assertIn("the cache as it was", said)
        self.assertTrue(self.fits())
        self.assertTrue(self.patch.read_text().startswith(PATCH.partition("---")[0]))
        self.assertIn("-    if (delta < 0) {", self.patch.read_text())

    def test_another_name_of_a_variable_in_the_very_line(self):
        self.patch.write_text(PATCH.partition("---")[0] + CALL)
        self.change("seen", "credited")
        good, said = self.rebase()
        self.assertTrue(good, said)
        self.assertIn("+    int delta = total + credited;", self.patch.read_text())

    def test_another_type_in_the_very_line(self):
        self.patch.write_text(PATCH.partition("---")[0] + CALL)
        self.change("int delta", "long delta")
        good, said = self.rebase()
        self.assertTrue(good, said)
        self.assertIn("word by word", said)
        self.assertIn("+    long delta = total + seen;", self.patch.read_text())

    def test_the_newest_commit_that_it_fits_is_what_it_was_made_for(self):
        self.change("int credit(int total, int seen)", "int credit(int seen, int total)")
        self.commit("other order")
        self.change("int delta = total - seen;\n", "int delta = total - seen; /* Never less. */\n")
        self.commit("a comment")
        (self.root / "src/other.c").write_text("int other;\n")
        self.commit("one more file")
        self.assertEqual(History(self.root).newest_fit(PATCH).subject, "other order")
        self.assertTrue(self.rebase()[0])

    def test_a_commit_of_a_side_branch(self):
        self.change("int delta", "long delta")
        self.commit("long")
        self.git("checkout", "-q", "-b", "side")
        self.change("long delta", "int delta")
        self.change("    return delta;\n}\n", "    return delta; /* All. */\n}\n")
        self.commit("side")
        self.patch.write_text(PATCH.replace(" return delta;\n }", " return delta; /* All. */\n }"))
        self.git("checkout", "-q", "-")
        self.git("merge", "-q", "-s", "ours", "side", "-m", "merged")
        self.assertEqual(History(self.root).newest_fit(self.patch.read_text()).subject, "side")

    def test_a_file_that_was_renamed(self):
        self.file.rename(self.root / "src/credit.c")
        good, said = self.rebase()
        self.assertTrue(good, said)
        self.assertIn("+++ b/src/credit.c", self.patch.read_text())
        self.assertTrue(self.fits())

    def test_another_name_of_a_function_in_the_very_line(self):
        self.patch.write_text(PATCH.partition("---")[0] + CALL)
        self.change("total - seen", "rest(total, seen)")
        self.commit("a call")
        self.patch.write_text(self.patch.read_text().replace("-    int delta = total - seen", "-    int delta = rest(total, seen)")
                              .replace("+    int delta = total + seen", "+    int delta = rest(total, 2 * seen)"))
        self.change("rest(total, seen)", "remainder(total, seen)")
        good, said = self.rebase()
        self.assertTrue(good, said)
        self.assertIn("+    int delta = remainder(total, 2 * seen);", self.patch.read_text())

    def move(self):
        """Into a function of its own, one level deeper."""
        self.change("""    if (delta < 0) {
        return 0;
    }
    return delta;
""", "    return at_least_nothing(delta);\n")
        (self.root / "src/other.c").write_text("""int at_least_nothing(int delta)
{
    do {
        if (delta < 0) {
            return 0;
        }
        return delta;
    } while (0);
}
""")

    def test_lines_that_have_gone_into_another_file(self):
        self.move()
        good, said = self.rebase()
        self.assertTrue(good, said)
        self.assertIn("planted where its lines are now", said)
        self.assertIn("+++ b/src/other.c", self.patch.read_text())
        self.assertNotIn("src/ukey.c", self.patch.read_text())
        self.assertTrue(self.fits())

    def test_lines_that_have_gone_elsewhere_get_what_is_put_in_their_place(self):
        self.patch.write_text(PATCH.partition("---")[0] + "--- a/src/ukey.c\n+++ b/src/ukey.c\n@@ -4,5 +4,5 @@\n \n"
                              "-    if (delta < 0) {\n+    if (delta < 1) {\n         return 0;\n     }\n     return delta;\n")
        self.move()
        good, said = self.rebase()
        self.assertTrue(good, said)
        self.assertIn("+        if (delta < 1) {", self.patch.read_text())

    def test_lines_that_are_in_two_places(self):
        self.move()
        (self.root / "src/third.c").write_text((self.root / "src/other.c").read_text())
        good, said = self.rebase()
        self.assertFalse(good)
        self.assertNotIn("planted where", said)
        self.assertEqual(self.patch.read_text(), PATCH)

    def test_each_way_is_checked(self):
        """The merge leaves half of the mistake, say, and its scenario shows nothing; the second way does."""
        self.change("    return delta;\n", "    return delta; /* Not negative. */\n")
        self.change("int delta = total", "int delta = (total)")
        tried = []

        def second(patch, entry):
            tried.append(patch.read_text())
            return "", "" if len(tried) == 2 else "shows nothing"
        with mock.patch.object(rebase, "relocate", lambda base, mistake, now: {"src/ukey.c": b"int other;\n"}):
            good, said = self.rebase(check=second)
        self.assertTrue(good, said)
        self.assertEqual(self.patch.read_text(), tried[1])
        self.assertNotEqual(tried[0], tried[1])

    def test_what_fits_no_commit(self):
        text = PATCH.replace("int delta", "char delta")
        self.patch.write_text(text)
        good, said = self.rebase()
        self.assertFalse(good)
        self.assertEqual(said, "X1: fits no commit of this history\n")
        self.assertEqual(self.patch.read_text(), text)

    def test_a_bug_that_is_there_already(self):
        self.change("    if (delta < 0) {\n        return 0;\n    }\n", "")
        good, said = self.rebase()
        self.assertFalse(good)
        self.assertIn("in the sources already", said)
        self.assertEqual(self.patch.read_text(), PATCH)

    def test_a_merge_that_leaves_nothing_is_not_taken_for_a_bug_that_is_there(self):
        self.patch.write_text(PATCH.partition("---")[0] + "--- a/src/ukey.c\n+++ b/src/ukey.c\n@@ -4,5 +4,4 @@\n \n"
                              "     if (delta < 0) {\n-        return 0;\n     }\n     return delta;\n")
        self.change("        return 0;\n", "")
        for name in ("other", "third"):
            (self.root / f"src/{name}.c").write_text(f"int {name}(int delta)\n{{\n    if (delta) {{\n        return 0;\n    }}\n}}\n")
        good, said = self.rebase()
        self.assertFalse(good)
        self.assertIn("leaves nothing, as the lines have gone elsewhere", said)
        self.assertNotIn("has the bug come back", said)

    def test_a_file_that_is_gone(self):
        self.file.unlink()
        good, said = self.rebase()
        self.assertFalse(good)
        self.assertIn("src/ukey.c is gone", said)

    def conflict(self):
        self.change("if (delta < 0) {", "if (is_negative(delta)) {")
        return self.rebase()

    def test_a_conflict_is_one_screen_and_leaves_the_tree_alone(self):
        before = self.git("status", "--porcelain", "--ignored")
        good, said = self.conflict()
        self.assertFalse(good)
        self.assertLessEqual(len(said.splitlines()), rebase.SCREEN_LINES)
        for words in ("the cache as it was", "-    if (delta < 0) {", "ci/zoo --rebase --resolved X1",
                      f"{self.work}/X1/src/ukey.c:5"):
            self.assertIn(words, said)
        self.assertEqual(self.patch.read_text(), PATCH)
        self.assertEqual(self.git("status", "--porcelain", "--ignored"), before + " M src/ukey.c\n")
        self.assertIn(b"<<<<<<< now\n", (self.work / "X1/src/ukey.c").read_bytes())

    def test_a_conflict_that_is_resolved(self):
        self.conflict()
        good, said = self.rebase(resolved=True)
        self.assertFalse(good)
        self.assertIn("still has a conflict", said)
        mended = self.file.read_text().replace("is_negative(delta)", "false")
        (self.work / "X1/src/ukey.c").write_text(mended)
        good, said = self.rebase(resolved=True)
        self.assertTrue(good, said)
        self.assertIn("+    if (false) {", self.patch.read_text())
        self.assertTrue(self.fits())
        self.assertFalse((self.work / "X1").exists())

    def test_what_was_resolved_for_other_sources(self):
        self.conflict()
        (self.work / "X1/src/ukey.c").write_text(CACHE.replace("delta < 0", "false"))
        self.change("int total", "long total")
        good, said = self.rebase(resolved=True)
        self.assertFalse(good)
        self.assertIn("the sources have changed since the merge", said)
        self.assertEqual(self.patch.read_text(), PATCH)

    def test_half_of_a_resolution_is_kept(self):
        self.conflict()
        (self.work / "X1/src/ukey.c").write_text("half done\n")
        self.rebase()
        self.assertEqual((self.work / "X1.old/src/ukey.c").read_text(), "half done\n")

    def test_what_does_not_build_is_put_back(self):
        def fails(patch, entry):
            return "src/ukey.c:3: error", ""
        self.change("int delta = total - seen;\n", "int delta = total - seen; /* Never less. */\n")
        good, said = self.rebase(check=fails)
        self.assertFalse(good)
        self.assertIn("does not build (src/ukey.c:3: error)", said)
        self.assertEqual(self.patch.read_text(), PATCH)
        self.assertIn("Never less", (self.work / "X1/src/ukey.c").read_text())
        self.assertTrue(self.rebase(resolved=True)[0])

    def test_one_that_fits_and_does_not_build(self):
        good, said = self.rebase(check=lambda patch, entry: ("src/ukey.c:3: error", ""))
        self.assertFalse(good)
        self.assertIn("it fits as it is", said)
        self.assertNotIn("if (delta", (self.work / "X1/src/ukey.c").read_text())
        (self.work / "X1/src/ukey.c").write_text(CACHE.replace("delta < 0", "false"))
        self.assertTrue(self.rebase(resolved=True)[0])
        self.assertIn("+    if (false) {", self.patch.read_text())

    def test_one_that_is_right(self):
        good, said = self.rebase()
        self.assertEqual((good, said), (True, "X1: it fits as it is; building it\nX1: it builds\n"))
        self.assertEqual(self.patch.read_text(), PATCH)

    def test_an_interruption_puts_it_back(self):
        def interrupted(patch, entry):
            raise KeyboardInterrupt
        self.change("int delta = total - seen;\n", "int delta = total - seen; /* Never less. */\n")
        with self.assertRaises(KeyboardInterrupt):
            self.rebase(check=interrupted)
        self.assertEqual(self.patch.read_text(), PATCH)

    def test_what_shows_nothing_is_put_back(self):
        self.change("int delta = total - seen;\n", "int delta = total - seen; /* Never less. */\n")
        good, said = self.rebase(check=lambda patch, entry: ("", "shows nothing"))
        self.assertFalse(good)
        self.assertIn("corpus/bugs/X1.scenario shows nothing", said)
        self.assertIn("ci/zoo --rebase --resolved X1", said)
        self.assertEqual(self.patch.read_text(), PATCH)
        self.assertNotIn("delta < 0", (self.work / "X1/src/ukey.c").read_text())

    def test_names(self):
        with self.assertRaisesRegex(UserError, "did you mean X1?"):
            rebase.chosen(["X2"], self.root)
        self.assertEqual(rebase.chosen([], self.root), ([self.patch], []))
        self.change("int delta", "long delta")
        self.assertEqual(rebase.chosen(["X1"], self.root), ([self.patch], [self.patch]))


if __name__ == "__main__":
    unittest.main()
