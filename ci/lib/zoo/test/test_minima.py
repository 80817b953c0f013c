"""The table of minimal scenarios: what is kept, what was found, and what the table's reader refuses."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from entries import UserError, read_entries
from zoo.minima import Size, read_table, size_of_text


class Minima(unittest.TestCase):
    def test_every_entry_is_small(self):
        table, entries = read_table(), read_entries()
        self.assertEqual(sorted(table), sorted(entry.name for entry in entries))
        for entry in entries:
            by_hand, found = table[entry.name]
            kept = size_of_text(entry.regression.read_text(encoding="utf-8"))
            self.assertTrue(kept.within_limit_of(by_hand), f"{entry.name}: kept {kept}")
            self.assertTrue(found is None or found.within_limit_of(by_hand),
                            f"{entry.name}: found {found}")
        self.assertLessEqual(sum(found is None for _, found in table.values()), 1)

    def test_limit(self):
        self.assertTrue(Size(2, 1).within_limit_of(Size(2, 0)))
        self.assertFalse(Size(4, 0).within_limit_of(Size(1, 1)))
        self.assertTrue(Size(0, 0).within_limit_of(Size(0, 0)))
        self.assertFalse(Size(1, 0).within_limit_of(Size(0, 0)))

    def test_size(self):
        text = ("ukeyfuzz scenario 1\n# main: not this\nflows 2\nmain: purge\npacket-1: packet\n"
                "main: fault fault=put-lost\npreempt main at 3 to handler-0\nend\n")
        self.assertEqual(size_of_text(text), Size(3, 1))

    def test_refused(self):
        for text in ("B01\t1+0\n", "B01\t1+0\tx\n", "B01 1+0 1+0\n", "B01\t1+0\t1+0\nB01\t1+0\t1+0\n"):
            with self.assertRaisesRegex(UserError, "minima.tsv:[12]: expected"):
                read_table(text)


if __name__ == "__main__":
    unittest.main()
