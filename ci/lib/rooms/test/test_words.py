"""Every text of the repository, from the README to a test's comment, is in usual words."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rooms import words

ROOT = Path(__file__).resolve().parents[4]


class OfTheTree(unittest.TestCase):
    def test_no_text_has_a_stilted_word(self):
        files = words.files_of(ROOT)
        self.assertGreater(len(files), 1000)
        found = []
        for name in files:
            path = ROOT / name
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
            if b"\0" not in content:
                found += [f"{name}:{line}: {word} (better: {words.STILTED[word]})"
                          for line, word in words.stilted(content.decode(errors="replace"))]
        self.assertEqual(found, [], "\n".join(found))


class OfAnExample(unittest.TestCase):
    def test_words(self):
        self.assertEqual(words.stilted("It begins anew.\nWhoever waits\n"), [(1, "anew"), (2, "whoever")])
        self.assertEqual(words.stilted("is nobody's"), [(1, "nobody's")])
        self.assertEqual(words.stilted(" * what it\n * is told then"), [(1, "it is told")])
        self.assertEqual(words.stilted("# what it is\n# told then"), [(1, "it is told")])

    def test_other_words(self):
        self.assertEqual(words.stilted("anewer, nobody has it; it is. Told again, who ever"), [])


if __name__ == "__main__":
    unittest.main()
