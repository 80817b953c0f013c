"""Verdicts about mutants: how they come about, that they are kept, and what the score makes of them. The
compiler and the fuzz targets are scripts."""

import contextlib
import io
import re
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import campaign
from entries import ROOT, UserError
from mutants import equivalent, excused, score, search, workshop
from mutants.mutant import Mutant

TEXT = "one two three"


def mutant(new, name="call-f-1"):
    return Mutant(name, "call", "src/a.c", "f", 1, 4, "two", new)


class Recipe:
    """Objects are the text; a program with "bad" in it does not compile."""

    def objects(self, name, text, folder):
        folder.mkdir(parents=True, exist_ok=True)
        if "bad" in text:
            raise workshop.Uncompiled("error: bad")
        return {name: text}

    def same(self, objects, originals):
        return {k: v.split() for k, v in objects.items()} == {k: v.split() for k, v in originals.items()}

    def make(self, objects, program):
        program.write_text(*objects.values())
        return program


class Excused(unittest.TestCase):
    CORRECT = {"executions": 1000, "excuse_no_flow": 10, "excuse_idle": 0}

    def of(self, executions, **excuses):
        return excused.excused({"executions": executions, **excuses}, self.CORRECT)

    def test_far_more_often(self):
        self.assertEqual(self.of(2000, excuse_no_flow=200), [("no-flow", 200, 20)])

    def test_never_before(self):
        self.assertEqual(self.of(1000, excuse_idle=20), [("idle", 20, 0)])

    def test_as_often(self):
        self.assertEqual(self.of(2000, excuse_no_flow=60, excuse_idle=3, pushes=10 ** 6), [])

    def test_nothing_is_known_of_the_correct_cache(self):
        self.assertEqual(excused.excused({"executions": 10, "excuse_idle": 99}, {}), [])

    def test_in_words(self):
        self.assertEqual(excused.as_text({"excused": [("idle", 20, 0)]}),
                         "excuse idle made in 20 executions, and in about 0 with the correct cache")
        self.assertEqual(excused.as_text({}), "")


class Verdicts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = Path(folder.name)
        self.ran, self.stop = [], threading.Event()
        for patch in (mock.patch.object(search, "read_source", lambda _: TEXT),
                      mock.patch.object(campaign, "run", self.fuzz)):
            patch.start()
            self.addCleanup(patch.stop)

    def fuzz(self, program, folder, seed, seconds, stop):
        """Finds what a text says."""
        text = program.read_text()
        self.ran.append(program.name)
        if "exits" in text:
            raise campaign.Ended("it ended with 1")
        found = "LOCK" if "found" in text else "HANG" if "hangs" in text and "sequence" in program.name else ""
        statistics = {"executions": 10, "excuse_no_flow": 100 if "excused" in text else 1}
        return campaign.Outcome(found, 10, 0.5, "crash" if found else "",
                                "interrupted" not in text or "sequence" in program.name, statistics)

    def search(self, seconds=5, builds=("plain",), sources="s"):
        return search.Search(self.work, {way: Recipe() for way in workshop.ways_of(builds)}, builds, seconds,
                             sources)

    def verdict(self, new):
        return self.search().look_for(mutant(new), self.stop)

    def test_killed_by_the_first_that_finds_it(self):
        record = self.verdict("found")
        self.assertEqual((record["verdict"], record["tag"], record["target"], record["executions"]),
                         ("killed", "LOCK", "fuzz_interleave", 10))
        self.assertEqual(self.ran, ["fuzz_interleave"])

    def test_what_hangs_is_killed(self):
        record = self.verdict("hangs")
        self.assertEqual((record["verdict"], record["tag"], record["target"], record["executions"]),
                         ("killed", "HANG", "fuzz_sequence", 20))

    def test_what_ends_without_a_word_is_killed(self):
        self.assertEqual((self.verdict("exits")["tag"], self.verdict("exits")["message"]),
                         ("EXIT", "it ended with 1"))

    def test_alive(self):
        record = self.verdict("other")
        self.assertEqual((record["verdict"], record["tag"], record["seconds"]), ("alive", "", 1.0))

    def test_what_an_excuse_may_have_hidden_is_said(self):
        looking = self.search()
        looking.check_correct()
        record = looking.look_for(mutant("excused"), self.stop)
        self.assertEqual(record["excused"], [("no-flow", 100, 1), ("no-flow", 100, 1)])  # By both targets.
        self.assertEqual(looking.look_for(mutant("other"), self.stop)["excused"], [])

    def test_what_does_not_compile(self):
        record = self.verdict("bad")
        self.assertEqual((record["verdict"], record["message"], self.ran), ("uncompiled", "error: bad", []))

    def test_equal_objects_are_not_looked_for(self):
        self.assertEqual((self.verdict("two ")["verdict"], self.ran), ("same", []))

    def test_a_verdict_is_kept(self):
        self.verdict("found")
        self.assertEqual(self.verdict("found")["tag"], "LOCK")
        self.assertEqual(len(self.ran), 1)

    def test_a_verdict_counts_no_more_when_what_it_depends_on_changes(self):
        self.verdict("found")
        for other in (self.search(seconds=6), self.search(sources="t")):
            self.assertIsNone(other.kept(mutant("found")))
        self.assertIsNone(self.search().kept(mutant("found it")))
        self.assertIsNotNone(self.search().kept(mutant("found")))

    def test_another_build_looks_only_for_what_is_alive(self):
        found, other = mutant("found"), mutant("other", "call-f-2")
        for one in (found, other):
            self.search().look_for(one, self.stop)
        self.ran.clear()
        more = self.search(builds=("plain", "tsan"))
        self.assertIsNone(more.kept(other))
        self.assertEqual(more.kept(found)["tag"], "LOCK")
        self.assertEqual(more.look_for(other, self.stop)["executions"], 30)
        self.assertEqual(self.ran, ["fuzz_interleave"])

    def test_an_interrupted_one_is_not_kept(self):
        self.assertIsNone(self.verdict("interrupted"))
        self.assertIsNone(self.search().kept(mutant("interrupted")))

    def test_only_what_is_missing_is_looked_for(self):
        self.verdict("found")
        before = len(self.ran)
        looking = self.search()
        looking.check_correct = lambda: None
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertTrue(search.look_for_all(looking, [mutant("found"), mutant("other", "call-f-2")]))
        self.assertEqual(self.ran[before:], ["fuzz_interleave", "fuzz_sequence"])
        self.assertIn("[1/1] call-f-2: alive after 20 executions", said.getvalue())

    def test_a_find_in_the_correct_cache_ends_it(self):
        with mock.patch.object(search, "read_source", lambda _: "found"):
            with self.assertRaisesRegex(UserError, "^plain fuzz_interleave finds LOCK without a mutant; see "):
                self.search().check_correct()

    def test_the_sources_are_part_of_the_mark(self):
        was = search.mark_of_sources()
        with mock.patch.object(search, "ROOT", ROOT / "docs"):
            self.assertNotEqual(search.mark_of_sources(), was)


