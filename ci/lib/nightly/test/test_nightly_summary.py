"""summary.json of a night: what is accepted, and that it is never half written."""

import copy
import errno
import json
import os
import signal
import sys
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import files
from entries import UserError
from nightly import summary
from nightly_fake import signal_at
from own_folder import OwnFolder

EXAMPLE = json.loads((HERE / "nightly_summary.json").read_text())


class Check(unittest.TestCase):
    def refused(self, change, why):
        broken = copy.deepcopy(EXAMPLE)
        change(broken)
        with self.assertRaisesRegex(UserError, why):
            summary.check(broken)

    def test_the_example(self):
        summary.check(EXAMPLE)

    def test_what_is_missing_or_of_another_kind(self):
        self.refused(lambda s: s.pop("steps"), "'steps' is a required property")
        self.refused(lambda s: s.update(format=2), "has format 2, not 1")
        self.refused(lambda s: s.update(verdict="fine"), '"verdict": .fine. is not one of')
        self.refused(lambda s: s["steps"][0].update(seconds="1"), '"steps": "0": "seconds": .1. is not of type')
        self.refused(lambda s: s["steps"][0]["cases"][0].update(result="ok"), '"result": .ok. is not one of')
        self.refused(lambda s: s["steps"][2]["figures"][0].pop("unit"), '"figures": "0": .unit. is a required')
        self.refused(lambda s: s["findings"][0].update(kind="rumour"), '"kind": .rumour. is not one of')
        self.refused(lambda s: s["findings"].append([]), "is not of type .object.")
        self.refused(lambda s: s.update(budget=True), "is not of type .number.")

    def test_nights_of_one_name_have_each_its_own_in_history(self):
        names = [summary.name_in_history({**EXAMPLE, "started": f"2026-01-02T03:04:0{second}+00:00"})
                 for second in (5, 6)]
        self.assertEqual(names, ["2026-01-02T030405+0000.json", "2026-01-02T030406+0000.json"])


class Files(OwnFolder):
    def test_round_trip(self):
        summary.write(self.folder / "night" / "summary.json", EXAMPLE)
        self.assertEqual(summary.read(self.folder / "night" / "summary.json"), EXAMPLE)
        self.assertEqual([p.name for p in (self.folder / "night").iterdir()], ["summary.json"])

    def test_what_cannot_be_written_leaves_the_old_file(self):
        path = self.folder / "summary.json"
        path.write_text("old")
        with mock.patch("os.fsync", side_effect=OSError(errno.ENOSPC, "full")):
            with self.assertRaises(OSError):
                files.write_atomically(path, "new")
        self.assertEqual([p.name for p in self.folder.iterdir()], ["summary.json"])
        self.assertEqual(path.read_text(), "old")

    def test_no_link_is_followed_and_the_mode_is_that_of_other_files(self):
        victim, path = self.folder / "victim", self.folder / "summary.json"
        victim.write_text("precious")
        for name in ("summary.json", ".summary.json.new", "summary.json.new"):
            (self.folder / name).symlink_to(victim)
        before = os.umask(0o027)
        self.addCleanup(os.umask, before)
        files.write_atomically(path, "new")
        self.assertEqual((victim.read_text(), path.read_text()), ("precious", "new"))
        self.assertEqual((path.is_symlink(), path.stat().st_mode & 0o777), (False, 0o640))

    def test_killed_at_any_line_it_leaves_the_old_file_or_the_new_one(self):
        path = self.folder / "summary.json"
        path.write_text("old")
        seen = []
        while not seen or seen[-1] != "not killed":
            child = os.fork()
            if not child:
                signal_at(len(seen) + 1, signal.SIGKILL)
                files.write_atomically(path, "new")
                os._exit(0)
            _, status = os.waitpid(child, 0)
            seen.append(path.read_text() if status else "not killed")
        self.assertEqual(seen, sorted(seen, key=["old", "new", "not killed"].index))
        self.assertGreater(seen.count("old"), 3)

    def test_history_is_in_order_and_leaves_out_what_is_broken(self):
        for name, started in (("b", "2026-11-21T01:00:00Z"), ("a", "2026-11-22T01:00:00Z")):
            summary.write(self.folder / f"{name}.json", {**EXAMPLE, "started": started, "name": name})
        (self.folder / "c.json").write_text("{\"format\": 1")
        (self.folder / "d.json").mkdir()
        os.mkfifo(self.folder / "e.json")
        (self.folder / "f.json").symlink_to("f.json")
        whole = json.dumps(EXAMPLE)
        for number, text in enumerate((
                "[" * 100000, "[]", "7", "null", '"text"', '{"format": 1, "format": 1}', "\ufeff" + whole,
                whole.replace('"seconds": ', '"seconds": 1e999, "x": ', 1), whole.replace('"budget": ', '"budget": NaN, "x": '),
                whole.replace('"budget": ', '"budget": 1' + "0" * 400 + ', "x": '), whole.replace('"budget": ', '"budget": true, "x": '),
                whole.replace('"steps": [', '"steps": [7, '), whole.replace('"findings": [', '"findings": [null, '),
                whole.replace('"name": "', '"name": "\\ud800', 1),
                whole.replace('"commit": "', '"commit": "$(x)', 1), whole.replace('"started": "', '"started": "/', 1))):
            (self.folder / f"g{number}.json").write_text(text)
        (self.folder / "h.json").write_bytes(whole.encode("utf-16"))
        self.assertEqual([n["name"] for n in summary.read_history(self.folder)], ["b", "a"])


if __name__ == "__main__":
    unittest.main()
