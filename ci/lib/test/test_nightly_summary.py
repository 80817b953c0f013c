"""summary.json of a night: what is accepted, and that it is never half written."""

import copy
import json
import os
import signal
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from entries import Misfit
from nightly import summary
from nightly_fake import signal_at

EXAMPLE = json.loads((HERE / "nightly_summary.json").read_text())


class Check(unittest.TestCase):
    def refused(self, change, why):
        broken = copy.deepcopy(EXAMPLE)
        change(broken)
        with self.assertRaisesRegex(Misfit, why):
            summary.check(broken)

    def test_the_example(self):
        summary.check(EXAMPLE)

    def test_what_is_missing_or_of_another_kind(self):
        self.refused(lambda s: s.pop("steps"), 'no "steps"')
        self.refused(lambda s: s.update(format=2), "format 2")
        self.refused(lambda s: s.update(verdict="fine"), "verdict is \"fine\"")
        self.refused(lambda s: s["steps"][0].update(seconds="1"), "\"seconds\" is \"1\"")
        self.refused(lambda s: s["steps"][0]["cases"][0].update(result="ok"), "result is \"ok\"")
        self.refused(lambda s: s["steps"][2]["figures"][0].pop("unit"), 'no "unit"')
        self.refused(lambda s: s["findings"][0].update(kind="rumour"), "kind is \"rumour\"")
        self.refused(lambda s: s["findings"].append([]), "is not an object")

    def test_nights_of_one_name_have_each_its_own_in_history(self):
        names = [summary.name_in_history({**EXAMPLE, "started": f"2026-01-02T03:04:0{second}+00:00"})
                 for second in (5, 6)]
        self.assertEqual(names, ["2026-01-02T030405+0000.json", "2026-01-02T030406+0000.json"])


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_round_trip(self):
        summary.write(self.folder / "night" / "summary.json", EXAMPLE)
        self.assertEqual(summary.read(self.folder / "night" / "summary.json"), EXAMPLE)
        self.assertEqual([p.name for p in (self.folder / "night").iterdir()], ["summary.json"])

    def test_what_cannot_be_written_leaves_the_old_file(self):
        path = self.folder / "summary.json"
        path.write_text("old")
        path.with_name(".summary.json.new").mkdir()
        with self.assertRaises(OSError):
            summary.write_atomically(path, "new")
        self.assertEqual(path.read_text(), "old")

    def test_killed_at_any_line_it_leaves_the_old_file_or_the_new_one(self):
        path = self.folder / "summary.json"
        path.write_text("old")
        seen = []
        while not seen or seen[-1] != "not killed":
            child = os.fork()
            if not child:
                signal_at(len(seen) + 1, signal.SIGKILL)
                summary.write_atomically(path, "new")
                os._exit(0)
            _, status = os.waitpid(child, 0)
            seen.append(path.read_text() if status else "not killed")
        self.assertEqual(seen, sorted(seen, key=["old", "new", "not killed"].index))
        self.assertGreater(seen.count("old"), 3)

    def test_history_is_in_order_and_leaves_out_what_is_broken(self):
        for name, started in (("b", "2026-11-21T01:00:00Z"), ("a", "2026-11-22T01:00:00Z")):
            summary.write(self.folder / f"{name}.json", {**EXAMPLE, "started": started, "name": name})
        (self.folder / "c.json").write_text("{\"format\": 1")
        self.assertEqual([n["name"] for n in summary.read_history(self.folder)], ["b", "a"])


if __name__ == "__main__":
    unittest.main()