def record(verdict, name="m", operator="call", tag=""):
    return {"id": name, "operator": operator, "file": "src/a.c", "function": "f", "line": 3, "summary": "a | b => ;",
            "verdict": verdict, "tag": tag, "build": "plain", "target": "fuzz_sequence"}


class Workshop(unittest.TestCase):
    """The compiler is a script."""

    def run_it(self, script):
        workshop._run(["sh", "-c", script], "/")  # pylint: disable=protected-access

    def test_what_does_not_compile(self):
        for said, why in (("src/a.c:1:2: error: no", "error: no"), ("a.o: undefined reference to f", "undefined.*f")):
            with self.assertRaisesRegex(workshop.Uncompiled, f"^{why}$"):
                self.run_it(f"echo '{said}' >&2; exit 1")

    def test_a_compiler_that_fails_says_nothing_of_the_mutant(self):
        for script, why in (("echo 'error: unable to open output file: No space left on device' >&2; exit 1", "1: error"),
                            ("kill -9 $$", "-9: and said nothing")):
            with self.assertRaisesRegex(UserError, f"^sh ended with {why}"):
                self.run_it(script)

    def test_a_full_disk_is_told_with_the_remedy(self):
        # The last line says nothing, and the other looks like a mistake of the mutant's.
        script = "echo 'a.c:1:2: error: ld: final link failed: No space left on device\nlinker failed' >&2; exit 1"
        with self.assertRaisesRegex(UserError, "^/tmp/fuzz_sequence: No space left on device; make room there$"):
            workshop._run(["sh", "-c", script, "-o", "/tmp/fuzz_sequence"], "/")  # pylint: disable=protected-access

    def test_what_is_linked_as_it_is_is_replaced(self):
        recipe = workshop.Recipe.__new__(workshop.Recipe)
        recipe.commands = {"src/a.c": ["cc", "-o", "x/a.c.o", "-c", "a.c"], "src/b.c": ["cc", "-o", "x/b.c.o", "-c", "b.c"]}
        recipe.link, recipe.folder = ["cc", "main.o", "x/a.c.o", "-o", "targets/t", "lib.a"], Path("/")
        with mock.patch.object(workshop, "_run") as run:
            recipe.make({"src/a.c": "/w/a.o"}, "/w/t")
            self.assertEqual(run.call_args[0][0], ["cc", "main.o", "/w/a.o", "-o", "/w/t", "lib.a"])
            recipe.make({"src/b.c": "/w/b.o"}, "/w/t")
            self.assertEqual(run.call_args[0][0], ["cc", "main.o", "x/a.c.o", "/w/b.o", "-o", "/w/t", "lib.a"])


