"""What a night says to other programs: SARIF, and the summary of a step of GitHub Actions."""

import copy
import io
import json
import os
import re
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import page_examples
from entries import ROOT
from nightly import ending, sarif, summary, tags
from nightly.steps import step_summary

try:
    import jsonschema
except ImportError:  # ci/deps brings it for Debian's python3.
    jsonschema = None

SCHEMA = json.loads((HERE / "sarif_schema.json").read_text(encoding="utf-8"))


class Sarif(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.logs = {name: json.loads(sarif.render(night)) for name, (night, _) in page_examples.nights().items()}
        cls.bad = cls.logs["bad"]["runs"][0]

    @unittest.skipUnless(jsonschema, "there is no python3-jsonschema (ci/deps)")
    def test_it_is_valid(self):
        for name, log in self.logs.items():
            if name != "hostile":  # Its tags are none.
                jsonschema.validate(log, SCHEMA)
        for change in (lambda log: log.update(version="2.0"), lambda log: log["runs"][0]["results"][0].pop("message"),
                       lambda log: log["runs"][0]["results"][0].update(place="here"),
                       lambda log: log["runs"][0]["results"][0]["locations"][0]["physicalLocation"].update(region=7)):
            broken = copy.deepcopy(self.logs["bad"])
            change(broken)
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate(broken, SCHEMA)

    def test_a_finding_is_at_its_line(self):
        result = self.bad["results"][0]
        place = result["locations"][0]["physicalLocation"]
        self.assertEqual((place["artifactLocation"]["uri"], place["region"]["startLine"]), ("src/ukey.c", 275))
        self.assertTrue((ROOT / place["artifactLocation"]["uri"]).exists())
        self.assertEqual(len(result["relatedLocations"]), 1)
        self.assertEqual(result["baselineState"], "unchanged")
        self.assertNotIn("suppressions", result)

    def test_each_result_has_a_place(self):
        night = page_examples.nights()["bad"][0]
        findings = [{**copy.deepcopy(night["findings"][0]), "signature": signature, "places": places} for signature, places in (
            ("ONCE/a x", []), ("ONCE/b y", []), ("ONCE/b z", [{"file": "src/ops.c", "line": 3, "function": "f", "text": ""}]))]
        log = json.loads(sarif.render({**night, "findings": findings}))
        at = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
        self.assertEqual([(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in at],
                         [("src/udpif.h", 1), ("src/ops.c", 3)])
        self.assertTrue((ROOT / "src/udpif.h").exists())

    def test_a_rule_has_its_text(self):
        for result in self.bad["results"]:
            rule = self.bad["tool"]["driver"]["rules"][result["ruleIndex"]]
            self.assertEqual(rule["id"], result["ruleId"])
        once = next(rule for rule in self.bad["tool"]["driver"]["rules"] if rule["id"] == "ONCE")
        self.assertIn("exactly once", once["shortDescription"]["text"])
        self.assertIn("reach the statistics", once["help"]["text"])

    def test_what_is_known_is_suppressed(self):
        (suppression,) = self.bad["results"][1]["suppressions"]
        self.assertEqual(suppression["justification"], "a text of 4 KiB of zeros")

    def test_one_bug_has_one_fingerprint(self):
        night = page_examples.bad_night(3)
        prints = []
        for signature in ("ASAN SEGV READ in f < g", "ASAN SEGV in f < g < h", "ASAN SEGV in f < h"):
            night["findings"][0]["signature"] = signature
            prints.append(json.loads(sarif.render(night))["runs"][0]["results"][0]["partialFingerprints"])
        self.assertEqual(prints[0], prints[1])
        self.assertNotEqual(prints[0], prints[2])

    def test_a_bug_is_the_same_whichever_variant_was_met_first(self):
        night = page_examples.bad_night(3)
        prints = []
        for signature in ("ONCE/credited-twice by main", "ONCE/credited-twice by revalidator", "ONCE/undeclared by main"):
            night["findings"][0]["signature"] = signature
            prints.append(json.loads(sarif.render(night))["runs"][0]["results"][0]["partialFingerprints"])
        self.assertEqual(prints[0], prints[1])
        self.assertNotEqual(prints[0], prints[2])

    def test_known_and_new_variants_of_a_bug_are_told_apart(self):
        night = page_examples.bad_night(3)
        new = night["findings"][0]
        new.update(signature="ONCE/credited-twice by main", known=None)
        known = {**new, "id": "ONCE-2", "signature": "ONCE/credited-twice by revalidator",
                 "known": {"reason": "issue 12", "expires": "2027-01-01"}}
        night["findings"] = [new, known]
        results = json.loads(sarif.render(night))["runs"][0]["results"]
        self.assertEqual(len({result["partialFingerprints"]["bug/v1"] for result in results}), 2)

    def test_who_met_it(self):
        night = page_examples.bad_night(3)
        night["findings"][0]["met"] = [{"step": step, "target": "fuzz_scenario", "build": "asan", "files": 2}
                                       for step in ("grow", "replay")]
        result = json.loads(sarif.render(night))["runs"][0]["results"][0]
        self.assertEqual(result["properties"]["metBy"], ["fuzz_scenario asan"])
        self.assertIn("Met by: fuzz_scenario asan in grow, fuzz_scenario asan in replay",
                      step_summary.render(night).replace("\\", ""))

    def test_what_could_not_be_done(self):
        said = [n["message"]["text"] for n in self.bad["invocations"][0]["toolExecutionNotifications"]]
        self.assertEqual(said[0], "memcheck: there is no valgrind")
        self.assertIn("less than 256 MiB are free", said[1])


class StepSummary(unittest.TestCase):
    def render(self, name):
        return step_summary.render(page_examples.nights()[name][0])

    def test_what_it_says(self):
        said = self.render("bad")
        for words in ("## ✗ ukeyfuzz 2026", "1 new finding and 2 failed cases", "memcheck could not do its work: there is no valgrind",
                      "git bisect start 2bd31a42bd31 91c0ffe91c0f", "failed: zoo: B39: not found", "Known: a text of 4 KiB"):
            self.assertIn(words, said.replace("\\", ""))
        self.assertIn("✓ ukeyfuzz", self.render("quiet"))

    def test_text_stays_text(self):
        said = self.render("hostile")
        outside = re.sub(r"^(`{3,})$.*?^\1$", "", said, flags=re.M | re.S)
        self.assertGreater(outside.count(r"\<img"), 9)
        self.assertIsNone(re.search(r"(?<!\\)[<`]", outside))

    def test_a_table_stays_a_table(self):
        night = page_examples.quiet_night(3)
        night["steps"][0]["message"] = "a | b\n| c"
        rows = [line for line in step_summary.render(night).splitlines() if line.startswith("| ")]
        self.assertEqual(len(rows), 1 + len(night["steps"]))

    def test_it_is_not_too_long(self):
        night = page_examples.bad_night(3)
        night["trouble"] = ["x" * 1000] * 1000
        self.assertLess(len(step_summary.render(night).encode()), step_summary.BYTES_MAX + 100)

    def test_where_it_is_written(self):
        night = page_examples.quiet_night(3)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "summary.md"
            path.write_text("before\n", encoding="utf-8")
            with mock.patch.dict(os.environ, {"GITHUB_STEP_SUMMARY": str(path)}):
                self.assertTrue(step_summary.append(night))
            self.assertTrue(path.read_text(encoding="utf-8").startswith("before\n## ✓"))
        with mock.patch.dict(os.environ):
            os.environ.pop("GITHUB_STEP_SUMMARY", None)
            self.assertTrue(step_summary.append(night))

    def test_where_it_cannot_be_written_what_is_new_stays_new(self):
        night = page_examples.quiet_night(3)
        for path, why in (("/dev/full", "No space left"), ("/nowhere/x", "No such file")):
            with mock.patch.dict(os.environ, {"GITHUB_STEP_SUMMARY": path}), mock.patch("sys.stderr", io.StringIO()) as said:
                self.assertFalse(step_summary.append(night))
            self.assertIn(why, said.getvalue())
        codes = [(ending.exit_code(verdict, True), ending.exit_code(verdict, False)) for verdict in summary.VERDICTS]
        self.assertEqual(dict(zip(summary.VERDICTS, codes)),
                         {"unfinished": (2, 2), "clean": (0, 2), "new": (1, 1), "broken": (2, 2), "incomplete": (2, 2)})


class Tags(unittest.TestCase):
    def test_what_a_tool_says(self):
        said = "ONCE: once.\n\nAll of\nit.\nTwo.\n\nLOCK: locks.\n\nNo deadlock.\n"
        self.assertEqual(tags.parse(said), {"ONCE": {"line": "once.", "text": "All of it. Two."},
                                            "LOCK": {"line": "locks.", "text": "No deadlock."}})
        self.assertEqual(tags.parse("usage: x\n\nsomething"), {})
        self.assertEqual(tags.read(Path("/nonexistent/tool")), {})

    def test_what_ours_says(self):
        tool = ROOT / "build" / "plain" / "targets" / "ukeyfuzz"
        if not tool.exists():
            self.skipTest("the plain build has no ukeyfuzz")
        said = tags.read(tool)
        self.assertIn("exactly once", said["ONCE"]["line"])
        self.assertGreater(len(said), 15)


if __name__ == "__main__":
    unittest.main()
