"""One bug is one finding, in whatever target it shows; two bugs stay two."""

import contextlib
import io
import json
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import page_examples
from nightly import ending, junit, sarif, shelf, signatures, sorting
from nightly.cause import bug, bugs, cause
from nightly.page import finding as of_page, index, news
from nightly.steps import step_explain, step_summary
from nightly_fake import fake_night

ASAN = ("==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1 at pc 0x2\n"
        "    #1 0x56 in ukey_remove /w/src/install.c:102:3\n"
        "    #2 0x57 in sweep /w/src/sweep.c:14:3\n"
        "    #3 0x58 in main /w/src/udpif.c:14:3\n")
RACE = ("WARNING: ThreadSanitizer: data race (pid=7)\n  Write of size 6 at 0x1 by thread T4:\n"
        "    #0 sweep /w/src/sweep.c:14:3 (x+0x3)\n\n  Previous write:\n"
        "    #0 ukey_create /w/src/ukey.c:54:9 (x+0x4)\n\n")


class Cause(unittest.TestCase):
    def same(self, *signatures_):
        self.assertEqual(len({cause(signature) for signature in signatures_}), 1,
                         [cause(signature) for signature in signatures_])

    def differ(self, *signatures_):
        self.assertEqual(len({cause(signature) for signature in signatures_}), len(signatures_))

    def test_a_violation_by_the_tool_and_by_a_fuzz_target(self):
        log = ("==== VIOLATION STATE\nany words at all\n---- signature: STATE/no-such-step by main from DELETED to "
               "DELETED\n---- found by fuzz_sequence, asan build\n")
        self.same("STATE/no-such-step by main from DELETED to DELETED", signatures.of_log(log, "CRASH")[0],
                  signatures.of_log(log.replace("any words", "others"), "CRASH")[0])
        self.differ("ONCE/credited-twice by handler", "ONCE/credited-twice by revalidator", "CNT/credited-twice by handler")

    def test_a_memory_error(self):
        self.same("ASAN heap-use-after-free READ in ukey_remove < sweep", signatures.of_log(ASAN, "")[0],
                  "ASAN heap-use-after-free WRITE in ukey_remove < sweep")
        self.differ("ASAN heap-use-after-free READ in ukey_remove < sweep", "ASAN SEGV in ukey_remove < sweep",
                    "ASAN heap-use-after-free READ in ukey_remove < purge")

    def test_a_race(self):
        turned = RACE.replace("ukey_create", "x").replace("sweep /w", "ukey_create /w").replace("x /w", "sweep /w")
        self.same("RACE data race sweep / ukey_create", signatures.of_log(RACE, "")[0], signatures.of_log(turned, "")[0])
        self.differ("RACE data race sweep / ukey_create", "RACE data race sweep / ukey_find", "RACE data race sweep")

    def test_an_assertion(self):
        self.same(*(signatures.of_log(f"x: {place}: f: Assertion `old->state == EVICTED' failed.\n", "")[0]
                    for place in ("install.c:8", "/w/src/install.c:9")))
        self.differ("ABORT install.c assertion a failed", "ABORT install.c assertion b failed")

    def test_it_is_its_own_cause(self):
        for signature in ("ONCE/x flow 7; flow 8", "ASAN SEGV READ in f < g < h", "ASAN SEGV", "RACE data race a / b",
                          "ABORT x.c assertion y failed", "TIMEOUT fuzz_scenario", "OOM", ""):
            self.assertEqual(cause(cause(signature)), cause(signature))


