"""Since which night something is found, and what came in between."""

import copy
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from entries import ROOT
from nightly import places, since, summary
from nightly_fake import Count, fake_night

EXAMPLE = json.loads((HERE / "nightly_summary.json").read_text(encoding="utf-8"))
FINDING = EXAMPLE["findings"][0]


def night(number, found=(), looked=True, commit=None, shard="1/1", cases=()):
    """The night of that number, which found these signatures. `cases`: (name, result) of its step "grow"."""
    return {"name": f"2026-11-{number:02d}", "started": f"2026-11-{number:02d}T01:00:00Z", "shard": shard,
            "commit": commit or f"{number:040d}", "steps": [{"name": "grow", "state": "done" if looked else "skipped",
                       "cases": [{"name": name, "result": result} for name, result in cases]}],
            "findings": [{"signature": signature} for signature in found]}


class Since(unittest.TestCase):
    def of(self, *history, **more):
        finding = {**copy.deepcopy(FINDING), "signature": "ONCE/credited-twice by main", **more}
        return since.of_finding(finding, night(9), list(history), lambda path: f"build/nightly/{path}")

    def test_the_first_time(self):
        record = self.of(night(7), night(8))
        self.assertEqual((record["first"]["name"], record["clean"]["name"], record["nights"]),
                         ("2026-11-09", "2026-11-08", 1))
        self.assertEqual(record["range"], f"{8:040d}"[:12] + ".." + f"{9:040d}"[:12])
        self.assertIn("the last clean night was 2026-11-08", since.in_words(record))

    def test_for_some_nights(self):
        record = self.of(night(5), night(6, ["ONCE/credited-twice by main"]), night(7, ["ONCE/credited-twice by main"]),
                         night(8, ["ONCE/credited-twice by main", "STALL"]))
        self.assertEqual((record["first"]["name"], record["clean"]["name"], record["nights"]),
                         ("2026-11-06", "2026-11-05", 4))

    def test_a_night_that_did_not_look_is_neither(self):
        record = self.of(night(5), night(6, ["ONCE/credited-twice by main"]), night(7, looked=False), night(8, shard="2/4"))
        self.assertEqual((record["first"]["name"], record["clean"]["name"], record["nights"]),
                         ("2026-11-06", "2026-11-05", 2))

    def test_a_night_that_had_no_time_for_what_met_it_did_not_look(self):
        met = [{"step": "grow", "target": "fuzz_sequence", "build": build, "files": 1} for build in ("asan", "tsan")]

        def clean(*results):
            cases = [("fuzz_sequence plain", "passed"), *zip(("fuzz_sequence asan", "fuzz_sequence tsan"), results)]
            return self.of(night(7), night(8, cases=cases), met=met)["clean"]["name"]

        self.assertEqual(clean("skipped", "skipped"), "2026-11-07")
        self.assertEqual(clean("failed", "skipped"), "2026-11-07")
        self.assertEqual(clean("skipped", "passed"), "2026-11-08")
        self.assertEqual(clean("passed"), "2026-11-08")

    def test_without_a_clean_night(self):
        record = self.of(night(8, looked=False))
        self.assertIsNone(record["clean"])
        self.assertEqual((record["range"], record["bisect"]), ("", ""))
        self.assertIn("no earlier night looked", since.in_words(record))

    def test_at_the_same_commit(self):
        record = self.of(night(8, commit=f"{9:040d}"))
        self.assertEqual((record["clean"]["name"], record["range"], record["bisect"]), ("2026-11-08", "", ""))
        self.assertIn("the same commit", since.in_words(record))

    def test_later_nights_do_not_matter(self):
        self.assertEqual(self.of(night(8), night(10, ["ONCE/credited-twice by main"]))["nights"], 1)

    def test_commands_to_copy(self):
        commands = self.of(night(8), id="ONCE-1", minimized="a b/x.min", target="fuzz_interleave_fine")["bisect"]
        self.assertEqual(commands.splitlines(), [
            "cp 'build/nightly/a b/x.min' /tmp/ONCE-1", "git bisect start 000000000000 000000000000",
            "git bisect run build/plain/targets/ukeyfuzz_fine bisect --signature --build plain-fine /tmp/ONCE-1",
            "git bisect reset"])
        subprocess.run(["bash", "-n"], input=commands, text=True, check=True)
        for more in ({"kind": "input"}, {"planted": "B57"}):
            self.assertEqual(self.of(night(8), **more)["bisect"], "")

    def test_the_options_of_bisect_are_there(self):
        source = (ROOT / "targets/tool/bisect.c").read_text(encoding="utf-8")
        for option in ("--signature", "--build"):
            self.assertIn(f'"{option}"', source)

    def test_in_a_night(self):
        steps = [Count("grow", to=1)]
        with tempfile.TemporaryDirectory() as folder:
            def one(name, step):
                with fake_night(Path(folder) / name, [step]) as of_night:
                    of_night.record.update(started=f"2026-11-{name}T01:00:00Z", commit=name * 20)
                    of_night.step = of_night.record["steps"][0]
                    step.run(of_night, 1, of_night.step)
                    of_night.step["state"] = "done"
                    from nightly import sorting
                    sorting.sort(of_night, 60)
                    of_night.step = None
                    of_night.finish()
                return summary.read(Path(folder) / name / "summary.json")

            one("01", Count("grow", to=0))
            (finding,) = one("02", steps[0])["findings"]
            self.assertEqual((finding["since"]["clean"]["name"], finding["since"]["nights"]), ("01", 1))
            (finding,) = one("03", steps[0])["findings"]
            self.assertEqual((finding["since"]["first"]["name"], finding["since"]["nights"]), ("02", 2))
            self.assertIn("git bisect start 020202020202 010101010101", finding["since"]["bisect"])


class Places(unittest.TestCase):
    def test_of_a_report(self):
        log = ("    #0 0x55 in __interceptor_free (/bin/x+0x1)\n    #1 0x56 in ukey_remove /w w/src/install.c:102:3\n"
               "    #2 0x57 in main /w w/targets/x.c:9:3\n    #0 sweep /src/src/sweep.c:14 (x+0x3)\n")
        self.assertEqual([(p["file"], p["line"], p["function"]) for p in places.of_log(log)],
                         [("src/install.c", 102, "ukey_remove"), ("src/sweep.c", 14, "sweep")])
        self.assertEqual(places.of_log("nothing"), [])

    def test_of_a_timeline(self):
        steps = [{"decisive": d, "text": f"step {n}", "source": [{"file": file, "line": n, "function": "f"}] if file else []}
                 for n, (d, file) in enumerate((
                     (True, "/w/src/a.c"), (True, "/w/src/a.c"), (False, "/w/src/b.c"), (True, ""), (True, "/w/lib/c.c"),
                     (True, "/src/w/build/planted/src/e.c")))]
        self.assertEqual([(p["file"], p["line"]) for p in places.of_timeline(json.dumps({"steps": steps}))],
                         [("src/e.c", 5), ("src/a.c", 1)])
        wrapped = [{"decisive": True, "text": "", "source": [{"file": f"/w/src/{name}", "line": 3, "function": "f"} for name in names]}
                   for names in (("mutex.h", "ops.c", "dump.c"), ("mutex.h",))]
        self.assertEqual([p["file"] for p in places.of_timeline(json.dumps({"steps": wrapped}))], ["src/mutex.h", "src/ops.c"])
        for broken in ("", "[]", "{}", "{\"steps\": [1]}", "{\"steps\": [{\"decisive\": true, \"source\": [{}]}]}"):
            self.assertEqual(places.of_timeline(broken), [])


if __name__ == "__main__":
    unittest.main()
