"""What a finding is told as."""

import io
import shlex
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import found
import said
from printable import shell_path


class Told(unittest.TestCase):
    def test_nothing_in_it_does_anything_to_a_terminal(self):
        out = io.StringIO()
        found.tell(found.Finding("ONCE", "no", "fuzz_interleave", "plain", Path("crash-\x1b[31m"), b"",
                                 "==== VIOLATION ONCE\n\x1b]0;title\a\n", []), "replay", out)
        self.assertNotIn("\x1b", out.getvalue())
        self.assertIn("==== VIOLATION ONCE\n\\x1b]0;title\\x07\n", out.getvalue())
        self.assertIn("---- file: crash-\\x1b[31m\n       replay \"$(printf 'crash-\\033\\13331m')\"\n", out.getvalue())

    def test_its_commands_are_copied_to_a_shell(self):
        log = (b"==== VIOLATION ONCE\nno\n---- next (FILE is named below)\n"
               b"  '/my FILE/it'\\''s FILE/ukeyfuzz' minimize FILE     # FILE.min\n"
               b"  X=1 /FILE/fuzz FILE\n---- input: 0 bytes, base64\n\n====\n")
        commands = [said.with_file(line, shell_path("a b's; rm $(x).uks")) for line in said.next_of(log)]
        self.assertEqual([shlex.split(command, comments=True) for command in commands],
                         [["/my FILE/it's FILE/ukeyfuzz", "minimize", "a b's; rm $(x).uks"],
                          ["X=1", "/FILE/fuzz", "a b's; rm $(x).uks"]])


class OnceEach(unittest.TestCase):
    @staticmethod
    def finding(tag, file):
        return found.Finding(tag, "a message", "fuzz_interleave", "asan", file)

    def test_processes_that_die_of_one_input_have_one_finding(self):
        one, same, other = (self.finding(tag, Path("crash-1")) for tag in ("ONCE", "ONCE", "LOCK"))
        self.assertEqual(found.once_each([one, same, other]), [one, other])

    def test_what_could_not_be_stored_is_kept_whatever_else_there_is(self):
        self.assertEqual(len(found.once_each([self.finding("ONCE", None), self.finding("ONCE", None)])), 2)


if __name__ == "__main__":
    unittest.main()
