"""What the scenarios of corpus/ovs are expected to show, in which tree."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from entries import UserError  # noqa: E402
from ovs.selftest import CORPUS, _expected  # noqa: E402

TEXT = """ukeyfuzz scenario 1
# A counter steps back.
# shows ONCE: known: B71
# with B71 repaired shows by ours LIM: flow 0
end
"""


class Expected(unittest.TestCase):
    def test_in_debians(self):
        self.assertEqual(_expected(TEXT, ()), ("upstream", "ONCE", "known: B71"))

    def test_where_it_is_repaired_and_shows_something_else(self):
        self.assertEqual(_expected(TEXT, ("B70", "B71")), ("ours", "LIM", "flow 0"))

    def test_where_it_is_repaired(self):
        self.assertEqual(_expected("# shows VALID: known: B74\n", ("B74",)), ("upstream", "clean", ""))

    def test_where_something_else_is_repaired(self):
        self.assertEqual(_expected("# shows VALID: known: B74\n", ("B71",)), ("upstream", "VALID", "known: B74"))

    def test_without_the_line(self):
        with self.assertRaisesRegex(UserError, "there is no line '# shows TAG'"):
            _expected("ukeyfuzz scenario 1\nend\n", ())

    def test_each_scenario_has_it(self):
        for path in CORPUS.glob("*.scenario"):
            self.assertTrue(_expected(path.read_text(encoding="utf-8"), ())[1], path)


if __name__ == "__main__":
    unittest.main()
