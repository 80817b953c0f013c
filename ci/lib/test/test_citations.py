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
# `enum model_fault` (`harness/model/model.h`); `TAGS` in `ci/lib/entries.py`.
PLACED = re.compile(r"`([\w ]+)(?:\(\))?`\s+(?:\(|in\s+)`((?:src|harness|targets|ci)/[\w./-]+)`")
# Functions of ours, that a document names. The documents of Open vSwitch name its own.
FUNCTION = re.compile(r"`([a-z]+_[a-z0-9_]+)\(\)`")
OF_OPEN_VSWITCH = ("docs/open-vswitch.md", "docs/real-open-vswitch.md")
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


def misplaced_in(text):
    """What a document says to be in a file, or a folder, and is not there: (name, where)."""
    wrong = []
    for name, place in PLACED.findall(text):
        path = ROOT / place
        files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
        there = "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)
        wrong += [(name, place)] if any(not re.search(rf"\b{word}\b", there) for word in name.split()) else []
    return wrong


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

    def test_what_is_said_to_be_in_a_file_is_there(self):
        documents = [(name, text) for name, text in tracked_texts() if re.fullmatch(r"(docs/.*|README)\.md", name)]
        self.assertEqual([(name, *wrong) for name, text in documents for wrong in misplaced_in(text)], [])
        self.assertGreater(sum(len(PLACED.findall(text)) for _, text in documents), 10)
        self.assertEqual(misplaced_in("`enum model_fault` (`harness/model/model.h`)"), [])
        for text in ("`no_such_fault` (`harness/model/model.h`)", "`no_such_fault` in\n`harness/model/`",
                     "`model_fires()` in `src/ukey.c`"):
            self.assertEqual(len(misplaced_in(text)), 1, text)

    def test_functions_that_documents_name_are_there(self):
        texts = list(tracked_texts())
        sources = "\n".join(text for name, text in texts if Path(name).suffix in (".c", ".h", ".cc", ".py"))
        named = {(name, function) for name, text in texts if name.endswith(".md") and name not in OF_OPEN_VSWITCH
                 and name != "CHANGELOG.md" for function in FUNCTION.findall(text)}
        known = set(re.findall(r"\w+", sources))
        self.assertGreater(len(named), 10)
        self.assertEqual(sorted(each for each in named if each[1] not in known), [])

    def test_each_tag_has_its_heading(self):
        there = anchors_of(SPECIFICATION)
        self.assertEqual([tag for tag in (*TAGS, "HANG", "HARNESS") if tag.lower() not in there], [])


if __name__ == "__main__":
    unittest.main()
