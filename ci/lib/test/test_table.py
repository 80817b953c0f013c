"""Tables as text and as Markdown."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from report import table


class Table(unittest.TestCase):
    def test_text(self):
        self.assertEqual(table.text([("name", "n"), ("a", "100"), ("", "2")]).splitlines(),
                         ["name    n", "a     100", "        2"])
        self.assertEqual(table.text([("name", "what"), ("a", "1e3")], left=2).splitlines(), ["name  what", "a     1e3"])

    def test_markdown(self):
        self.assertEqual(table.markdown(["name", "n"], [["a", "0100"], ["x|y", "2"]]).splitlines(),
                         ["| name   |    n |", "|:-------|-----:|", "| a      | 0100 |", "| x\\|y   |    2 |"])

    def test_without_a_row(self):
        self.assertEqual(len(table.markdown(["a", "b"], []).splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
