"""The step that makes something to read of what was found: each finding minimised, explained and
bundled, the smallest variant of each bug first."""

import subprocess
from pathlib import Path

from entries import ROOT
from printable import counted

from .. import places
from ..bundles import bundle
from ..cause import bugs
from ..sorting import TOOLS, sort, tool_build
from .step import Step

SECONDS_TO_MINIMIZE = 120
SECONDS_TO_EXPLAIN = 60


def _changes():
    """How the working tree differs from the commit."""
    done = subprocess.run(["git", "-C", ROOT, "diff", "HEAD"], capture_output=True, check=False)
    return done.stdout.decode(errors="replace")


def _in_order(findings):
    """The smallest variant of each bug, then the second of each, ...: (which of its bug, finding)."""
    groups = bugs(sorted(findings, key=lambda finding: finding["size"]))
    ranked = [(rank, finding) for group in groups for rank, finding in enumerate(group)]
    return sorted(ranked, key=lambda pair: (pair[0], pair[1]["size"]))


def _places_of_log(night, finding):
    return places.of_log((night.output / finding["log"]).read_text(encoding="utf-8", errors="replace"))


class Explain(Step):
    """See above."""

    name = "explain"
    title = "minimise, explain and bundle what was found"
    share = 4.0
    planted = True

    def run(self, night, seconds, record):
        """What has a bundle already is left alone. The first variant of a bug is explained in any case. Where no time
        is left the others are bundled as they were found."""
        sort(night, seconds)
        findings = _in_order(f for f in night.findings.records.values() if not f["bundle"])
        for number, (rank, finding) in enumerate(findings):
            if night.stopping():
                return
            night.say(f"{number + 1} of {len(findings)}: {finding['signature']}")
            left = seconds - night.step_seconds()
            if rank and left <= 0:
                finding["log"] = finding["input"] if finding["kind"] == "command" else ""
                night.trouble(f"{finding['id']} is bundled as it was found: no time was left to explain it")
            elif finding["kind"] == "scenario":
                of_rank = sum(other == rank for other, _ in findings[number:])
                self._scenario(night, finding, max(5.0, left / of_rank))
            elif finding["kind"] == "input":
                self._input(night, finding)
            else:
                finding["log"] = finding["input"]
                finding["places"] = _places_of_log(night, finding)
            if not night.stopping():
                self._bundle(night, finding)
        records = night.findings.records.values()
        found = len(bugs(records))
        variants = f" in {len(records)} variants" if len(records) > found else ""
        record["message"] = f"{counted(found, 'finding')}{variants}, each in bundles/" if found else "nothing was found"

    @staticmethod
    def _scenario(night, finding, seconds):
        tool = night.program(finding["build"], TOOLS[finding["target"]])
        folder = night.findings.root / finding["id"]
        file = Path(finding["input"]).name
        small = folder / f"{file}.min"
        build = tool_build(finding["target"], finding["build"])

        def run(arguments, name, limit):
            log = night.work / "explain.log"
            process = night.start([tool, *arguments], log, cwd=folder, stdout=folder / name)
            return night.finish_program(process, limit)

        if run(["minimize", "--quiet", "--build", build, "-o", small.name, file], "minimize.txt",
               min(seconds, SECONDS_TO_MINIMIZE)) is None:
            night.trouble(f"ukeyfuzz minimize was not done with {finding['id']} in its time")
        elif not small.exists() and not night.stopping():
            night.trouble(f"ukeyfuzz minimize could not make {finding['id']} smaller; see its minimize.txt")
        if small.exists():
            finding["minimized"] = f"findings/{finding['id']}/{small.name}"
            finding["minimized_size"] = small.stat().st_size
        shown = small.name if small.exists() else file
        run(["explain", "--json", "--build", build, shown], "timeline.json", SECONDS_TO_EXPLAIN)
        finding["places"] = places.of_timeline(
            (folder / "timeline.json").read_text(encoding="utf-8", errors="replace"))
        for key, name, arguments in (
                ("explanation", "explanation.txt", ["explain", "--build", build, shown]),
                ("page", "explanation.html", ["explain", "--html", "--build", build, shown]),
                ("log", "log", ["replay", "--log", "--build", build, shown])):
            if run(arguments, name, SECONDS_TO_EXPLAIN) == 1:
                finding[key] = f"findings/{finding['id']}/{name}"
            elif not night.stopping():
                night.trouble(f"{finding['id']} has no {name}: ukeyfuzz {arguments[0]} did not show it")

    @staticmethod
    def _input(night, finding):
        log = night.findings.root / finding["id"] / "log"
        log.unlink(missing_ok=True)
        program = night.program(finding["build"], finding["target"])
        process = night.start([program, "-timeout=60", night.output / finding["input"]], log,
                              {"UKEYFUZZ_STATS": ""}, cwd=night.work)
        night.finish_program(process, SECONDS_TO_EXPLAIN + 10)
        finding["log"] = f"findings/{finding['id']}/log"
        finding["places"] = _places_of_log(night, finding)

    @staticmethod
    def _bundle(night, finding):
        name = f"bundles/{finding['id']}.tar.gz"
        bundle.make(night.output / name, {**finding, "bundle": name},
                    night.findings.root / finding["id"], night.commit,
                    _changes() if night.dirty else "")
        finding["bundle"] = name
        night.findings.save(finding)
        night.save()
