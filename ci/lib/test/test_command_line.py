"""The command that a page of results names."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from command_line import command_of


class Command(unittest.TestCase):
    def test_it_says_not_where_the_page_goes(self):
        for words in (["--results", "a b.md"], ["--results=x"], ["--table", "--results", "x"], []):
            self.assertEqual(command_of("ci/bench cache", ["--flows", "10", *words, "c d"]),
                             "ci/bench cache --flows 10 'c d'")


if __name__ == "__main__":
    unittest.main()
