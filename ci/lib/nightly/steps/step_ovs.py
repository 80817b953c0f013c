"""The step that runs `ci/ovs test`: Open vSwitch's own file under the harness.

What it prints is kept in the night's folder, ovs.log. data: nothing
"""

import re

from entries import ROOT

from ..overrun import at_most
from .step import Failed, Skip, Step, case, figure

SECONDS_ENOUGH = 900  # It ends by itself, and is not divided.
SECONDS_AT_LEAST = 240  # With less there is no hope that it ends.
NO_SOURCE = "cannot be fetched"


def cases_of(text):
    """A case for each line "  NAME (of what): what was seen"; what was to be seen instead is "expected"."""
    found = re.findall(r"^  ([\w-]+)(?: \([^)]*\))?: (.*)$", text, re.MULTILINE)
    cases = [case(name, "failed" if re.match(r"[\w ]+?( after \d+ s)?, expected ", said) else "passed", 0, said)
             for name, said in found if name != "not"]
    cases += [case("what the scenarios reach", "failed", 0, said)
              for said in re.findall(r"^  (not reached: .*)$", text, re.MULTILINE)]
    cases += [case("what is left", "failed", 0, said)
              for said in re.findall(r"^  ([A-Z]+ after \d+ s: .*)$", text, re.MULTILINE)]
    return cases


class Ovs(Step):
    """See above."""

    name = "ovs"
    title = "Open vSwitch's own file: the known, and undone repairs, are found (ci/ovs test)"
    share = 3.0

    def run(self, night, seconds, record):
        """A case per scenario and edit."""
        if night.shard[0] != 1:
            raise Skip("the first shard runs it")
        if at_most(seconds) < SECONDS_AT_LEAST:
            raise Skip(f"there is too little time: {seconds:.0f} s")
        log, out = night.work / "ovs.log", night.output / "ovs.log"
        log.unlink(missing_ok=True)
        process = night.start([ROOT / "ci" / "ovs", "test"], log, stdout=out, cwd=ROOT)
        code = night.finish_program(process, min(max(seconds, SECONDS_ENOUGH), at_most(seconds)))
        if code is None:
            raise Skip("its time was over, or the night's")
        self.conclude(record, code, out.read_text(errors="replace"), log.read_text(errors="replace"))

    @staticmethod
    def conclude(record, code, said, errors):
        """What its exit code and its words come to."""
        lines = (errors.strip() or said.strip() or "nothing").splitlines()
        if code not in (0, 1):
            raise (Skip if NO_SOURCE in errors else Failed)(f"ci/ovs test: {lines[-1]}")
        record["cases"] = cases_of(said)
        failed = sum(one["result"] == "failed" for one in record["cases"])
        if code and not failed:
            record["cases"].append(case("ci/ovs test", "failed", 0, said.splitlines()[-1]))
        record["figures"] = [figure("found", len(record["cases"]) - failed, "cases", "higher")]
        record["message"] = f"{len(record['cases']) - failed} found, {failed} not"
