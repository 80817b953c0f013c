"""The step that executes all corpora in the coverage build, and says what they cover.

data: the result of coverage.py
"""

import coverage
from build import build

from .step import Failed, Step, figure

# For the programs to be built, and for what is left of the executions when the time is over.
SECONDS_AT_LEAST = 120


class Coverage(Step):
    """See above."""

    name = "coverage"
    title = "what the corpora cover of src/, and of actors, operations and states"
    share = 1.0

    def run(self, night, seconds, record):
        """Figures; a file that violates an invariant is the business of the step "replay"."""
        night.say("building")
        build(coverage.PRESET, list(coverage.PROGRAMS))
        work = night.work / "coverage"

        def execute(command, environment, output, errors):
            errors.unlink(missing_ok=True)
            process = night.start(command, errors, environment, stdout=output)
            return night.finish_program(process, max(seconds, SECONDS_AT_LEAST))

        night.say("executing the corpora")
        scenarios = coverage.folders_of(night.corpus(name) for name in
                                        ("fuzz_interleave", "fuzz_interleave_fine"))
        sequences = coverage.files_in(
            folder for folder in [night.corpus("fuzz_sequence")] if folder.is_dir())
        said = coverage.execute_all(scenarios, sequences, work, execute)
        if night.stopping():
            return
        if not said:
            raise Failed(f"its time was over before everything was executed; see {work}")
        self._conclude(record, coverage.collect(said, work))

    @staticmethod
    def _conclude(record, result):
        record["data"] = result
        reach = result["reach"]
        record["figures"] = [figure(f"src/: {kind}", round(coverage.percent(result[kind]), 2), "%",
                                    "higher") for kind in coverage.KINDS]
        record["figures"].append(figure("actor, operation, state", reach["reached"], "triples",
                                        "higher"))
        record["message"] = (f"{coverage.percent(result['lines']):.1f}% of lines, "
                             f"{coverage.percent(result['branches']):.1f}% of branches, "
                             f"{reach['reached']} of {reach['possible']} triples")
