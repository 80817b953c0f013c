"""What the steps of a night make of what programs say, and of the figures of other nights."""

import contextlib
import errno
import json
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from nightly import fork_mode, summary
from nightly.overrun import grace
from nightly.steps import step_bench, step_grow, step_mutants, step_ovs, step_programs, step_zoo, steps
from nightly.steps.step import Failed, Skip
from nightly.targets import by_name
from nightly_fake import fake_night
from own_folder import OwnFolder

EXAMPLE = json.loads((HERE / "nightly_summary.json").read_text())


class LittleTime(unittest.TestCase):
    """What cannot be divided is left out where there is too little time for it; it is no step that failed."""

    def test_a_step_that_would_be_ended_is_not_begun(self):
        night = mock.Mock(shard=(1, 1))
        for step in (step_bench.Bench(), step_ovs.Ovs(), step_programs.Programs()):
            with self.subTest(step.name), self.assertRaisesRegex(Skip, "there is too little time"):
                step.run(night, 5, {"data": {}})
        night.start.assert_not_called()

    def test_a_program_is_ended_before_its_step(self):
        for seconds in (100, 300, 864):
            night, start = mock.Mock(shard=(1, 1)), time.monotonic()
            night.work = night.output = night.corpora = Path("/nowhere")
            night.finish_program.return_value = None
            for step in (step_ovs.Ovs(), step_programs.Programs()):
                with self.subTest(step.name, seconds=seconds), mock.patch.object(Path, "unlink"), \
                        mock.patch.object(Path, "read_text", return_value=""), contextlib.suppress(Skip):
                    step.run(night, seconds, {"data": {}})
            self.assertLess(time.monotonic() - start, 10)
            for call in night.finish_program.call_args_list:
                self.assertLess(call.args[1], seconds + grace(seconds))


class Fork(OwnFolder):
    def test_progress_is_the_last_line(self):
        log = self.folder / "log"
        self.assertEqual(fork_mode.progress_of(log).executions, 0)
        log.write_text("INFO: Seed: 1\n"
                       "#12: cov: 7 ft: 9 corp: 2 exec/s 50 oom/timeout/crash: 0/0/0 time: 2s job: 1\n"
                       "#31: cov: 8 ft: 12 corp: 3 exec/s: 50 oom/timeout/crash: 1/2/3 time: 9s\nb")
        self.assertEqual(fork_mode.progress_of(log), fork_mode.Progress(31, 8, 12, 6))

    def test_artefacts_are_named_as_the_targets_name_theirs(self):
        command = fork_mode.command("p", 2, 9.5, self.folder, "asan-sequence-", "c", ["s"])
        self.assertIn(f"-artifact_prefix={self.folder}/asan-sequence-", command)
        self.assertEqual((command[0], command[-2:]), ("p", ["c", "s"]))

    def test_counts_are_summed(self):
        (self.folder / "1").write_text("executions: 10\nreplacements: 2\ndistinct_schedules: 9\n\n")
        (self.folder / "2").write_text("executions: 5\nreplacements: 0\n\n\n")
        self.assertEqual(fork_mode.reached(self.folder), {"executions": 15, "replacements": 2})

    def test_what_killed_jobs_have_found_is_saved(self):
        temporary, corpus = self.folder / "tmp", self.folder / "corpus"
        job = temporary / "libFuzzerTemp.FuzzWithFork77.dir" / "C1"
        job.mkdir(parents=True)
        corpus.mkdir()
        (job / ("a" * 40)).write_text("new")
        (job / ("b" * 40)).write_text("there")
        (job / "no-digest").write_text("")
        (corpus / ("b" * 40)).write_text("there")
        self.assertEqual(fork_mode.salvage(temporary, corpus), 1)
        self.assertEqual(sorted(p.name[0] for p in corpus.iterdir()), ["a", "b"])
        self.assertEqual(list(temporary.iterdir()), [])


    def test_on_a_full_disk_what_killed_jobs_have_found_makes_room(self):
        temporary, corpus = self.folder / "tmp", self.folder / "corpus"
        job = temporary / "libFuzzerTemp.FuzzWithFork77.dir" / "C1"
        job.mkdir(parents=True)
        corpus.mkdir()
        (job / ("a" * 40)).write_text("new")

        def full(_, kept):
            kept.write_text("n")
            raise OSError(errno.ENOSPC, "full")

        with mock.patch("shutil.copyfile", full):
            self.assertEqual(fork_mode.salvage(temporary, corpus), 0)
        self.assertEqual(list(corpus.iterdir()) + list(temporary.iterdir()), [])


