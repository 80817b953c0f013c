"""ci/zoo where nothing is built: what is run, what is said, and how it ends."""

import contextlib
import io
import json
import re
import runpy
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from zoo import look, minima, planted, planted_build, regressions, zoo_runs
from entries import PLANTED, ROOT, UserError, read_entries, read_left_out, reason

TOOL = runpy.run_path(str(ROOT / "ci/zoo"))


class Zoo(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = Path(folder.name)
        self.built, self.tags = [], {}
        self.broken = []
        for patch in (mock.patch.object(look, "install_needed", lambda: None),
                      mock.patch.object(planted_build, "build", lambda preset, targets: None),
                      mock.patch.object(planted_build, "build_each", self.build_each),
                      mock.patch.object(zoo_runs, "run_all", lambda entries, options: True),
                      mock.patch.object(zoo_runs, "finished_runs", self.finished),
                      mock.patch.object(regressions, "check", lambda entries: 0)):
            patch.start()
            self.addCleanup(patch.stop)

    def build_each(self, preset, targets):
        self.built.append((preset, targets))
        return [target for target in targets if target in self.broken]

    def finished(self, entries, options):
        """A run of each entry: what it is expected to find, unless the test says otherwise."""
        return {entry.name: [{"tag": self.tags.get(entry.name, entry.oracles[0]), "seconds": 1.0,
                              "executions": 9, "replays": True}] for entry in entries}

    def zoo(self, *arguments):
        with contextlib.redirect_stdout(io.StringIO()) as out, \
                contextlib.redirect_stderr(io.StringIO()) as err:
            code = TOOL["main"]([*arguments, "--work", str(self.work), "--seeds", "1"])
        return code, out.getvalue(), err.getvalue()

    def stale(self, *names):
        bad = [PLANTED / f"{name}.patch" for name in names]
        patch = mock.patch.object(planted, "stale", lambda patches: [p for p in patches if p in bad])
        patch.start()
        self.addCleanup(patch.stop)

    def test_the_others_run_though_some_do_not_fit(self):
        self.stale("B01", "B07")
        code, out, err = self.zoo()
        self.assertEqual(code, 1)
        self.assertRegex(err, r"\Aci/zoo: 2 of \d+ patches do not fit src/ any more: B01 B07; "
                              r"ci/zoo --rebase merges them\n\Z")
        self.assertRegex(out, r"\nB01 .* does not fit ")
        self.assertRegex(out, r"\nB02 .* found ")
        targets = [name for _, names in self.built for name in names]
        self.assertIn("zoo-B02", targets)
        self.assertNotIn("zoo-B01", targets)

    def test_the_others_run_though_some_do_not_build(self):
        self.stale()
        self.broken = ["zoo-B58"]
        log = self.work / "log"
        log.write_text("cc planted/B5/src/a.c:1:1: error: no\n/x/build/plain/planted/B58/src/install.c:42:9: error: "
                       "use of undeclared identifier 'umap'\n")
        with mock.patch.object(planted_build, "log_of", lambda preset: log):
            code, out, err = self.zoo("B57", "B58")
        self.assertEqual((code, err), (1, "ci/zoo: 1 of 2 planted bugs does not build any more: B58 "
                                          "(src/install.c:42: use of undeclared identifier 'umap'); "
                                          "ci/zoo --rebase B58\n"))
        self.assertRegex(out, r"\nB58 .* does not build ")
        self.assertRegex(out, r"\nB57 .* found ")

    def test_all_fit_and_are_found(self):
        self.stale()
        self.assertEqual(self.zoo()[::2], (0, ""))
        self.assertEqual(json.loads((self.work / "zoo.json").read_text())["way"], "")

    def test_a_table_that_cannot_be_kept_is_told(self):
        self.stale()
        (self.work / "zoo.txt").mkdir()  # In the file's place.
        (self.work / "zoo.json").write_text("before")
        with contextlib.redirect_stdout(io.StringIO()) as out, self.assertRaises(OSError) as error:
            TOOL["main"](["--work", str(self.work), "--seeds", "1"])
        self.assertEqual(reason(error.exception), f"{self.work}/zoo.txt: Is a directory")
        self.assertRegex(out.getvalue(), r"\nB02 .* found ")
        self.assertEqual((self.work / "zoo.json").read_text(), "before")

    def test_an_interruption_while_it_minimizes_loses_no_table(self):
        self.stale()
        with mock.patch.object(minima, "minimize_all", side_effect=KeyboardInterrupt):
            code, out, _ = self.zoo("B02", "--minimize")
        self.assertEqual(code, 130)
        self.assertRegex(out, r"\nB02 .* found ")

    def test_one_that_does_not_fit_alone(self):
        self.stale("B59")
        code, _, err = self.zoo("B59")
        self.assertEqual((code, err), (1, "ci/zoo: 1 of 1 patches does not fit src/ any more: B59; "
                                          "ci/zoo --rebase B59 merges it\n"))

    def test_regressions_of_the_others(self):
        self.stale("B59")
        self.assertEqual(self.zoo("--regressions", "B59", "B58")[0], 1)
        self.assertEqual(self.zoo("--regressions", "B58")[0], 0)

    def test_what_fits(self):
        self.stale("B59", "B68")
        code, out, _ = self.zoo("--fits")
        self.assertEqual(code, 1)
        self.assertRegex(out, r"\A2 of \d+ patches do not fit src/ any more: B59 B68; .*\n\Z")
        self.stale()
        self.assertEqual(self.zoo("--fits")[0], 0)

    def test_not_found_is_no_failure_of_another_target(self):
        self.stale()
        self.tags = {"B58": "", "B59": "CNT"}
        self.assertEqual(self.zoo("B58", "B59")[0], 1)
        code, out, _ = self.zoo("B58", "B59", "--target", "fuzz_sequence", "--build", "asan")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"\nB58 +fuzz_sequence +asan +- +not found ")
        self.assertEqual(self.zoo("B58", "--target", "fuzz_sequence", "--must-find")[0], 1)
        self.assertEqual(self.zoo("B59", "--target", "fuzz_sequence", "--must-find")[0], 0)
        self.assertRegex(out, r"\nB59 +fuzz_sequence +asan +CNT +found ")
        self.assertIn(("asan", ["zoo-sequence-B58", "zoo-sequence-B59"]),
                      self.built)

    def test_a_page_of_all_ways(self):
        self.stale()
        with self.assertRaisesRegex(UserError, "a whole table comes first"):
            self.zoo("--results", str(self.work / "zoo.md"))
        self.zoo()
        self.tags = {"B58": ""}
        self.zoo("--target", "fuzz_sequence")
        self.zoo("--build", "asan-fine")
        (self.work / "results").mkdir()
        self.assertEqual(self.zoo("--results", str(self.work / "results/zoo.md"))[0], 0)
        page = re.sub(" +", " ", (self.work / "results/zoo.md").read_text())
        self.assertIn("| bug | p | as its header says | asan-fine | fuzz_sequence |\n", page)
        self.assertRegex(page, r"- fuzz_sequence: `ci/zoo --target fuzz_sequence .*` at \S+: \d+ of \d+ found")
        self.assertRegex(page, r"\n\| B58 \| 1 \| \w+ 9 / 1.0 \| - \| - \|\n")

    def test_list(self):
        code, out, _ = self.zoo("--list")
        planted_, _, left_out = out.partition("\nleft out:\n")
        self.assertEqual(code, 0)
        self.assertEqual([line.split()[0] for line in planted_.splitlines()],
                         [entry.name for entry in read_entries()])
        self.assertEqual([line.split()[0] for line in left_out.splitlines()],
                         [name for name, _ in read_left_out()])
        # In columns: all descriptions begin at the same place.
        places = {line.index(entry.description) for entry, line in zip(read_entries(), planted_.splitlines())}
        self.assertEqual(len(places), 1)

    def test_what_does_not_go_together(self):
        for arguments, why in ((("--walk", "--build", "asan"), "--walk is for what the headers say"),
                               (("--repair",), "wants the entries"), (("--resolved", "B59"), "goes with"),
                               (("--rebase", "--resolved"), "goes with"),
                               (("--target", "fuzz_stress"), "invalid choice"),
                               (("B95",), "did you mean B96?")):
            with self.assertRaisesRegex(UserError, why):
                self.zoo(*arguments)


if __name__ == "__main__":
    unittest.main()
