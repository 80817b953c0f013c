"""docs/results: each page is what its maker makes of the data beside it, so no figure in it was typed."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import results
from bench import silence_page
from entries import ROOT, UserError
from report import kept
from zoo import zoo_results

NOT_TYPED = "Made by `ci/results` from [{0}.json]({0}.json); do not edit it."


class Pages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_each_page_has_its_data_and_a_maker(self):
        for suffix in (".md", ".json"):
            there = {path.stem for path in results.FOLDER.glob(f"*{suffix}") if path.name != results.INDEX}
            self.assertEqual(there, set(results.MAKERS), suffix)

    def test_each_is_what_its_maker_makes(self):
        for path in results.FOLDER.glob("*.json"):
            shutil.copy(path, self.folder)
        for made in results.make([], self.folder):
            kept_page = (results.FOLDER / made.name).read_text(encoding="utf-8")
            self.assertEqual(made.read_text(encoding="utf-8"), kept_page, f"{made.name}: run ci/results")
            self.assertIn(NOT_TYPED.format(made.stem), kept_page)

    def test_data_stays_what_it_is(self):
        for path in results.FOLDER.glob("*.json"):
            text = path.read_text(encoding="utf-8")
            self.assertEqual(kept.text_of(json.loads(text)), text, path.name)

    def test_templates_have_no_figures(self):
        """A number in the text of a template is one that somebody has typed."""
        typed = []
        for path in sorted((ROOT / "ci/lib").rglob("*.md.j2")):
            if "nightly" in path.parts:
                continue
            text = re.sub(r"{[{%].*?[%}]}|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.S)
            typed += [f"{path.name}: {number}" for number in re.findall(r"(?<![\w.])\d[\d.]*\b", text)]
        self.assertEqual(typed, [])

    def test_the_index_has_no_figures(self):
        text = (results.FOLDER / results.INDEX).read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"(?<![\w.])\d+", text), [])

    def test_a_page_without_data(self):
        with self.assertRaisesRegex(UserError, "there is no .*/speed.json: measure first"):
            results.make(["speed"], self.folder)

    def test_the_command(self):
        said = subprocess.run([ROOT / "ci/results", "sped"], capture_output=True, text=True, check=False)
        self.assertEqual((said.returncode, said.stdout), (2, ""))
        self.assertRegex(said.stderr, r"\Aci/results: there is no page 'sped'; did you mean speed\?; there are ablation, .*\n\Z")


class Data(unittest.TestCase):
    def test_a_row_of_a_table_is_a_line(self):
        data = {"a": 1, "rows": [{"x": 1, "y": "é"}, {"x": 2}], "deep": {"b": [[1, 2], []]}}
        self.assertEqual(kept.text_of(data), '{\n  "a": 1,\n  "rows": [\n    {"x": 1, "y": "é"},\n    {"x": 2}\n  ],\n'
                                             '  "deep": {\n    "b": [\n      [1, 2],\n      []\n    ]\n  }\n}\n')
        self.assertEqual(json.loads(kept.text_of(data)), data)


class Silence(unittest.TestCase):
    def test_a_run_is_added_as_the_last(self):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "silence.md"
            for n in (1000000, 7):
                silence_page.add(page, {"command": f"ci/correct plain {n}", "commit": "abc", "executions": n,
                                        "mib_first": None, "mib_last": 61, "result": silence_page.SILENT})
            rows = [re.sub(" +", " ", line) for line in page.read_text().splitlines() if "ci/correct plain" in line]
            self.assertEqual(rows, ["| `ci/correct plain 1000000` | abc | 1 000 000 | - | 61 | silent |",
                                    "| `ci/correct plain 7` | abc | 7 | - | 61 | silent |"])
            self.assertEqual(len(json.loads(page.with_suffix(".json").read_text())["runs"]), 2)


class Readme(unittest.TestCase):
    """What README.md says of five runs is what their data say."""

    def test_says_what_was_measured(self):
        table, = json.loads((results.FOLDER / "five-runs.json").read_text(encoding="utf-8"))["tables"]
        found = sum(row["result"] == "found" for row in table["entries"])
        said = re.search(r"At (\w+) there were (\d+):\nthe fuzzer found each in each of five runs, (\d+) within a minute",
                         (ROOT / "README.md").read_text(encoding="utf-8"))
        self.assertEqual(said.groups(), (table["commit"], str(len(table["entries"])), str(zoo_results.soon(table)[60])))
        self.assertEqual((found, table["seeds"]), (len(table["entries"]), 5))


if __name__ == "__main__":
    unittest.main()
