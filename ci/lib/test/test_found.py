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


class Message(unittest.TestCase):
    HEAD = b"==== VIOLATION %s\nthe process ends with signal 6 (Aborted)\n---- found by fuzz_sequence, asan build\n====\n"
    LIBFUZZER = b"==1== ERROR: libFuzzer: deadly signal\n    #0 0x1 in f /x/src/f.c:1\n"

    def test_what_a_process_has_died_of_is_said_by_the_report_that_knows_more(self):
        for before, after, message in (
                (b"../src/ukey.c:123: assertion edge_exists(from, to) failed\n", self.LIBFUZZER,
                 "ukey.c:123: assertion edge_exists(from, to) failed"),
                (b"", b"==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1 at pc 0x2 bp 0x3 sp 0x4\n"
                      b"READ of size 8 at 0x1 thread T0\n    #0 0x1 in f /x/src/f.c:1\n",
                 "heap-use-after-free"),
                (b"", self.LIBFUZZER, "the process ends with signal 6 (Aborted)")):
            with self.subTest(message=message):
                self.assertIn(message, said.message_of(before + self.HEAD % b"ABORT" + after))

    def test_an_oracle_knows_best(self):
        log = b"../src/f.c:1: assertion a failed\n" + self.HEAD % b"HARNESS"
        self.assertEqual(said.message_of(log), "the process ends with signal 6 (Aborted)")

    def test_of_nothing_nothing_is_said(self):
        self.assertEqual(said.message_of(b"it works\n"), "")


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
