"""Every script is executed by Debian's Python, wherever another one is."""

import sys
import tempfile
import unittest
from pathlib import Path, PurePath

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rooms import interpreter, sizes

ROOT = Path(__file__).resolve().parents[4]


class Interpreter(unittest.TestCase):
    def test_of_the_tree(self):
        self.assertEqual(interpreter.others(ROOT, sizes.files_of(ROOT)), [], f"use {interpreter.PYTHON}")

    def test_of_an_example(self):
        texts = {
            "by_name": ("#!/usr/bin/env python3\n", ["by_name:1: #!/usr/bin/env python3"]),
            "other": ("#!/usr/local/bin/python3\n", ["other:1: #!/usr/local/bin/python3"]),
            "debian": (f"#!{interpreter.PYTHON}\npython3 -c 1\n", []),
            "script": ("#!/bin/sh\nx | python3 - out\n", ["script:2: x | python3 - out"]),
            "a.sh": ('# python3 -B is slow\nif "$PYTHON" -B x; then /usr/bin/python3 - x; fi\n', []),
            "b.sh": ('exec python "$x"\n', ['b.sh:1: exec python "$x"']),
            "CMakeLists.txt": ("COMMAND python3 -B x\n", ["CMakeLists.txt:1: COMMAND python3 -B x"]),
            "prose.md": ("python3 -B x\n", []),
        }
        with tempfile.TemporaryDirectory() as folder:
            for name, (text, found) in texts.items():
                with self.subTest(name):
                    (Path(folder) / name).write_text(text)
                    self.assertEqual(interpreter.others(Path(folder), [PurePath(name)]), found)


if __name__ == "__main__":
    unittest.main()
