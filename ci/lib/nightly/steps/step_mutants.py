"""The step that looks for a sample of small mistakes: ci/mutants, fitted to the time there is. Each night
draws another sample.

One that is alive is no news: it may be equivalent, and a night is no time to read it. The score is a figure,
so that the page draws it from night to night.

data: {"options": of ci/mutants, "score", "counts": {verdict: mutants}}
"""

import json
import zlib

from entries import ROOT
from mutants.workshop import BUILDS

from .step import Failed, Skip, Step, case, figure
from .step_zoo import last_line

# How long each target looks for one at most, and what a mutant takes on the average: most die at once.
SECONDS = 20
SECONDS_PER_MUTANT = 18


def fit(processes, seconds):
    """How many mutants there is time for."""
    return int(seconds * processes / SECONDS_PER_MUTANT)


def cases_of(report):
    """A case per mutant of what ci/mutants --json says."""
    cases = []
    for mutant in report["mutants"]:
        killed = mutant["verdict"] == "killed"
        message = (f"{mutant['tag']} after {mutant['executions']} executions" if killed
                   else f"{mutant['verdict']}: {mutant['file']}:{mutant['line']}: {mutant['summary']}")
        cases.append(case(mutant["id"], "passed" if killed else "skipped", mutant["seconds"], message))
    return cases


class Mutants(Step):
    """See above."""

    name = "mutants"
    title = "make small mistakes in src/, and count those that are found"
    share = 4.0

    def run(self, night, seconds, record):
        """A case per mutant."""
        data = record["data"]
        if "options" not in data:
            n = fit(night.processes, seconds)
            if not n:
                raise Skip("there is no time for a mutant")
            part, whole = night.shard
            # Verdicts of another budget would not count after an interruption.
            data["options"] = ["--seconds", str(SECONDS), "--builds", next(iter(BUILDS)), "--sample", str(n),
                               "--seed", str(zlib.crc32(night.output.name.encode())),
                               "--shard", f"{part}/{whole}", "--work", str(night.work / "mutants"), "--json"]
            night.save()
        log = night.work / "mutants.log"
        code, out = self._call(night, data["options"], log, seconds)
        if night.stopping():
            return
        if code not in (None, 0, 1):
            raise Failed(f"ci/mutants ended with {code} and said: {self._said(log)}")
        if code is None:  # Its time was over: what there is.
            code, out = self._call(night, ["--table", *data["options"]], night.work / "mutants.table.log", 120)
        try:
            report = json.loads(out.read_text(encoding="utf-8"))
        except ValueError as error:
            raise Skip("its time was over before a mutant was looked for") from error
        self._conclude(record, report)

    def _call(self, night, options, log, seconds):
        """Runs ci/mutants. Returns its exit code, None if the time was over, and the file it has written."""
        out = log.with_suffix(".json")
        log.unlink(missing_ok=True)
        process = night.start([ROOT / "ci" / "mutants", *options], log, stdout=out, cwd=ROOT)
        return night.finish_program(process, seconds, lambda: night.say(self._said(log) or "building")), out

    @staticmethod
    def _said(log):
        return last_line(log.read_text(encoding="utf-8", errors="replace"))

    @staticmethod
    def _conclude(record, report):
        counts = report["counts"]
        record["data"].update(score=report["score"], counts=counts)
        record["cases"] = cases_of(report)
        if report["score"] is not None:
            # Better or worse is nothing to judge by one night: each draws another sample.
            record["figures"] = [figure("killed", round(100 * report["score"], 1), "%")]
        record["message"] = (f"{counts['killed']} of {counts['killed'] + counts['alive']} were killed; "
                             f"{counts['equivalent'] + counts['same']} equivalent, "
                             f"{counts['uncompiled']} not compiled")
