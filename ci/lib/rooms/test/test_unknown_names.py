"""No script of ours uses a name that nothing defines."""

import sys
import tempfile
import unittest
from pathlib import Path, PurePath

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rooms import interpreter, sizes, unknown_members, unknown_names

ROOT = Path(__file__).resolve().parents[4]


class UnknownNames(unittest.TestCase):
    def test_of_the_tree(self):
        self.assertEqual(unknown_names.complaints(ROOT, sizes.files_of(ROOT)), [])

    def test_of_an_example(self):
        texts = {
            "known.py": ("import json\nprint(json)\n", []),
            "unknown.py": ("def f():\n    return unheard_of(1)\n", ["unknown.py:2: undefined name 'unheard_of'"]),
            "unused.py": ("import json\n", ["unused.py:1: 'json' imported but unused"]),
            "script": (f"#!{interpreter.PYTHON}\nx\n", ["script:2: undefined name 'x'"]),
            "prose": ("unheard_of(1)\n", []),
        }
        with tempfile.TemporaryDirectory() as folder:
            for name, (text, _) in texts.items():
                (Path(folder) / name).write_text(text)
            for name, (_, said) in texts.items():
                with self.subTest(name):
                    self.assertEqual(unknown_names.complaints(Path(folder), [PurePath(name)]), said)


class UnknownMembers(unittest.TestCase):
    def test_of_the_tree(self):
        files = [ROOT / path for path in sizes.files_of(ROOT) if path.suffix == ".py" and str(path).startswith("ci/")]
        self.assertGreater(len(files), 100)
        self.assertEqual(unknown_members.complaints(files, ROOT / "ci/lib"), [])

    def test_of_an_example(self):
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder)
            (library / "room").mkdir()
            (library / "room/table.py").write_text("import json\nLEGS = 4\ndef lay():\n    chairs = 1\n")
            user = library / "user.py"
            user.write_text("from room import table\ntable.lay(table.LEGS, table.json)\ntable.chairs()\n")
            self.assertEqual(unknown_members.complaints([user], library), ["user.py:3: table has no chairs"])


if __name__ == "__main__":
    unittest.main()