class Corpora(OwnFolder):
    def test_a_corpus_is_replaced_as_a_whole(self):
        corpus, smaller, before = (self.folder / name for name in ("c", "smaller", "c.before"))
        for stage in ("between the renames", "after them"):
            for folder in (corpus, smaller, before):
                folder.mkdir(exist_ok=True)
            (before / "old").touch()
            (smaller / "new").touch()
            if stage == "between the renames":
                corpus.rmdir()
                step_grow.restore(corpus)
                self.assertEqual([p.name for p in corpus.iterdir()], ["old"])
            else:
                (corpus / "new").touch()
                step_grow.restore(corpus)
                self.assertIn("new", [p.name for p in corpus.iterdir()])
            self.assertFalse(before.exists())
        step_grow.replace(corpus, smaller)
        self.assertEqual([p.name for p in corpus.iterdir()], ["new"])
        self.assertFalse(smaller.exists() or before.exists())


class Campaigns(unittest.TestCase):
    def test_one_that_dies_without_an_artefact_has_failed(self):
        campaign = {"target": "fuzz_stress", "build": "plain", "seconds": 9.0, "executions": 5,
                    "coverage": 1, "features": 1, "artefacts": 0, "complete": True, "died": 0}
        told = []
        for change in ({}, {"complete": False}, {"executions": 0}, {"executions": 0, "artefacts": 1},
                       {"died": -9}):
            record = {"data": {"campaigns": [{**campaign, **change}], "corpora": []}}
            step_grow.Grow._conclude(record)
            told.append((record["cases"][0]["result"], record["cases"][0]["message"]))
        self.assertEqual(told, [("passed", "5 executions, 0 artefacts"),
                                ("skipped", "5 executions, 0 artefacts"),
                                ("skipped", "0 executions, 0 artefacts"),
                                ("passed", "0 executions, 1 artefact"),
                                ("failed", "ended with -9 and left no artefact; see its log in work/")])

    def test_one_that_leaves_an_artefact_has_not_died(self):
        def died(code, artefacts):
            def fork(_, data, night, name, build, seconds, look):
                for number in range(artefacts):
                    (night.findings.folder("grow", name, build) / f"plain-crash-{number}").touch()
                return code

            with tempfile.TemporaryDirectory() as folder, \
                    fake_night(Path(folder) / "night", []) as night, \
                    mock.patch.object(step_grow.Grow, "_fork", fork):
                data = {"campaigns": []}
                step_grow.Grow()._campaign(night, by_name("fuzz_interleave"), "plain", 1, data)
            return data["campaigns"][0]["died"]

        self.assertEqual([died(77, 1), died(77, 0), died(0, 0), died(None, 0)], [0, 77, 0, 0])

    def campaign(self, script, seconds_to_end):
        """(seconds, names of what is in the corpus, names of artefacts) of a campaign of a second of a program that
        does not look at the time."""
        with tempfile.TemporaryDirectory() as folder, fake_night(Path(folder) / "night", []) as night:
            program = Path(folder) / "program"
            program.write_text(f"""#!/bin/sh
for word; do case $word in -artifact_prefix=*) prefix=${{word#*=}};; esac; done
of=$TMPDIR/libFuzzerTemp.FuzzWithFork7.dir
mkdir -p $of/C1 && echo found >$of/C1/{'a' * 40} && echo found >${{prefix}}crash-1
{script}
""")
            program.chmod(0o755)
            (night.corpus("fuzz_interleave")).mkdir()
            begun = time.monotonic()
            with mock.patch.object(step_grow, "SECONDS_TO_END", seconds_to_end), \
                    mock.patch.object(night, "program", lambda *_: program):
                step_grow.Grow()._campaign(night, by_name("fuzz_interleave"), "plain", 0.1, {"campaigns": [], "reached": {}})
            return (time.monotonic() - begun, [path.name[0] for path in night.corpus("fuzz_interleave").iterdir()],
                    sorted(path.name for path in night.findings.folder("grow", "fuzz_interleave", "plain").iterdir()))

    def test_one_that_outlives_its_time_is_ended_and_nothing_is_lost(self):
        took, corpus, artefacts = self.campaign("while :; do sleep 0.01; done", 0.4)
        self.assertLess(took, 8)
        self.assertEqual((corpus, artefacts), (["a"], ["plain-crash-1"]))

    def test_after_its_time_its_jobs_are_asked_to_end(self):
        took, corpus, artefacts = self.campaign(
            "while [ ! -s $of/STOP ]; do sleep 0.01; done; echo found >${prefix}crash-2", step_grow.SECONDS_TO_END)
        self.assertLess(took, step_grow.SECONDS_TO_END)
        self.assertEqual((corpus, artefacts), (["a"], ["plain-crash-1", "plain-crash-2"]))


