"""Known findings, and what becomes of them in junit.xml and the verdict."""

import copy
import datetime
import json
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
sys.path.insert(0, str(HERE))

from entries import UserError
from nightly import junit, known, sorting
from nightly_fake import Count, fake_night
from nightly.steps.step import case

EXAMPLE = json.loads((HERE / "nightly_summary.json").read_text())
ENTRY = '[[finding]]\nsignature = "ONCE twice"\nreason = "issue 12"\nexpires = 2026-12-31\n'


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "known.toml"

    def read(self, text):
        self.path.write_text(text)
        return known.read(self.path)

    def refused(self, text, why):
        with self.assertRaisesRegex(UserError, f"^{self.path}:{why}"):
            self.read(text)

    def test_good_ones(self):
        self.assertEqual(self.read("# none\n"), {})
        (entry,) = self.read(ENTRY).values()
        self.assertEqual(entry, known.Known("ONCE twice", "issue 12", datetime.date(2026, 12, 31)))

    def test_the_line_of_what_is_wrong(self):
        self.refused("# a\n[[finding]\n", "2: ")
        self.refused("a = \"\n", "1: ")
        self.refused("[[finding]]\nreason = \"open", "2: ")
        self.refused(ENTRY + "\n[[finding]]\nsignature = \"x\"\n", "6: there is no \"reason\"")
        self.refused(ENTRY + ENTRY, "5: a second entry")
        self.refused(ENTRY.replace("2026-12-31", "\"soon\""), "1: \"expires\" is not a date")
        self.refused(ENTRY.replace("2026-12-31", "2026-12-31T00:00:00"), "1: \"expires\"")
        self.refused(ENTRY.replace("\"issue 12\"", "\"\""), "1: \"reason\" is empty")
        self.refused(ENTRY + "until = 3\n", "1: what is \"until\"")
        self.refused("findings = 3\n", "1: \"findings\" is no")
        with self.assertRaisesRegex(UserError, "not UTF-8"):
            self.path.write_bytes(b"\xff")
            known.read(self.path)

    def test_expiry(self):
        entries = self.read(ENTRY)
        record = {"reason": "issue 12", "expires": "2026-12-31"}
        day = datetime.date(2026, 12, 30)
        self.assertEqual(known.look_up(entries, "ONCE twice", day), (record, False))
        day += datetime.timedelta(1)
        self.assertEqual(known.look_up(entries, "ONCE twice", day), (None, True))
        self.assertEqual(known.look_up(entries, "ONCE thrice", day), (None, False))

    def test_a_stanza_to_copy(self):
        for signature in ("ONCE twice", 'ABORT x == "y" \\ z', "ASAN a < b\t\x7f\n", "ONCE \u00e9\ud800"):
            entries = self.read(known.stanza(signature, "2026-11-23T01:00:00Z"))
            (entry,) = entries.values()
            self.assertEqual(entry.signature, signature.replace("\ud800", "?"))
            self.assertEqual(entry.expires, datetime.date(2026, 12, 23))

    def test_any_signature_of_one_cause(self):
        entries = self.read(ENTRY.replace("ONCE twice", "ASAN heap-use-after-free READ in f < g"))
        day = datetime.date(2026, 12, 30)
        self.assertIsNotNone(known.look_up(entries, "ASAN heap-use-after-free in f < g < h", day)[0])
        self.assertIsNone(known.look_up(entries, "ASAN heap-use-after-free in f < h", day)[0])

    def test_the_repository_has_a_good_one(self):
        known.read(known.DEFAULT)


class Verdict(unittest.TestCase):
    def verdict(self, entries, failed=""):
        with tempfile.TemporaryDirectory() as folder:
            with fake_night(Path(folder) / "night", [Count("zoo")], entries) as night:
                raw = night.findings.folder("grow", "fuzz_interleave", "plain")
                (raw / "plain-crash-01").write_text("shows ONCE twice")
                sorting.sort(night, 60)
                if failed:
                    night.record["steps"][0]["cases"] = [case("B81", "failed", 1, failed)]
                night.save()
                (finding,) = night.record["findings"]
                return night.verdict(), finding["known"] is not None, finding["expired"]

    def test_new_known_and_expired(self):
        later, before = datetime.date.max, datetime.date(2020, 1, 1)
        entry = {"ONCE twice": known.Known("ONCE twice", "why", later)}
        self.assertEqual(self.verdict({}), ("new", False, False))
        self.assertEqual(self.verdict(entry), ("clean", True, False))
        self.assertEqual(self.verdict({"ONCE twice": known.Known("ONCE twice", "why", before)}),
                         ("new", False, True))
        self.assertEqual(self.verdict(entry, "found 0/1"), ("new", True, False))
        both = {**entry, "zoo: B81: found 0/1": known.Known("zoo: B81: found 0/1", "rare", later)}
        self.assertEqual(self.verdict(both, "found 0/1"), ("clean", True, False))


class Junit(unittest.TestCase):
    def suites(self, record):
        return {suite.get("name"): suite for suite in ET.fromstring(
            junit.render(record).encode())}

    def test_the_example(self):
        suites = self.suites(EXAMPLE)
        self.assertEqual(list(suites), [s["name"] for s in EXAMPLE["steps"]] + ["findings"])
        self.assertEqual([suites["zoo"].get(a) for a in ("tests", "failures", "errors", "skipped")],
                         ["3", "1", "0", "0"])
        self.assertEqual(suites["bench"].get("failures"), "0")  # What was worse is known.
        self.assertEqual(suites["bench"].get("skipped"), "1")
        self.assertEqual(suites["coverage"].get("skipped"), "1")
        self.assertEqual([suites["findings"].get(a) for a in ("tests", "failures", "errors", "skipped")],
                         ["3", "1", "1", "1"])
        (failure,) = suites["findings"].iter("failure")
        self.assertIn("bundles/ONCE-5d1c0b7e.tar.gz", failure.get("message"))

    def test_a_step_that_could_not_do_its_work_is_an_error(self):
        record = copy.deepcopy(EXAMPLE)
        record["steps"][0].update(state="failed", message="no valgrind")
        self.assertEqual(self.suites(record)["build"].get("errors"), "1")

    def test_trouble_is_an_error(self):
        lines = [error.get("message") for error in self.suites(EXAMPLE)["findings"].iter("error")]
        self.assertEqual(lines, EXAMPLE["trouble"])

    def test_any_text_is_legal_xml(self):
        record = copy.deepcopy(EXAMPLE)
        record["findings"][0].update(signature="a\0b\x1b<&\"\ud800", message="]]>\uffff\n")
        name = next(self.suites(record)["findings"].iter("testcase")).get("name")
        self.assertEqual(name, "a?b?<&\"?")


if __name__ == "__main__":
    unittest.main()
