"""Where the time of an execution of Open vSwitch's file goes, from what perf says."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.ovs import parts_of  # noqa: E402

REPORT = """# Overhead  Command    Shared Object      Symbol
    20.00%  bench_ovs  bench_ovs          [.] copy
    12.50%  bench_ovs  bench_ovs          [.] watch_look
    10.00%  bench_ovs  bench_ovs          [.] watch_begin
     8.00%  bench_ovs  libc.so.6          [.] malloc
     1.00%  bench_ovs  [kernel.kallsyms]  [k] clear_page
"""


class Parts(unittest.TestCase):
    def test_the_largest_first(self):
        parts, functions = parts_of(REPORT)
        self.assertEqual(parts, [("looking at ukeys", 22.5), ("the state that is put back", 20.0),
                                 ("Open vSwitch, and the rest", 9.0)])
        self.assertEqual(functions[0], ("copy", 20.0))

    def test_nothing_is_said(self):
        self.assertEqual(parts_of(""), ([], []))


if __name__ == "__main__":
    unittest.main()
