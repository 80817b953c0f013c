"""What somebody else has written never reaches a terminal as it is."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from printable import printable, printable_lines, shell_path, shell_word


class Printable(unittest.TestCase):
    def test_what_people_read_stays(self):
        for text in ("", "ONCE flow 7", "naïve Ωμέγα 中文 🙂 e\u0301", "a\\b", "a\u00a0b"):
            self.assertEqual(printable(text), text)

    def test_what_a_terminal_obeys_does_not(self):
        for text, shown in (("\x1b[2J", "\\x1b[2J"), ("a\nb\tc\r", "a\\x0ab\\x09c\\x0d"), ("\x00", "\\x00"),
                            ("\x7f", "\\x7f"), ("\u009b31m", "\\u009b31m"), ("\u202egnp", "\\u202egnp"),
                            ("\u2066", "\\u2066"), ("\u200b", "\\u200b"), ("\u2028", "\\u2028"),
                            ("\ud800", "\\ud800"), ("\U000e0001", "\\U000e0001")):
            self.assertEqual(printable(text), shown)

    def test_lines_stay_lines(self):
        self.assertEqual(printable_lines("a\n\tb\x1b\r\n"), "a\n\tb\\x1b\\x0d\n")

    def test_names_of_files_that_are_not_utf8(self):
        self.assertEqual(printable(os.fsdecode(b"x\xff\x9b")), "x\\xff\\x9b")
        self.assertEqual(printable(Path("x\x1b")), "x\\x1b")

    def test_words_of_commands(self):
        for text, word in (("build/x-1.min", "build/x-1.min"), ("", "''"), ("a b", "'a b'"), ("a=b", "'a=b'"),
                           ("a\nb'%", "\"$(printf 'a\\012b\\047%%')\""), ("a\n", "\"$(printf 'a')\"'\n'")):
            self.assertEqual(shell_word(text), word)
        self.assertEqual(shell_path("-x y"), "./'-x y'")

    def test_a_shell_reads_a_word_as_the_text(self):
        hostile = [os.fsdecode(bytes(range(1, 256))), "x; rm y", "$(id)`id`$HOME", "a b's (ü) & c", "~", "*", "a='b",
                   "\n", "x\n\n", "\x1b[2J!", "中文"]
        done = subprocess.run(["sh", "-c", f"printf '%s\\0' {' '.join(map(shell_word, hostile))}"],
                              capture_output=True, check=True)
        self.assertEqual([os.fsdecode(word) for word in done.stdout.split(b"\0")[:-1]], hostile)


if __name__ == "__main__":
    unittest.main()
