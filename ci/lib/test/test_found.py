"""What a finding is told as."""

import io
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import found


class Told(unittest.TestCase):
    def test_nothing_in_it_does_anything_to_a_terminal(self):
        out = io.StringIO()
        found.tell(found.Finding("ONCE", "no", "fuzz_interleave", "plain", Path("crash-\x1b[31m"), b"",
                                 "==== VIOLATION ONCE\n\x1b]0;title\a\n", []), "replay", out)
        self.assertNotIn("\x1b", out.getvalue())
        self.assertIn("==== VIOLATION ONCE\n\\x1b]0;title\\x07\n", out.getvalue())
        self.assertIn("---- file: crash-\\x1b[31m\n       replay crash-\\x1b[31m\n", out.getvalue())


if __name__ == "__main__":
    unittest.main()