class Merged(unittest.TestCase):
    def test_by_target_build_and_step(self):
        with tempfile.TemporaryDirectory() as folder, fake_night(Path(folder) / "night", []) as night:
            for step, target, build, n in (("grow", "fuzz_sequence", "asan", 3), ("replay", "fuzz_interleave", "plain", 9),
                                           ("grow", "fuzz_interleave", "tsan", 7)):
                path = night.findings.folder(step, target, build) / f"{build}-crash-0{n}"
                path.write_text("x" * n + "shows ONCE/twice" + " " * n)
            (night.findings.folder("grow", "fuzz_interleave", "plain") / "plain-crash-0a").write_text("shows ONCE/other")
            sorting.sort(night, 60)
            records = {record["signature"]: record for record in night.findings.listed()}
        self.assertEqual(len(records), 2, records)
        merged = next(record for record in records.values() if "twice" in record["signature"])
        self.assertEqual([(met["step"], met["target"], met["build"], met["files"]) for met in merged["met"]],
                         [("grow", "fuzz_interleave", "tsan", 1), ("grow", "fuzz_sequence", "asan", 1),
                          ("replay", "fuzz_interleave", "plain", 1)])
        self.assertEqual(merged["files"], 3)
        # A scenario explains more than an input does, though the latter is smaller.
        self.assertEqual((merged["kind"], merged["build"], merged["signature"]), ("scenario", "tsan", "ONCE/twice"))


KNOWN = {"reason": "it is repaired soon", "expires": "2999-01-01"}
MAIN, HANDLER, RACED = (f"ONCE/credited-twice by {who}" for who in ("main", "handler origin X made by main", "main, raced"))


def night_of(*findings):
    """A night with findings of those signatures, known or not."""
    night = page_examples.quiet_night(1)
    night["verdict"] = "new"
    night["findings"] = [page_examples.finding(
        id=f"ONCE-0000000{n}", signature=signature, known=known, bundle=f"bundles/{n}.tar.gz", minimized="",
        message=f"message {n}", target=f"fuzz_{n}") for n, (signature, known) in enumerate(findings)]
    return night


