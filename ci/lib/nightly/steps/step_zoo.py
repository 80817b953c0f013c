"""The step that has every planted bug found again: ci/zoo, fitted to the time there is.

data: {"options": of ci/zoo, "seconds", "seeds", "entries": [{"entry", "build", "oracle", "result",
       "executions", "seconds", "preemptions"}], as ci/zoo --format json has them}
"""

import json
import re

from entries import ROOT, read_entries

from .step import Failed, Skip, Step, case, figure

# What a run takes on the average, and how long to look for one at most.
SECONDS_PER_RUN = 6
SECONDS_MAX = 600
SEEDS_MAX = 5
# A search for less than this has not shown that a bug is not found.
SECONDS_THAT_TELL = 300


def fit(entries, processes, seconds):
    """Options of ci/zoo for so many entries and so much time: (seconds, seeds, sample)."""
    runs = int(seconds * processes / SECONDS_PER_RUN)
    seeds = min(SEEDS_MAX, max(1, runs // entries))
    return min(SECONDS_MAX, max(10, int(seconds / 2))), seeds, min(entries, max(1, runs))


def last_line(text):
    """What a log says last; "" if it is empty."""
    return (text.splitlines() or [""])[-1]


def cases_of(table):
    """A case per entry of ci/zoo's table."""
    cases = []
    for row in table["entries"]:
        seconds = row["seconds"] or row["slowest"] or 0
        if row["result"] == "found":
            cases.append(case(row["entry"], "passed", seconds,
                              f"{row['oracle']} after {row['executions']} executions"))
        elif row["result"] == "incomplete":
            cases.append(case(row["entry"], "skipped", seconds, "not all runs were made in time"))
        else:
            partly = row["result"].startswith("found")
            late = partly or row["result"] == "not found"
            tells = not late or table["seconds"] >= SECONDS_THAT_TELL
            cases.append(case(row["entry"], "failed" if tells else "skipped", seconds,
                              "not always found" if partly else row["result"]))
    return cases


class Zoo(Step):
    """See above."""

    name = "zoo"
    title = "plant every bug of ci/planted/, and find it from the seeds alone"
    share = 20.0

    def run(self, night, seconds, record):
        """A case per entry, and one for the scenarios of corpus/bugs/."""
        part, whole = night.shard
        entries = len(read_entries()[part - 1::whole])
        if not entries:
            raise Skip("no entry is left for this shard")
        data = record["data"]
        if "options" not in data:
            # Runs of another length would not count after an interruption.
            limit, seeds, sample = fit(entries, night.processes, seconds)
            data["options"] = ["--seconds", str(limit), "--seeds", str(seeds), "--work",
                               str(night.work / "zoo"), "--shard", f"{part}/{whole}"]
            if sample < entries:
                data["options"] += ["--sample", str(sample)]
            night.save()
        log = night.work / "zoo.log"
        log.unlink(missing_ok=True)
        process = night.start([ROOT / "ci" / "zoo", *data["options"]], log,
                              stdout=night.work / "zoo.txt", cwd=ROOT)
        code = night.finish_program(process, seconds, lambda: self._show(night, log))
        if night.stopping():
            return
        said = log.read_text(encoding="utf-8", errors="replace")
        if code is None and "regressions:" not in said:
            raise Skip("its time was over before everything was built")
        table = self._table(night, data["options"], code)
        keys = ("entry", "build", "oracle", "result", "executions", "seconds", "preemptions")
        data.update(seconds=table["seconds"], seeds=table["seeds"],
                    entries=[{key: row[key] for key in keys} for row in table["entries"]])
        self._conclude(record, table, said)
        if code not in (None, 0, 1):
            raise Failed(f"ci/zoo ended with {code} and said: {last_line(said)}")

    @staticmethod
    def _show(night, log):
        night.say(last_line(log.read_text(encoding="utf-8", errors="replace")) or "building")

    @staticmethod
    def _table(night, options, code):
        """The table of the runs that were made, whether or not all were."""
        out, log = night.work / "zoo.json", night.work / "zoo.table.log"
        log.unlink(missing_ok=True)
        process = night.start([ROOT / "ci" / "zoo", "--table", "--format", "json", *options], log,
                              stdout=out, cwd=ROOT)
        night.finish_program(process, 600)
        try:
            return json.loads(out.read_text(encoding="utf-8"))
        except ValueError as error:
            said = last_line(log.read_text(encoding="utf-8", errors="replace"))
            raise Failed(f"ci/zoo ended with {code} and said: {said}") from error

    @staticmethod
    def _conclude(record, table, log):
        record["cases"] = cases_of(table)
        wrong = re.findall(r"^(corpus/bugs/\S+) (.*)$", log, re.M)
        record["cases"] += [case(name, "failed", 0, trouble) for name, trouble in wrong]
        found = [row for row in table["entries"] if row["result"] == "found"]
        record["figures"] = [figure("found", len(found), "entries", "higher")]
        if found:
            record["figures"].append(figure("slowest median", max(r["seconds"] for r in found),
                                            "s", "lower"))
        record["message"] = (f"{len(found)} of {len(table['entries'])} found in each of "
                             f"{table['seeds']} runs of at most {table['seconds']} s")
