"""A stranger finds each file of src/ on its map."""

import sys
import unittest
from pathlib import Path, PurePath

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rooms import sizes, src_map

ROOT = Path(__file__).resolve().parents[4]


class SrcMap(unittest.TestCase):
    def test_each_file_is_on_it_once(self):
        names = src_map.mapped((ROOT / "docs/design.md").read_text(encoding="utf-8"))
        self.assertEqual(sorted(names), sorted(src_map.there(sizes.files_of(ROOT))))

    def test_what_is_read(self):
        text = "# a\n| `no` |\n## The cache in `src/`\n`no`\n\n| of `it`, `them` |\n\n## b\n| `no` |\n"
        self.assertEqual(src_map.mapped(text), ["it", "them"])
        self.assertEqual(src_map.mapped("# a\n"), [])
        paths = ("src/a.c", "src/a.h", "src/b.c", "src/test/c.c", "src/CMakeLists.txt", "harness/d.c")
        self.assertEqual(src_map.there(map(PurePath, paths)), {"a", "b"})


if __name__ == "__main__":
    unittest.main()