class Score(unittest.TestCase):
    records = [record("killed", "k1", tag="LOCK"), record("killed", "k2", tag="LOCK"), record("killed", "k3", "lock", "RCU"),
               record("alive", "a1"), record("alive", "a2"), record("same"), record("uncompiled")]

    def test_what_cannot_be_killed_does_not_count(self):
        counts = score.count(self.records, {"a2": "why"})
        self.assertEqual(counts, {"killed": 3, "alive": 1, "equivalent": 1, "same": 1, "uncompiled": 1})
        self.assertEqual((score.score(counts), score.percent(counts)), (0.75, "75 %"))

    def test_nothing_has_no_score(self):
        self.assertEqual(score.percent(score.count([record("same")], {})), "-")

    def test_one_that_is_alive_keeps_it_below_100(self):
        counts = score.count([record("killed", str(i)) for i in range(9999)] + [record("alive")], {})
        self.assertEqual(score.percent(counts), "99.9 %")

    def test_one_that_was_killed_is_not_equivalent(self):
        self.assertEqual(score.wrongly_equivalent(self.records, {"k1": "why", "a1": "why"}), ["k1"])
        self.assertEqual(score.count(self.records, {"k1": "why"})["killed"], 3)

    def test_the_page(self):
        page = re.sub(" +", " ", score.page_of(
            score.data_of(self.records, {"a2": "why"}, "ci/mutants --sample 7", "abc", 99), "mine"))
        for line in ("`ci/mutants --sample 7` at abc: 7 of 99 mutants. Of those that can be killed, **75 %** were "
                     "(3 of 4).", "| call | 6 | 2 | 1 | 1 | 1 | 1 | 66.6 % |", "| lock | 1 | 1 | 0 | 0 | 0 | 0 | 100 % |",
                     "| LOCK, plain fuzz_sequence | 2 |", "| a1 | src/a.c, f() | `a \\| b => ;` | |"):
            self.assertIn(line, page.splitlines())
        self.assertNotIn("| a2 |", page)
        self.assertNotIn("Earlier", page)

    def test_the_page_keeps_earlier_samples(self):
        data = None
        for n in range(3):
            data = score.data_of(self.records, {"a2": "why"}, f"ci/mutants --seed {n}", f"at{n}", 99, data)
        page = re.sub(" +", " ", score.page_of(data, "mine")).splitlines()
        first, second = (page.index(f"| `ci/mutants --seed {n}` | at{n} | 3 of 4 |") for n in range(2))
        self.assertEqual((second - first, second), (1, len(page) - 1))


class Equivalent(unittest.TestCase):
    def read(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "e.toml"
            path.write_text(text)
            return equivalent.read(path)

    def test_reasons(self):
        self.assertEqual(self.read('[[mutant]]\nid = "a"\nreason = "b"\n'), {"a": "b"})
        self.assertEqual(self.read(""), {})

    def test_what_is_not_as_it_must_be(self):
        one = '[[mutant]]\nid = "a"\nreason = "b"\n'
        for text, why in ((one + one, "a is there twice"), ('[[mutant]]\nid = "a"\n', 'mutant 1 has no text "reason"'),
                          (one + 'since = "c"\n', 'mutant 1: what is "since"\\?'), ("[mutant]\n", "write \\[\\[mutant"),
                          ("mutant = [1]", 'mutant 1 has no text "id"'), ("[x]\n", 'what is "x"\\?'), ("=", "line 1")):
            with self.assertRaisesRegex(UserError, rf"^\S+e\.toml: .*{why}", msg=text) as caught:
                self.read(text)
            self.assertNotIn("\n", str(caught.exception))

    def test_one_that_is_gone_is_named(self):
        with self.assertRaisesRegex(UserError, "^ci/equivalent-mutants.toml: call-g-1 is no mutant of src/ any more; "
                                            "did you mean call-f-1"):
            equivalent.check({"call-f-1": "", "call-g-1": ""}, [mutant("x")])


if __name__ == "__main__":
    unittest.main()