class Variants(unittest.TestCase):
    """Violations of one rule are one finding of the night, and each variant is below it."""

    night = night_of((MAIN, None), (HANDLER, None), ("ONCE/lost by main", None), (RACED, KNOWN))

    def test_what_is_one_bug(self):
        self.assertEqual({bug(signature) for signature in (MAIN, HANDLER, RACED)}, {"ONCE/credited-twice"})
        for one, other in ((MAIN, "ONCE/lost by main"), (MAIN, "STALL/credited-twice by main"),
                           ("ONCE flow twice", "ONCE flow lost"), ("ASAN SEGV in f < g", "ASAN SEGV in f < h"),
                           ("RACE data race in f / g", "RACE data race in f / h")):
            self.assertNotEqual(bug(one), bug(other))
        self.assertEqual(bug("ASAN SEGV READ in f < g < h"), bug("ASAN SEGV in f < g"))

    def test_a_known_variant_hides_no_new_one(self):
        for findings in (((MAIN, KNOWN), (HANDLER, None)), ((HANDLER, None), (MAIN, KNOWN))):
            night = night_of(*findings)
            self.assertEqual(len(bugs(night["findings"])), 2)
            self.assertEqual(news.verdict(night)[2], "1 new finding")
            states = ["suppressions" in result for result in json.loads(sarif.render(night))["runs"][0]["results"]]
            self.assertEqual(sorted(states), [False, True])

    def test_the_page(self):
        self.assertEqual(news.verdict(self.night)[2], "2 new findings")
        said = str(news.what_is_new(self.night, "/nonexistent"))
        self.assertEqual(said.count("<article"), 2)
        self.assertEqual(said.count("1 other variant<"), 1)
        for words in ('<li id="ONCE-00000001">ONCE/credited-twice by handler origin X made by main', "message 1",
                      "fuzz_1, plain build", "bundles/1.tar.gz", f'signature = &#34;{HANDLER}'):
            self.assertIn(words, said)
        self.assertNotIn(RACED, said)
        self.assertIn(RACED.partition("/")[2], str(news.what_is_known(self.night, "/nonexistent")))
        self.assertNotIn("other variant", str(of_page.card(self.night["findings"][2:3], self.night, "/nonexistent")))

    def test_the_index(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "n").mkdir()
            said = index.render([shelf.Kept(Path(folder) / "n", self.night)], {})
        self.assertIn("</a> (3 variants)</li>", said)
        self.assertEqual(said.count("index.html#ONCE-"), 2)

    def test_other_programs(self):
        results = json.loads(sarif.render(self.night))["runs"][0]["results"]
        self.assertEqual([[v["signature"] for v in result["properties"]["variants"]] for result in results],
                         [[MAIN, HANDLER], ["ONCE/lost by main"], [RACED]])
        self.assertEqual(results[0]["properties"]["variants"][1],
                         {"signature": HANDLER, "target": "fuzz_1", "build": "plain", "step": "grow", "files": 3,
                          "file": "findings/ONCE-5d1c0b7e/plain-crash-68a1", "bundle": "bundles/1.tar.gz"})
        suite = ET.fromstring(junit.render(self.night).partition("?>")[2]).find("testsuite[@name='findings']")
        self.assertEqual((suite.get("failures"), suite.get("skipped")), ("2", "1"))
        self.assertIn(f"variant: {HANDLER}: plain fuzz_1 in grow, 3 files (bundles/1.tar.gz)",
                      suite.find("testcase/failure").get("message"))
        said = step_summary.render(self.night).replace("\\", "")
        self.assertEqual(said.count("\n### "), 3)
        self.assertIn(f"1 other variant:\n\n- {HANDLER} (fuzz_1 plain in grow, 3 files: bundles/1.tar.gz)", said)

    def test_trouble_of_one_kind_is_one_error(self):
        night = {**self.night, "trouble": [f"ONCE-0000000{n} is bundled as it was found" for n in range(5)]}
        wanted = "ONCE-00000000 is bundled as it was found (and 4 more like this)"
        suite = ET.fromstring(junit.render(night).partition("?>")[2]).find("testsuite[@name='findings']")
        self.assertEqual([error.get("message") for error in suite.iter("error")], [wanted])
        run = json.loads(sarif.render(night))["runs"][0]
        self.assertIn(wanted, json.dumps(run["invocations"]))
        self.assertNotIn("ONCE-00000003", json.dumps(run["invocations"]))

    def test_what_is_printed(self):
        with tempfile.TemporaryDirectory() as folder, fake_night(Path(folder) / "night", []) as night, \
                contextlib.redirect_stdout(io.StringIO()) as said:
            night.record["findings"] = self.night["findings"]
            ending.tell(night)
        lines = said.getvalue().splitlines()
        self.assertEqual(lines[0], "ONCE/credited-twice: one finding, 2 variants")
        self.assertEqual([line for line in lines if ": ONCE/" in line],
                         [f"  NEW: {MAIN}", f"  NEW: {HANDLER}", "NEW: ONCE/lost by main", f"known: {RACED}"])
        self.assertIn("grow, fuzz_1 plain, 3 files, ci/replay-bundle", said.getvalue())

    def test_one_of_each_bug_is_explained_first(self):
        sizes = {MAIN: 30, HANDLER: 10, RACED: 20, "ONCE/lost by main": 40}
        order = step_explain._in_order({"signature": s, "size": size, "known": None}  # pylint: disable=protected-access
                                       for s, size in sizes.items())
        self.assertEqual([(rank, finding["size"]) for rank, finding in order], [(0, 10), (0, 40), (1, 20), (2, 30)])

    def test_without_time_only_the_first_of_each_is_explained(self):
        with tempfile.TemporaryDirectory() as folder, fake_night(Path(folder) / "night", []) as night:
            for n, signature in enumerate((MAIN, HANDLER, "ONCE/lost by main")):
                (night.findings.folder("grow", "fuzz_interleave", "plain") / f"plain-crash-0{n}").write_text(
                    "x" * n + f"shows {signature}")
            sorting.sort(night, 60)
            record = {"message": ""}
            night.step = {"name": "explain", "seconds": 0.0}
            step_explain.Explain().run(night, 0, record)
            findings = {finding["signature"]: finding for finding in night.findings.listed()}
            self.assertEqual([bool(findings[signature]["minimized"]) for signature in (MAIN, HANDLER, "ONCE/lost by main")],
                             [True, False, True])
            for finding in findings.values():
                self.assertTrue((night.output / finding["bundle"]).is_file())
            self.assertEqual(night.record["trouble"],
                             [f"{findings[HANDLER]['id']} is bundled as it was found: no time was left to explain it"])
        self.assertEqual(record["message"], "2 findings in 3 variants, each in bundles/")


if __name__ == "__main__":
    unittest.main()
