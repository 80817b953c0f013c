#!/usr/bin/python3
"""test_examples.py UKEYFUZZ [--write]: the programs of docs/examples, as their README tells of them.

Executes the commands of the README and compares what they print, but for times, numbers of schedules, names
of files and addresses; a line [...] stands for any lines. Then each program's twin without the bug (-DFIXED) must
be silent. With --write, what the README says is brought up to date.
"""

import re
import shlex
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
README = EXAMPLES / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
TWIN_RUNS = 1500
VARIES = (
    (re.compile(r"after \d+ schedules? \([a-z -]+, seed 1, [\d.]+ s\)"), "after N schedules (S)"),
    (re.compile(r"minimized from \d+"), "minimized from N"),
    (re.compile(r"\b0x[0-9a-f]+"), "0x"),
    (re.compile(r"-[0-9a-f]{4}\.uks"), "-HASH.uks"),
    (re.compile(r" +$", re.M), ""),
)


def execute(tool, words, folder):
    """What a command of the README prints."""
    assert words[0] == "ukeyfuzz", words
    done = subprocess.run([tool, *words[1:]], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False)
    return done.stdout


def sources(words):
    return [str(EXAMPLES / word) if (EXAMPLES / word).is_file() else word for word in words]


def commands_of(block):
    return [line[2:] for line in block.split("\n") if line.startswith("$ ")]


def printed_by(tool, block, folder):
    """The block as it is now."""
    said = ""
    for command in commands_of(block):
        words = shlex.split(command)
        said += f"$ {command}\n" + re.sub(r" +$", "", execute(tool, sources(words), folder), flags=re.M)
    return said


def twin_fails(tool, block, folder):
    """What goes wrong with the twin; empty if it is silent."""
    for command in commands_of(block):
        words = sources(shlex.split(command))
        if words[1] == "run":
            words[2:2] = ["-q", f"--runs={TWIN_RUNS}"]
            said = execute(tool, words, folder)
            return "" if f"nothing found in {TWIN_RUNS} schedules" in said else said
        words[2:2] = ["-DFIXED"]
        execute(tool, words, folder)
    return "nothing is run"


def settled(text):
    for pattern, instead in VARIES:
        text = pattern.sub(instead, text)
    return text


def says(shown, printed):
    pattern = "".join("(?:.*\n)*" if line == "[...]" else re.escape(line) + "\n"
                      for line in settled(shown).rstrip("\n").split("\n"))
    return re.fullmatch(pattern, settled(printed)) is not None


def look(block):
    """(the block as it is now, what is wrong with its twin)."""
    with tempfile.TemporaryDirectory() as folder:
        return printed_by(TOOL, block, folder), twin_fails(TOOL, block, folder)


class Examples(unittest.TestCase):
    maxDiff = None

    def test_do_what_the_readme_says(self):
        blocks = BLOCK.findall(README.read_text(encoding="utf-8"))
        self.assertGreater(len(blocks), 6)
        with ThreadPoolExecutor(2) as pool:
            for block, (printed, twin) in zip(blocks, pool.map(look, blocks)):
                with self.subTest(commands_of(block)[0]):
                    self.assertIn("\nFAILED ", printed)
                    if not says(block, printed):
                        self.assertEqual(settled(block), settled(printed), "this file with --write brings it up to date")
                    self.assertEqual(twin, "")

    def test_all_are_described(self):
        text = README.read_text(encoding="utf-8")
        missing = [path.name for path in EXAMPLES.iterdir() if path.suffix in (".c", ".cc") and f"]({path.name})" not in text]
        self.assertEqual(missing, [])

    def test_what_the_readme_says_may_be_wrong(self):
        printed = "$ x\nFAILED after 7 schedules (pos, seed 1, 0.20 s): A\n  b\n  c 0x10\n"
        self.assertTrue(says(printed.replace("7", "9").replace("0x10", "0x20"), printed))
        self.assertTrue(says("$ x\n[...]\n  c 0x10\n", printed))
        self.assertFalse(says(printed.replace("A", "B"), printed))
        self.assertFalse(says("$ x\n[...]\n  b\n", printed))


def write():
    def brought_up_to_date(match):
        printed = look(match[1])[0]
        return match[0] if "[...]" in match[1] and says(match[1], printed) else f"```console\n{printed}```"

    README.write_text(BLOCK.sub(brought_up_to_date, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    TOOL = Path(sys.argv.pop(1)).resolve()
    if "--write" in sys.argv:
        write()
    else:
        unittest.main()
