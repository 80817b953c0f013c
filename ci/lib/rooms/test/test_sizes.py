"""No folder is crowded, and no file is too long to be read at one sitting."""

import sys
import tempfile
import unittest
from pathlib import Path, PurePath

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rooms import sizes

ROOT = Path(__file__).resolve().parents[4]


class OfTheTree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = sizes.files_of(ROOT)

    def test_no_folder_is_crowded(self):
        self.assertGreater(len(self.files), 500)
        self.assertEqual(sizes.crowded(self.files), {}, f"more than {sizes.FILES} files; divide by subject")

    def test_no_file_is_too_long(self):
        self.assertEqual(sizes.too_long(ROOT, self.files), {}, f"more than {sizes.LINES} lines; divide by subject")

    def test_no_script_in_shell_does_more_than_to_call(self):
        self.assertEqual(sizes.wordy(ROOT, self.files), {}, f"{sizes.SHELL_LINES} lines or more; move it to ci/lib")


class OfAnExample(unittest.TestCase):
    def many(self, folder, n):
        return [PurePath(folder) / f"file_{i}" for i in range(n)]

    def test_files_of_a_folder(self):
        self.assertEqual(sizes.crowded(self.many("a", sizes.FILES) + self.many("a/b", sizes.FILES)), {})
        self.assertEqual(sizes.crowded(self.many("a", 1) + self.many("a/b", sizes.FILES + 1)),
                         {"a/b": sizes.FILES + 1})
        self.assertEqual(sizes.crowded(self.many("a/test", sizes.FILES + 1)), {"a/test": sizes.FILES + 1})

    def test_data(self):
        self.assertEqual(sizes.crowded(self.many("corpus/bugs", 99) + self.many("ci/planted", 99)), {})
        self.assertEqual(sizes.crowded(self.many("src/test", 99)), {"src/test": 99})

    def test_lines_of_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            root, long = Path(folder), "x\n" * (sizes.LINES + 1)
            for name, text in (("a.c", long), ("b.c", long[2:]), ("script", "#!/bin/sh\n" + long), ("prose.md", long),
                               ("log", long)):
                (root / name).write_text(text)
            self.assertEqual(set(sizes.too_long(root, map(PurePath, ("a.c", "b.c", "script", "prose.md", "log")))),
                             {"a.c", "script"})

    def test_lines_of_a_script_in_shell(self):
        with tempfile.TemporaryDirectory() as folder:
            root, long = Path(folder), "x\n" * (sizes.SHELL_LINES - 1)
            for name, head in (("one", "#!/usr/bin/env bash\n"), ("two.sh", "# x\n"), ("three", "#!/usr/bin/python3\n"),
                               ("four", "# shellcheck shell=bash\n"), ("five", "#!/bin/sh\n")):
                (root / "ci").mkdir(exist_ok=True)
                (root / "ci" / name).write_text(head + (long[2:] if name == "five" else long))
            paths = sorted(path.relative_to(root) for path in (root / "ci").iterdir())
            self.assertEqual(sizes.wordy(root, map(PurePath, paths)),
                             dict.fromkeys(("ci/one", "ci/two.sh", "ci/four"), sizes.SHELL_LINES))


if __name__ == "__main__":
    unittest.main()