class Grown(OwnFolder):
    """The step, with campaigns of a second."""

    def grow(self, seconds, nights=0):
        def campaign(_, night, target, build, seconds, data):
            time.sleep(0.1)
            data["campaigns"].append({"target": target.name, "build": build, "seconds": seconds, "executions": 1, "coverage": 0,
                                      "features": 0, "artefacts": 0, "complete": True, "died": 0})

        record = {"data": {}, "cases": [], "figures": [], "message": ""}
        with fake_night(self.folder / f"night{nights}", []) as night, \
                mock.patch.object(step_grow.Grow, "_campaign", campaign), mock.patch.object(night, "start") as start:
            night.history = [None] * nights
            step_grow.Grow().run(night, seconds, record)
        start.assert_not_called()
        return record

    def test_what_there_is_no_time_for_is_left_out_and_named(self):
        record = self.grow(0.05)
        result = {case["name"]: (case["result"], case["message"]) for case in record["cases"]}
        self.assertEqual(record["message"], "1 of 14 campaigns, 1 execution, 0 artefacts")
        self.assertEqual(result["fuzz_interleave plain"], ("passed", "1 execution, 0 artefacts"))
        self.assertEqual(result["fuzz_stress tsan"], ("skipped", "not begun"))
        self.assertEqual(result["merge fuzz_scenario"], ("skipped", "0 files, not minimised"))

    def test_the_next_night_begins_elsewhere(self):
        first = [[campaign["target"] + " " + campaign["build"] for campaign in self.grow(0.05, nights)["data"]["campaigns"]]
                 for nights in (1, 15)]
        self.assertEqual(first, [["fuzz_interleave asan"]] * 2)


class Zoo(unittest.TestCase):
    def test_fits_the_time(self):
        self.assertEqual(step_zoo.fit(88, 2, 100), (50, 1, 33))
        self.assertEqual(step_zoo.fit(88, 2, 1300), (600, 4, 88))
        self.assertEqual(step_zoo.fit(88, 64, 36000), (600, 5, 88))
        self.assertEqual(step_zoo.fit(88, 1, 1), (10, 1, 1))

    def test_cases(self):
        row = {"entry": "B1", "oracle": "ONCE", "executions": 5, "seconds": 0.5, "slowest": 0.9}
        table = {"seconds": 600, "seeds": 5,
                 "entries": [{**row, "result": result} for result in (
                     "found", "found 3/5", "not found", "other oracle", "no replay", "incomplete")]}
        self.assertEqual([c["result"] for c in step_zoo.cases_of(table)],
                         ["passed", "failed", "failed", "failed", "failed", "skipped"])
        # In a short time that something is not found says nothing; that it is wrong does.
        table["seconds"] = 20
        self.assertEqual([c["result"] for c in step_zoo.cases_of(table)],
                         ["passed", "skipped", "skipped", "failed", "failed", "skipped"])


