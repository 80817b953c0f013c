"""How a script ends that cannot print: it has done its work, and does not look like success or a finding."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

LIB = Path(__file__).resolve().parent.parent
# Prints, works, prints again, and ends with the code that it is given.
SCRIPT = f"""
import sys
sys.path.insert(0, {str(LIB)!r})
from entries import main_of
def run(argv):
    print("begun", flush=True)
    print("begun", file=sys.stderr, flush=True)
    with open(argv[1], "w") as work:
        work.write("done")
    print("done", flush=True)
    return int(argv[0]) if argv[0].isdigit() else argv.no_such_thing
main_of("ci/it", run)
"""
UNWRITABLE = "ci/it: standard output cannot be written: "


class Streams(unittest.TestCase):
    def ends(self, code, redirection="", said="", **streams):
        """Checks what is said on standard error, and that the work is done. Returns the exit code."""
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder) / "work"
            how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
            ended = subprocess.run(["bash", "-c", f'exec "$@" {redirection}', "it", sys.executable, "-B", "-c", SCRIPT,
                                    str(code), work], **how, text=True, check=False)
            self.assertEqual(work.read_text(encoding="ascii"), "done", ended)
        self.assertEqual(ended.stderr, "" if "2>" in redirection else f"begun\n{said}")
        return ended.returncode

    def test_all_is_well(self):
        for code in (0, 1, 2, 130):
            self.assertEqual(self.ends(code, ""), code)

    def test_a_reader_that_has_left(self):
        reader, writer = os.pipe()
        os.close(reader)
        for code, ends in ((0, 141), (1, 1), (2, 2), (130, 130)):
            self.assertEqual(self.ends(code, stdout=writer), ends)
        os.close(writer)

    def test_a_full_disk(self):
        for code, ends in ((0, 2), (1, 2), (130, 130)):
            self.assertEqual(self.ends(code, ">/dev/full", f"{UNWRITABLE}No space left on device\n"), ends)
        self.assertEqual(self.ends(1, "2>/dev/full"), 1)

    def test_closed_streams(self):
        for code, ends in ((0, 2), (1, 2), (130, 130)):
            self.assertEqual(self.ends(code, ">&-", f"{UNWRITABLE}Bad file descriptor\n"), ends)
        self.assertEqual(self.ends(1, "2>&-"), 1)
        self.assertEqual(self.ends(0, "<&-"), 0)

    def test_a_mistake_of_ours_is_no_finding(self):
        ended = subprocess.run([sys.executable, "-B", "-c", SCRIPT, "x", "/dev/null"], capture_output=True, text=True,
                               check=False)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("no_such_thing", ended.stderr)


if __name__ == "__main__":
    unittest.main()
