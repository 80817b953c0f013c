"""The step that builds what the others run."""

import time

from build import CORPORA, build
from entries import UserError

from .step import Failed, Step, case
from ..targets import TARGETS, targets_of


class Build(Step):
    """Takes the time that it takes; where everything is built that is little."""

    name = "build"
    title = "build the fuzz targets and the tool, plain and under each sanitizer"
    share = 0.0
    planted = True

    def run(self, night, seconds, record):
        """A case per preset."""
        wanted = {"plain": list(CORPORA)}
        if night.planted:
            wanted.setdefault(night.planted.build, []).append(f"zoo-{night.planted.name}")
        else:
            for target in TARGETS:
                for preset in target.builds:
                    wanted.setdefault(preset, []).extend(filter(None, (target.name, target.tool)))
        record["cases"] = []
        for preset, names in wanted.items():
            if night.stopping():
                return
            night.say(preset)
            start = time.monotonic()
            try:
                build(preset, sorted(set(names)))
            except UserError as error:
                if night.stopping():
                    return  # Ctrl-C is the compiler's as well.
                record["cases"].append(case(preset, "failed", time.monotonic() - start, str(error)))
                raise Failed(str(error)) from error
            record["cases"].append(case(preset, "passed", time.monotonic() - start))
        record["message"] = (f"{', '.join(wanted)}: "
                             f"{', '.join(target.name for target in targets_of(night))}")
