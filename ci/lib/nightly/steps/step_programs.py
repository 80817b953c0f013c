"""The step that explores the corrected twins of corpus/programs/ (`ci/bench twins`), a part every night until
each has had its million schedules; and other people's libraries under ukeyfuzz (docs/examples/libraries/walk).

data: what `ci/bench twins --format json` prints
"""

import time

from entries import ROOT

from .. import ci_bench
from ..overrun import at_most
from .step import Skip, Step, case, figure

WALK = ROOT / "docs" / "examples" / "libraries" / "walk"
SECONDS_AT_LEAST = 30  # Much of it is for building.
WALK_SECONDS_AT_LEAST = 300  # It fetches and builds two libraries, and ends by itself.
TSAN_RUNS = 20


def cases_of(twins):
    """A case per twin that has had any schedules."""
    return [case(f"twin {name}", "failed" if twin["failed"] else "passed", 0,
                 twin["failed"] or f"{twin['schedules']} schedules") for name, twin in sorted(twins.items())]


def walk_case(code, said):
    """None if the sources could not be fetched, or its time was over."""
    line = (said.strip().splitlines() or ["it said nothing"])[-1]
    if code is None or (code == 2 and ("apt-get" in said or "Unable to" in said or "Failed to fetch" in said)):
        return None
    return case("libraries of others", "passed" if code == 0 else "failed", 0, line if code else "")


class Programs(Step):
    """See above."""

    name = "programs"
    title = "corrected programs stay silent, and so do two libraries of others (ci/bench twins, walk)"
    share = 3.0

    def run(self, night, seconds, record):
        """Goes on with the twins where the night before has stopped."""
        if night.shard[0] != 1:
            raise Skip("the first shard runs it")
        if seconds < SECONDS_AT_LEAST:
            raise Skip(f"there is too little time: {seconds:.0f} s")
        end = time.monotonic() + at_most(seconds)
        walked = self.walk(night, seconds) if at_most(seconds) > 2 * WALK_SECONDS_AT_LEAST else None
        data = ci_bench.run(night, "twins", ("--seconds", max(1, int(seconds * 3 / 4)), "--tsan", TSAN_RUNS, "--state",
                                             night.corpora / "twins.json"), end - time.monotonic())
        if not data:
            raise Skip("its time was over, or the night's")
        record["data"] = data
        record["cases"] = cases_of(data["twins"]) + ([walked] if walked else [])
        done = sum(min(twin["schedules"], data["schedules"]) for twin in data["twins"].values())
        record["figures"] = [figure("silent schedules of twins", done, "schedules", "higher")]
        record["message"] = (f"{sum(one['result'] == 'failed' for one in record['cases'])} failed; {done} schedules so far"
                             + ("" if walked else "; the walk could not be done"))

    @staticmethod
    def walk(night, seconds):
        """A case, or None."""
        log, out = night.work / "walk.log", night.output / "walk.log"
        environment = {"PATH": f"{ROOT / 'build' / 'plain' / 'targets'}:/usr/local/bin:/usr/bin:/bin"}
        process = night.start([WALK, night.work / "walk", "5"], log, environment, stdout=out, cwd=ROOT)
        code = night.finish_program(process, max(seconds / 4, WALK_SECONDS_AT_LEAST))
        return walk_case(code, out.read_text(errors="replace") + log.read_text(errors="replace"))