class ZooRun(OwnFolder):
    """The step, with a ci/zoo that says what the test wants."""

    def run_step(self, script):
        zoo = self.folder / "ci" / "zoo"
        zoo.parent.mkdir()
        table = {"seconds": 10, "seeds": 1, "entries": [
            {"entry": "B1", "build": "plain", "oracle": "ONCE", "result": "incomplete", "executions": None,
             "seconds": None, "slowest": None, "preemptions": 1}]}
        zoo.write_text(f"#!/bin/sh\n[ $1 != --table ] || {{ echo '{json.dumps(table)}'; exit 1; }}\n"
                       f"echo 'regressions: 1 right, 0 wrong' >&2\n{script}\n")
        zoo.chmod(0o755)
        self.record = {"cases": [], "figures": [], "data": {}, "message": ""}
        with fake_night(self.folder / "night", []) as night, \
                mock.patch.object(step_zoo, "ROOT", self.folder):
            step_zoo.Zoo().run(night, 60, self.record)

    def cases(self):
        return [(case["name"], case["result"]) for case in self.record["cases"]]

    def test_not_everything_was_found(self):
        self.run_step("exit 1")
        self.assertEqual(self.cases(), [("B1", "skipped")])

    def test_what_could_not_run_was_not_skipped(self):
        with self.assertRaisesRegex(Failed, "^ci/zoo ended with 2 and said: no seeds$"):
            self.run_step("echo no seeds >&2; exit 2")
        self.assertEqual(self.cases(), [("B1", "skipped")])


class MutantsRun(OwnFolder):
    """The step, with a ci/mutants that says what the test wants."""

    def run_step(self, script, seconds=60):
        one = {"id": "call-f-1", "file": "src/a.c", "line": 3, "summary": "a; => ;", "tag": "LOCK", "executions": 5,
               "seconds": 1.5}
        told = {"score": 0.5, "counts": {"killed": 1, "alive": 1, "equivalent": 0, "same": 0, "uncompiled": 0},
                "mutants": [{**one, "verdict": "killed"}, {**one, "id": "call-f-2", "verdict": "alive"}]}
        program = self.folder / "ci" / "mutants"
        program.parent.mkdir()
        (self.folder / "told").write_text(json.dumps(told))
        program.write_text(f"#!/bin/sh\necho $* >>{self.folder}/given\ntold={self.folder}/told\n{script}\n")
        program.chmod(0o755)
        self.record = {"cases": [], "figures": [], "data": {}, "message": ""}
        with fake_night(self.folder / "night", []) as night, \
                mock.patch.object(step_mutants, "SECONDS_PER_MUTANT", 0.5), \
                mock.patch.object(step_mutants, "ROOT", self.folder):
            step_mutants.Mutants().run(night, seconds, self.record)

    def test_one_that_is_alive_is_no_news(self):
        self.run_step("cat $told; exit 1")
        self.assertEqual([(c["name"], c["result"], c["message"]) for c in self.record["cases"]],
                         [("call-f-1", "passed", "LOCK after 5 executions"),
                          ("call-f-2", "skipped", "alive: src/a.c:3: a; => ;")])
        self.assertEqual((self.record["figures"][0]["value"], self.record["data"]["score"]), (50, 0.5))
        self.assertIn("1 of 2 were killed", self.record["message"])

    def test_when_the_time_is_over_there_is_a_table(self):
        self.run_step("case $* in *--table*) cat $told ;; *) sleep 30 ;; esac", 1)
        self.assertEqual(len(self.record["cases"]), 2)

    def test_what_could_not_run(self):
        with self.assertRaisesRegex(Failed, "^ci/mutants ended with 2 and said: no seeds$"):
            self.run_step("echo no seeds >&2; exit 2")

    def test_nights_draw_other_samples(self):
        self.run_step("cat $told")
        self.assertRegex((self.folder / "given").read_text(), r"--sample [1-9]\d* --seed \d+ --shard 1/1 ")

    def test_no_time(self):
        with self.assertRaisesRegex(Skip, "no time"):
            self.run_step("exit 3", 0)


class Steps(unittest.TestCase):
    def test_each_has_a_name_of_its_own(self):
        names = [step.name for step in steps.STEPS]
        self.assertEqual(len(set(names)), len(names))
        self.assertEqual((names[0], names[-1]), ("build", "explain"))
        self.assertLessEqual(set(summary.LOOKING), set(names))
        for step in steps.STEPS:
            self.assertTrue(step.title)

    def test_time_that_is_left_is_fuzzed_with(self):
        later = [step.name for step in steps.STEPS[[step.name for step in steps.STEPS].index("grow"):]]
        self.assertEqual(later, ["grow", "coverage", "memcheck", "explain"])


if __name__ == "__main__":
    unittest.main()
