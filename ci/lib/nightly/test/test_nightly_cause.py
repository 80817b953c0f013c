"""One bug is one finding, in whatever target it shows; two bugs stay two."""

import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from nightly import signatures, sorting
from nightly.cause import cause
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
        self.same("LOCK deadlock; handler waits; main waits",
                  "LOCK deadlock; handler-0 waits; handler-1 waits; main waits")
        self.differ("ONCE handler credits twice", "ONCE revalidator credits twice", "CNT handler credits twice")

    def test_a_memory_error(self):
        self.same("ASAN heap-use-after-free READ in ukey_remove < sweep", signatures.of_log(ASAN, "")[0],
                  "ASAN heap-use-after-free WRITE in ukey_remove < sweep")
        self.differ("ASAN heap-use-after-free READ in ukey_remove < sweep", "ASAN SEGV in ukey_remove < sweep",
                    "ASAN heap-use-after-free READ in ukey_remove < purge")

    def test_a_race(self):
        self.same("RACE data race sweep / ukey_create", signatures.of_log(RACE, "")[0],
                  "RACE data race in ukey_create and sweep")
        self.differ("RACE data race sweep / ukey_create", "RACE data race sweep / ukey_find", "RACE data race sweep")

    def test_an_assertion(self):
        self.same("ABORT install.c assertion old->state == EVICTED failed",
                  signatures.of_log("x: install.c:8: f: Assertion `old->state == EVICTED' failed.\n", "")[0])
        self.differ("ABORT install.c assertion a failed", "ABORT install.c assertion b failed")

    def test_it_is_its_own_cause(self):
        for signature in ("ONCE flow N is 0x7; flow N is 0x8", "ASAN SEGV in f < g < h", "RACE data race a / b",
                          "ABORT x.c assertion y failed", "TIMEOUT fuzz_scenario", "OOM", ""):
            self.assertEqual(cause(cause(signature)), cause(signature))


class Merged(unittest.TestCase):
    def test_by_target_build_and_step(self):
        with tempfile.TemporaryDirectory() as folder, fake_night(Path(folder) / "night", []) as night:
            for step, target, build, n in (("grow", "fuzz_sequence", "asan", 3), ("replay", "fuzz_interleave", "plain", 9),
                                           ("grow", "fuzz_interleave", "tsan", 7)):
                path = night.findings.folder(step, target, build) / f"{build}-crash-0{n}"
                path.write_text("x" * n + f"shows ONCE flow {n} twice" + " " * n)
            (night.findings.folder("grow", "fuzz_interleave", "plain") / "plain-crash-0a").write_text("shows ONCE other")
            sorting.sort(night, 60)
            records = {record["signature"]: record for record in night.findings.listed()}
        self.assertEqual(len(records), 2, records)
        merged = next(record for record in records.values() if "twice" in record["signature"])
        self.assertEqual([(met["step"], met["target"], met["build"], met["files"]) for met in merged["met"]],
                         [("grow", "fuzz_interleave", "tsan", 1), ("grow", "fuzz_sequence", "asan", 1),
                          ("replay", "fuzz_interleave", "plain", 1)])
        self.assertEqual(merged["files"], 3)
        # A scenario explains more than an input does, though the latter is smaller.
        self.assertEqual((merged["kind"], merged["build"], merged["signature"]), ("scenario", "tsan", "ONCE flow 7 twice"))


if __name__ == "__main__":
    unittest.main()
