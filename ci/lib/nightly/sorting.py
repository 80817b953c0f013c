"""Sorts artefacts into findings: executes each and asks what it shows.

What ukeyfuzz executes, `ukeyfuzz triage` groups. Any other is given to its fuzz target, and what that
says of it is the signature. An artefact that shows nothing is a finding as well: it should have. A
log of real threads (step_stress.py) is read: its first line is the command.
"""

import json
import re
import tempfile
from pathlib import Path

from .findings import origin_of
from .signatures import kind_of_file, of_log

# Targets whose inputs `ukeyfuzz` executes, and the tool that does.
TOOLS = {"fuzz_interleave": "ukeyfuzz", "fuzz_interleave_fine": "ukeyfuzz_fine"}
STRESS = "ukeyfuzz_stress"
REAL_THREADS = (STRESS, "fuzz_stress")
SECONDS_PER_FILE = 70  # A fuzzer's -timeout is 60.


def tool_build(target, build):
    """What the tool calls its build: "plain-fine" has a point at every load and store."""
    return f"{build}-fine" if target.endswith("_fine") else build


def _groups(night, tool, files, seconds):
    """`ukeyfuzz triage` of some files: a list of (signature, files), and the files left over."""
    with tempfile.TemporaryDirectory(dir=night.work) as folder:
        for path in files:
            (Path(folder) / path.name).symlink_to(path)
        out, log = night.work / "triage.json", night.work / "triage.log"
        process = night.start([tool, "triage", "--json", folder], log, stdout=out)
        night.finish_program(process, seconds)
        try:
            said = json.loads(out.read_text(encoding="utf-8", errors="replace"))
        except ValueError:
            return [], files
    by_name = {path.name: path for path in files}
    groups = [(group["signature"], [by_name.pop(Path(f["file"]).name) for f in group["files"]])
              for group in said["groups"]]
    return groups, list(by_name.values())


def _executed(night, program, path):
    """What a fuzz target says of one file: (signature, invariant, message)."""
    kind = kind_of_file(path.name)
    log = night.work / "execute.log"
    log.unlink(missing_ok=True)
    process = night.start([program, "-timeout=60", path], log,
                          {"UKEYFUZZ_STATS": ""}, cwd=night.work)
    code = night.finish_program(process, SECONDS_PER_FILE)
    text = log.read_text(encoding="utf-8", errors="replace")
    if code == 0:
        return (f"{kind} {program.name}, not shown again", kind,
                f"a {kind.lower()} file that shows nothing when it is executed again")
    if code is None:
        return f"TIMEOUT {program.name}", "TIMEOUT", "the input takes longer than a minute"
    return of_log(text, kind)


def _message(night, tool, path):
    """What `ukeyfuzz replay` says of a file: (invariant, message)."""
    out = night.work / "replay.json"
    process = night.start([tool, "replay", "--json", "--no-rewrite", path], night.work / "replay.log", stdout=out)
    night.finish_program(process, SECONDS_PER_FILE)
    for line in out.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("{"):
            said = json.loads(line)
            return said["invariant"], said["message"].splitlines()[0] if said["message"] else ""
    return "", ""


def _take_logs(night, files):
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        signature, invariant, message = of_log(text, "CRASH")
        night.findings.take(signature, invariant, message, "command", [path],
                            command=text.splitlines()[0].removeprefix("$ "))


def sort(night, seconds):
    """Puts all waiting artefacts into findings. Returns how many findings are new since before."""
    before = len(night.findings.records)
    for folder, files in night.findings.waiting().items():
        _, target, build = origin_of(folder)
        if target in REAL_THREADS:
            _take_logs(night, files)
            continue
        program = night.program(build, target)
        if not program:
            night.trouble(f"{len(files)} artefacts in {folder}: {build} has no {target}")
            continue
        if target in TOOLS:
            tool = night.program(build, TOOLS[target])
            groups, files = _groups(night, tool, files, seconds)
            for signature, those in groups:
                invariant, message = _message(night, tool, those[0])
                invariant = invariant or re.split("[ /]", signature)[0]
                night.findings.take(signature, invariant, message, "scenario", those)
        for path in files:
            if night.stopping():
                return len(night.findings.records) - before
            signature, invariant, message = _executed(night, program, path)
            night.findings.take(signature, invariant, message, "input", [path])
    return len(night.findings.records) - before
