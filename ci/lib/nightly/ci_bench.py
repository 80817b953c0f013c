"""`ci/bench PART --format json`, run by a step."""

import json

from entries import ROOT

from .steps.step import Failed


def run(night, part, options, seconds):
    """What it prints; None if it was ended, by the night or because its time was over. Raises Failed."""
    out, log = night.work / f"{part}.json", night.work / f"{part}.log"
    process = night.start([ROOT / "ci" / "bench", part, "--format", "json", *options], log,
                          stdout=out, cwd=ROOT)
    code = night.finish_program(process, seconds)
    if code is None:
        return None
    try:
        return json.loads(out.read_text(encoding="utf-8"))
    except ValueError as error:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() or ["nothing"]
        raise Failed(f"ci/bench {part} ended with {code} and said: {lines[-1]}") from error
