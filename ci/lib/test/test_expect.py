"""ci/lib/expect.sh: what the tests in shell expect is not there, and they fail."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from entries import ROOT

SAYS = 'says() { printf "$2"; printf "$3" >&2; return "$1"; }\n'


class Expect(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_test(self, *lines):
        test = self.folder / "test_it.sh"
        test.write_text(f". '{ROOT}/ci/lib/expect.sh'\n{SAYS}" + "\n".join(lines) + "\n")
        said = subprocess.run(["bash", test], capture_output=True, text=True, check=False,
                              env={"PATH": "/usr/bin:/bin", "TMPDIR": str(self.folder)})
        self.assertEqual([p.name for p in self.folder.iterdir()], ["test_it.sh"])
        return said.returncode, said.stdout, said.stderr

    def passes(self, *lines):
        self.assertEqual(self.run_test(*lines), (0, "", ""))

    def fails(self, message, *lines):
        code, _, said = self.run_test(*lines)
        self.assertEqual(code, 1)
        self.assertIn(f"test_it.sh: {message}", said)

    def test_code(self):
        self.passes("expect 0 '' says 0 a b", "expect 3 '' says 3 a b")
        self.fails("'says 3 a b' ended with 3, not 0: ab", "expect 0 '' says 3 a b")
        self.fails("'says 0 a b' ended with 0, not 3", "expect 3 '' says 0 a b")

    def test_pattern(self):
        self.passes(r"expect 0 '^a+$' says 0 'x\naa\n' ''", r"expect 0 '^b$' says 0 '' 'x\nb\n'",
                    "expect 1 '--x' says 1 '' 'has no --x'")
        self.fails("'says 0 a b' did not say 'c': ab", "expect 0 c says 0 a b")
        self.fails("'says 0 ab ' did not say '^b'", "expect 0 '^b' says 0 ab ''")

    def test_one_line_error(self):
        self.passes(r"expect_one_line_error 2 no says 2 '' 'no\n'")
        for said in (r"'' 'no\nno\n'", "'' no", r"no 'no\n'", r"'no\n' ''"):
            self.fails("'says 2 ", f"expect_one_line_error 2 no says 2 {said}")
        self.fails("'says 1  no", r"expect_one_line_error 2 no says 1 '' 'no\n'")
        self.fails("'says 2  no", r"expect_one_line_error 2 yes says 2 '' 'no\n'")

    def test_what_was_said_is_left(self):
        self.passes("expect 0 '' says 0 a b", '[[ $(cat "$work/out") == a && $(cat "$work/err") == b ]]')

    def test_folders(self):
        self.passes('[[ $PWD == "$work" && -z $(ls) ]]', f"[[ $here == '{self.folder}' ]]")

    def test_a_command_that_fails_ends_the_test(self):
        for line in ("false", "true | false | true", ": $unset"):
            self.assertEqual(self.run_test(line, "echo goes on")[:2], (1, ""))
        self.fails("so and so", "fail so and so", "echo goes on")


if __name__ == "__main__":
    unittest.main()
