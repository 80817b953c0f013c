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

    def test_no_script_does_more_than_to_call(self):
        self.assertEqual(sizes.busy_scripts(ROOT, self.files), {}, f"{sizes.SCRIPT_LINES} lines or more; move it to ci/lib")


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

    def test_lines_of_a_script(self):
        long = sizes.SCRIPT_LINES - 1
        texts = {"ci/one": "#!/usr/bin/env bash\n" + "x\n" * long, "ci/lib/two.sh": "# y\n" + "x\n" * long,
                 "ci/lib/three": "# shellcheck shell=bash\n" + "x\n" * long, "ci/short": "#!/bin/sh\n" + "x\n" * (long - 1),
                 "ci/four": '#!/usr/bin/python3\n"""A\nB"""\n' + "x = 1\n" * long,
                 "ci/long-manual": '#!/usr/bin/python3\n"""A\n' + "B\n" * long + '"""\nx = 1\n',
                 "ci/lib/five.py": '"""A"""\n' + "x = 1\n" * long}
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "ci/lib").mkdir(parents=True)
            for name, text in texts.items():
                (root / name).write_text(text)
            self.assertEqual(sizes.busy_scripts(root, map(PurePath, texts)), dict.fromkeys(
                ("ci/one", "ci/lib/two.sh", "ci/lib/three", "ci/four"), sizes.SCRIPT_LINES))


if __name__ == "__main__":
    unittest.main()
