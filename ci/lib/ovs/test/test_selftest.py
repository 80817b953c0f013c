"""What the scenarios of corpus/ovs are expected to show, in which tree."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from entries import UserError  # noqa: E402
from ovs.selftest import CORPUS, MUST_REACH, _expected, _is_as_expected, _totals, _unreached  # noqa: E402

TEXT = """ukeyfuzz scenario 1
# A counter steps back.
# shows ONCE/credited-twice known B71
# with B71 repaired shows by ours LIM
end
"""


class Expected(unittest.TestCase):
    def test_in_debians(self):
        self.assertEqual(_expected(TEXT, ()), ("upstream", "ONCE/credited-twice known B71"))

    def test_where_it_is_repaired_and_shows_something_else(self):
        self.assertEqual(_expected(TEXT, ("B70", "B71")), ("ours", "LIM"))

    def test_where_it_is_repaired(self):
        self.assertEqual(_expected("# shows VALID known B74\n", ("B74",)), ("upstream", "clean"))

    def test_where_something_else_is_repaired(self):
        self.assertEqual(_expected("# shows VALID known B74\n", ("B71",)), ("upstream", "VALID known B74"))

    def test_without_the_line(self):
        with self.assertRaisesRegex(UserError, "there is no line '# shows RULE'"):
            _expected("ukeyfuzz scenario 1\nend\n", ())

    def test_it_is_of_the_signature(self):
        signature = "BIJ/no-flow ukey VISIBLE made by revalidator known N02"
        for expected, fits in (("BIJ/no-flow known N02", True), ("BIJ known N02", True), ("BIJ/no-flow", True),
                               ("BIJ made by revalidator", True), ("BIJ known N0", False), ("BIJ known N03", False),
                               ("BIJ/no", False), ("ONCE known N02", False), ("clean", False)):
            self.assertEqual(_is_as_expected(signature, expected), fits, expected)
        self.assertTrue(_is_as_expected("clean", "clean"))
        self.assertFalse(_is_as_expected("clean", "BIJ"))

    def test_each_scenario_has_it(self):
        for path in CORPUS.glob("*.scenario"):
            self.assertRegex(_expected(path.read_text(encoding="utf-8"), ())[1], r"\A(clean|[A-Z]+(/[a-z-]+)?( [\w ]+)?)\Z", path)


class Reached(unittest.TestCase):
    ALL = {name: 1 for name in MUST_REACH}

    def test_all(self):
        self.assertEqual(_unreached(self.ALL), [])

    def test_each_is_missed(self):
        for name in MUST_REACH:
            self.assertEqual(_unreached({**self.ALL, name: 0}), [name])
            self.assertEqual(_unreached({key: n for key, n in self.ALL.items() if key != name}), [name])

    def test_the_three_cases_and_the_rest_are_among_them(self):
        self.assertLessEqual({"installed", "replaced", "duplicate", "contended", "upcall_ukey_contention", "EVICTED->DELETED",
                              "VISIBLE->EVICTING", "upcall_flow_limit_kill", "put-covered", "modify-busy", "delete-busy",
                              "get-busy"}, set(MUST_REACH))

    def test_what_is_printed(self):
        self.assertEqual(_totals("installed 138\nEVICTED->DELETED 0\n"), {"installed": 138, "EVICTED->DELETED": 0})


if __name__ == "__main__":
    unittest.main()
