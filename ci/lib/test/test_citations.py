"""What the sources cite is in the repository: documents with their headings, and files by their path."""

import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from entries import ROOT, TAGS

SPECIFICATION = ROOT / "docs" / "specification.md"
# A document by any name; any other file by its path from the root.
DOCUMENT = re.compile(r"(?<![\w/.:-])((?:[\w.-]+/)*[\w-]+\.md)\b(?!\.j2)(?:#([\w-]+))?")
SOURCE = re.compile(r"(?<![\w/.{$<-])((?:src|harness|targets|ci|docs)/[\w./-]*\.(?:c|h|py|sh|cmake|txt|toml))\b")
# Names that stand for any file in a help or a test: made up on purpose.
MADE_UP = re.compile(r"/test/|/lib/test/|ci/planted/.*\.patch$|left-out\.txt$")


def anchors_of(path):
    """The anchors that GitHub makes of a document's headings."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def missing_in(where, text, exists=lambda path: (ROOT / path).exists()):
    """What a file cites that is not there, a line each."""
    missing = []
    # What a template cites is beside the page that is made of it.
    folder = Path("docs/results") if where.endswith(".md.j2") else Path(where).parent
    for name, anchor in DOCUMENT.findall(text):
        place = name if exists(name) else str(folder / name)
        if not exists(place):
            missing.append(f"{where} cites {name}, which is not in the repository")
        elif anchor and anchor not in anchors_of(ROOT / place):
            missing.append(f"{where} cites {name}#{anchor}, a heading that is not in there")
    for name in SOURCE.findall(text):
        if not exists(name):
            missing.append(f"{where} cites {name}, which is not in the repository")
    return missing


def tracked_texts():
    """(path, text) of all that could cite something."""
    names = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "-co", "--exclude-standard"],
                           capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        path = ROOT / name
        if not name.startswith("corpus/") and path.suffix not in (".svg", ".patch") and path.is_file():
            yield name, path.read_text(encoding="utf-8", errors="replace")


class Citations(unittest.TestCase):
    def test_all_that_is_cited_is_there(self):
        missing = [line for name, text in tracked_texts() if not MADE_UP.search(name)
                   for line in missing_in(name, text)]
        self.assertEqual(missing, [])

    def test_what_is_not_there_is_seen(self):
        for text in ("see SPEC" + ".md, section 2", "(docs/specification.md#no-such)", "ci/lib/no_such.py"):
            self.assertEqual(len(missing_in("src/ukey.h", f"/* As {text}. */")), 1, text)
        self.assertEqual(missing_in("src/ukey.h", "docs/specification.md#once, README.md, ci/lib/entries.py"), [])

    def test_each_tag_has_its_heading(self):
        there = anchors_of(SPECIFICATION)
        self.assertEqual([tag for tag in (*TAGS, "HANG", "HARNESS") if tag.lower() not in there], [])


if __name__ == "__main__":
    unittest.main()
