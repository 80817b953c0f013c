"""The documents: what they link to is there, the README is short, and no planted bug is left out."""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rooms import arrows
from entries import PLANTED, ROOT, read_left_out
from test_citations import anchors_of, tracked_texts

README_MAX_LINES = 180
SENTENCE_MAX_WORDS = 35  # Of README, docs/*.md, docs/next/*.md and the newest entries of CHANGELOG.
BUGS = (ROOT / "docs" / "known-bugs.md", ROOT / "docs" / "open-bugs.md")
# [text](target), an image as well; not in code.
LINK = re.compile(r"!?\[[^]]*\]\(([^()\s]+)\)")
CODE = re.compile(r"^```.*?^```$|^ {4}[^\n]*$|`[^`\n]*`", re.M | re.S)
# A script of ci/, wherever a document names one.
SCRIPT = re.compile(r"(?<![\w/.-])ci/([a-z][\w-]*)(?![\w/.-])")


def broken_links(path, text):
    """The links of a document that lead nowhere, a line each."""
    broken = []
    for target in LINK.findall(CODE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        if ROOT not in (file, *file.parents) or not file.exists():
            broken.append(f"{target}: there is no such file")
        elif anchor and (file.suffix != ".md" or anchor not in anchors_of(file)):
            broken.append(f"{target}: there is no such heading")
    return broken


def documents():
    """(path, text) of all documents."""
    return [(ROOT / name, text) for name, text in tracked_texts() if name.endswith(".md")]


class Links(unittest.TestCase):
    def test_all_lead_somewhere(self):
        broken = [f"{path.relative_to(ROOT)}: {line}" for path, text in documents() for line in broken_links(path, text)]
        self.assertEqual(broken, [])

    def test_there_are_some(self):
        self.assertGreater(sum(len(LINK.findall(text)) for _, text in documents()), 100)

    def test_what_leads_nowhere_is_seen(self):
        with tempfile.TemporaryDirectory(dir=ROOT / "docs") as folder:
            path = Path(folder) / "a.md"
            path.write_text("# A heading\n")
            for text, n in (("[a](b.md)", 1), ("[a](#a-heading)", 0), ("[a](a.md#a-heading)", 0), ("[a](#b)", 1),
                            ("[a](a.md#b)", 1), ("![a](b.svg)", 1), ("[a](../../../../etc/passwd)", 1),
                            ("[a](../README.md)", 0), ("[a](../parts.svg#a)", 1), ("[a](https://b/c)", 0),
                            ("`[a](b.md)`", 0), ("    a[0](b)", 0), ("```\n[a](b.md)\n```", 0)):
                self.assertEqual(len(broken_links(path, text)), n, text)


def sentences(text):
    """The sentences of a document, but for what is code, a table or a list of links."""
    prose = re.sub(r"^(```.*?^```|\|[^\n]*|#[^\n]*| {4}[^\n]*)$", "", text, flags=re.M | re.S)
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", prose):
        for sentence in re.split(r"(?<=[.!?])[*)\"]*\s+", paragraph):
            if len(LINK.findall(sentence)) < 5:
                yield " ".join(sentence.split())


class Sentences(unittest.TestCase):
    def test_are_short(self):
        for path, text in documents():
            name = str(path.relative_to(ROOT))
            if path.parent in (ROOT, ROOT / "docs", ROOT / "docs/next"):
                newest = re.split(r"^## ", text, flags=re.M)[1] if name == "CHANGELOG.md" else text
                long = [f"{name}: {each}" for each in sentences(newest)
                        if len(re.findall(r"\S*\w\S*", each)) > SENTENCE_MAX_WORDS]
                self.assertEqual(long, [])

    def test_what_is_one(self):
        self.assertEqual([each for each in sentences("# A\n\nOne (so). Two:\nthree.\n- Four.\n- Five\n\n    code. x\n") if each],
                         ["One (so).", "Two: three.", "- Four.", "- Five"])


class Readme(unittest.TestCase):
    def test_counts_the_planted_bugs(self):
        said = re.search(r"^(\d+) known bugs are \[planted]", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
        self.assertEqual(int(said[1]), len(list(PLANTED.glob("*.patch"))))

    def test_is_short(self):
        lines = (ROOT / "README.md").read_text(encoding="utf-8").count("\n")
        self.assertLessEqual(lines, README_MAX_LINES)

    def test_scripts_are_there(self):
        for path, text in documents():
            missing = {name for name in SCRIPT.findall(text) if name != "SCRIPT" and not (ROOT / "ci" / name).exists()}
            self.assertEqual(missing, set(), path)


class Commands(unittest.TestCase):
    """What the documents' commands say is known to the programs."""

    def options_in(self, program):
        """(document, command, option) of each command of a program, named by a pattern with a group."""
        for path, text in documents():
            for match in re.finditer(rf"(?<![\w/.-]){program}((?: [^\n`|#]*)?)", text):
                for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", match[2]):
                    yield path.name, match, option

    def test_scripts_know_their_options(self):
        helps, wrong = {}, []
        for name, match, option in self.options_in(r"ci/([a-z][a-z-]*)"):
            words = [match[1], *(word for word in match[2].split()[:1]
                                 if word in ("ablation", "cache", "feedback", "programs", "stall", "stress", "twins"))]
            command = " ".join(words)
            if command not in helps:
                helps[command] = subprocess.run([ROOT / "ci" / words[0], *words[1:], "--help"], capture_output=True,
                                                text=True, check=False).stdout
            if option not in helps[command]:
                wrong.append(f"{name}: ci/{command} has no {option}")
        self.assertGreater(len(helps), 3)
        self.assertEqual(wrong, [])

    def test_the_tool_knows_its_options(self):
        source = "".join(path.read_text(encoding="utf-8") for folder in ("targets", "harness/program")
                         for path in (ROOT / folder).rglob("*.c"))
        found = [(name, match[1], option) for name, match, option in self.options_in(r"ukeyfuzz ([a-z]+)")]
        self.assertGreater(len(found), 2)
        self.assertEqual([each for each in found if each[2] not in source], [])


class Examples(unittest.TestCase):
    """What the documents show of programs is as the programs print it."""

    def test_a_line_of_a_timeline_is_a_line(self):
        mark = re.compile(r"(?:^|\s)[*!]\d{2,}[: ]")
        joined = [f"{path.relative_to(ROOT)}: {line}" for path, text in documents() for line in text.splitlines()
                  if len(mark.findall(line)) > 1]
        self.assertEqual(joined, [])

    def test_what_a_build_makes_is_made_where_it_is_said(self):
        """build/PRESET/FOLDER/PROGRAM: there is such a folder in the tree."""
        built = [(path.relative_to(ROOT), folder) for path, text in documents()
                 for folder in re.findall(r"build/[a-z-]+/((?:harness|targets|src)[\w/]*)/\w+", text)]
        self.assertGreater(len(built), 10)
        self.assertEqual([(str(path), folder) for path, folder in built if not (ROOT / folder).is_dir()], [])


class Results(unittest.TestCase):
    """What was measured can be measured again."""

    def test_each_names_a_command_and_a_commit(self):
        pages = sorted((ROOT / "docs/results").glob("*.md"))
        self.assertGreater(len(pages), 10)
        for page in pages:
            text = page.read_text(encoding="utf-8")
            if page.name != "README.md":
                self.assertRegex(text, r"`(?:ci/|ukeyfuzz |fuzz_)[^`]*`", page.name)
                self.assertRegex(text, r"\b(?=[0-9]*[a-f])[0-9a-f]{7}\b", page.name)


class Index(unittest.TestCase):
    def test_each_document_is_in_it(self):
        index = ROOT / "docs" / "README.md"
        linked = {(index.parent / target).resolve() for target in LINK.findall(index.read_text(encoding="utf-8"))}
        for folder in ("", "results", "next"):
            inside = ROOT / "docs" / folder / "README.md"
            linked |= {(inside.parent / target).resolve() for target in LINK.findall(inside.read_text(encoding="utf-8"))}
        self.assertEqual([path for path, _ in documents()
                          if ROOT / "docs" in path.parents and path.resolve() not in linked and path != index], [])

    def test_each_answers_one_question(self):
        for path, text in documents():
            if ROOT / "docs" in path.parents:
                self.assertRegex(text, r"\A# [A-Z`].*\?\n", path)


class Design(unittest.TestCase):
    def test_the_rooms_are_those_of_the_arrows(self):
        """docs/design.md, a row per room: what it may use."""
        text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `(?:harness/|targets/(?=\w))?(\w+)/` \| [^|]* \| ([^|]+) \|$", text, re.M)
        documented = {room: set() if uses == "nothing" else set(uses.split(", ")) for room, uses in rows}
        self.assertEqual(documented, arrows.stated((ROOT / "harness" / "CMakeLists.txt").read_text(encoding="utf-8")))


class Bugs(unittest.TestCase):
    """The catalogue of other people's bugs, and ci/planted."""

    def setUp(self):
        text = "".join(path.read_text(encoding="utf-8") for path in BUGS)
        self.described = set(re.findall(r"^(?:### |\| )([BO]\d+)\b", text, re.M))
        planted = {path.stem for path in PLANTED.glob("*.patch")} | {name for name, _ in read_left_out()}
        # O06a and O06b are two forms of one suspicion.
        self.planted = {re.sub("[a-z]$", "", name) for name in planted if re.fullmatch(r"[BO]\d+[a-z]?", name)}

    def test_each_that_is_planted_or_left_out_is_described(self):
        self.assertGreater(len(self.planted), 70)
        self.assertEqual(self.planted - self.described, set())

    def test_each_that_is_described_is_planted_or_left_out(self):
        self.assertEqual(self.described - self.planted, set())


if __name__ == "__main__":
    unittest.main()
