"""What is made of llvm-cov's and ukeyfuzz reach's figures."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import coverage
from entries import COMPILED_BUGS, SEEDS, UserError

SOURCE = "int f(int x)\n{\n    CHECK(x);\n    if (x > 1) {\n        return 2;\n    }\n    return 1;\n}\n"
EXPORT = """SF:/r/src/a.c
FNDA:3,f
FNDA:0,a.c:g
FNDA:2,b.c:g
DA:1,3
DA:3,3
DA:4,3
DA:5,0
DA:7,3
BRDA:3,0,0,0
BRDA:3,0,1,3
BRDA:4,0,0,0
BRDA:4,0,1,3
BRDA:4,1,0,-
end_of_record
SF:/r/src/a.h
DA:1,0
DA:1,7
end_of_record
"""
SAID = {"executed": 5, "violations": [], "possible": 3, "reached": 2, "impossible": 1,
        "states": ["none", "VISIBLE"], "triples": [
            {"actor": "main", "operation": "hit", "state": "none", "count": 4, "possible": True},
            {"actor": "main", "operation": "hit", "state": "VISIBLE", "count": 0, "possible": True},
            {"actor": "handler", "operation": "put", "state": "VISIBLE", "count": 1, "possible": True},
            {"actor": "handler", "operation": "put", "state": "none", "count": 9, "possible": False}]}


def parsed():
    return coverage.parse(EXPORT, lambda _: SOURCE)


class Source(unittest.TestCase):
    def test_lines(self):
        record = coverage._of_file("src/a.c", parsed()["/r/src/a.c"])
        self.assertEqual(record["lines"], [4, 5])
        self.assertEqual(record["missed_lines"], [5])

    def test_branches_of_checks_do_not_count(self):
        record = coverage._of_file("src/a.c", parsed()["/r/src/a.c"])
        self.assertEqual(record["branches"], [1, 3])
        self.assertEqual(record["missed_branches"], [4])

    def test_one_function_in_two_objects(self):
        self.assertEqual(parsed()["/r/src/a.c"]["functions"], {"f": 3, "g": 2})

    def test_one_line_in_two_objects(self):
        self.assertEqual(parsed()["/r/src/a.h"]["lines"], {1: 7})

    def test_percent(self):
        self.assertEqual(coverage.percent([1, 4]), 25)
        self.assertEqual(coverage.percent([0, 0]), 100)

    def test_ranges(self):
        self.assertEqual(coverage._ranges([3, 4, 5, 9, 11, 12]), "3-5 9 11-12")
        self.assertEqual(coverage._ranges([]), "")


class Reach(unittest.TestCase):
    def test_rows(self):
        self.assertEqual(coverage._reach(SAID)["reach"]["rows"],
                         [["main", "hit", [4, 0]], ["handler", "put", [9, 1]]])

    def test_what_was_not_reached_and_what_should_not_be(self):
        self.assertEqual(coverage._reach(SAID)["unreached"], [["main", "hit", "VISIBLE"]])
        self.assertEqual(coverage._reach(SAID)["unforeseen"], [["handler", "put", "none"]])

    def test_text(self):
        result = {"executions": 5, "violations": [{"invariant": "ONCE", "file": "f", "message": "m"}],
                  "lines": [4, 5], "branches": [1, 3], "functions": [2, 2],
                  "files": [coverage._of_file("src/a.c", parsed()["/r/src/a.c"])],
                  **coverage._reach(SAID)}
        text = coverage.text(result)
        self.assertRegex(text, r"src/a\.c +80\.0% of +5 +33\.3% of +3 +100\.0% of +2  5\n")
        self.assertIn("2 of 3 possible triples", text)
        self.assertIn("not reached: main: hit, VISIBLE", text)
        self.assertIn("should not be possible: handler: put, none", text)
        self.assertIn("violated ONCE: f: m", text)


class Executed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.given = []

    def execute(self, command, environment, output, errors):
        """fuzz_sequence dies of the files "bad" and "worse", and is killed when it is given "slow"."""
        program, *words = map(str, command)
        if program.endswith("/ukeyfuzz"):
            output.write_text(json.dumps({"executed": 1, "violations": []}))
            return 0
        self.given.append(words)
        said = ""
        for word in words:
            said += f"Running: {word}\n"
            if word in ("bad", "worse"):
                errors.write_text(said + f"==== VIOLATION SAME\n  {word}\n")
                return 77
        errors.write_text(said)
        return None if "slow" in words else 1 if "no-program" in words else 0

    def run_it(self, *sequences):
        return coverage.execute_all([self.folder], sequences, self.folder / "work", self.execute)

    def test_a_file_that_violates_is_named_and_the_others_are_executed(self):
        said = self.run_it("a", "bad", "b", "worse", "c")
        self.assertEqual([(v["file"], v["invariant"], v["message"].strip()) for v in said["violations"]],
                         [("bad", "SAME", "bad"), ("worse", "SAME", "worse")])
        self.assertEqual(self.given[-1], ["a", "b", "c"])

    def test_silence(self):
        self.assertEqual(self.run_it("a", "b")["violations"], [])
        self.assertEqual(self.given, [["a", "b"]])

    def test_ended_by_us(self):
        self.assertIsNone(self.run_it("a", "slow"))

    def test_what_cannot_run(self):
        def execute(command, environment, output, errors):
            code = self.execute(command, environment, output, errors)
            errors.write_text("no\n")
            return code
        with self.assertRaisesRegex(UserError, "fuzz_sequence ended with 1; see .*sequence.log"):
            coverage.execute_all([self.folder], ["no-program"], self.folder / "work", execute)

    def test_the_seeds_and_the_bugs_are_executed_or_it_is_an_error(self):
        self.assertEqual(coverage.folders_of([self.folder, self.folder / "none"]),
                         [SEEDS, COMPILED_BUGS, self.folder])
        with self.assertRaises(FileNotFoundError):
            coverage.files_in([self.folder / "none"])


if __name__ == "__main__":
    unittest.main()
