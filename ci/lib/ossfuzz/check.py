"""Builds one configuration, and applies all rules to what comes of it."""

import shutil
import tempfile
from pathlib import Path

from entries import ROOT
from ossfuzz import rules, runs
from ossfuzz.output import Output
from ossfuzz.sandbox import Sandbox, remove

WORK = ROOT / "build" / "ossfuzz"


class Report:
    """A line for each rule; counts those that do not hold."""

    def __init__(self, sanitizer, engine):
        self.where, self.failed = f"{sanitizer}/{engine}", 0

    def say(self, rule, complaints):
        """One rule is done."""
        print(f"{'FAILED' if complaints else 'ok':<7} {self.where:<20} {rule}", flush=True)
        for complaint in complaints:
            print(f"        {complaint}", flush=True)
        self.failed += bool(complaints)


def check_output(folder, sanitizer, engine, report):
    """All rules about what is in $OUT."""
    with tempfile.TemporaryDirectory(prefix="ossfuzz-check-") as temporary:
        elsewhere = Path(temporary) / "not-out"
        shutil.copytree(folder, elsewhere)
        out = Output(elsewhere, sanitizer, engine)
        elsewhere.chmod(0o555)
        try:
            for name, rule in rules.RULES.items():
                report.say(name, rule(out))
            for name, rule in runs.RULES.items():
                work = Path(temporary) / name
                work.mkdir()
                report.say(name, rule(out, work))
        finally:
            elsewhere.chmod(0o755)


def expected():
    """The names of the targets that the build makes."""
    return sorted(file.stem for file in (ROOT / "ci/ossfuzz/options").glob("*.options"))


def check_build(sanitizer, engine, report):
    """Builds, and applies all rules."""
    folder = WORK / f"{sanitizer}-{engine}"
    sandbox = Sandbox(folder, sanitizer, engine)
    report.say("source", sandbox.build())
    report.say("flags", sandbox.flags(expected()))
    report.say("expected", [f"{t} was not built" for t in expected() if not (sandbox.out / t).exists()])
    remove(sandbox.src)
    gone = sandbox.work.rename(folder / "work.gone")
    try:
        check_output(sandbox.out, sanitizer, engine, report)
    finally:
        gone.rename(sandbox.work)


def check(sanitizer, engine, output=None):
    """Builds, or takes the folder `output` for what was built, and applies all rules. Returns how many do not hold."""
    report = Report(sanitizer, engine)
    if output:
        check_output(output, sanitizer, engine, report)
    else:
        check_build(sanitizer, engine, report)
    return report.failed
