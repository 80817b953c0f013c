"""Has ci/fuzz fuzz what a change may have broken, and sums it up."""

import json
import signal
import subprocess
import tempfile
from pathlib import Path

from build import install_needed
from entries import ROOT, wishes_to_end
from printable import printable
from zoo import outdated

FUZZ = ROOT / "ci" / "fuzz"


class _Wishes:
    """While one fuzzes: a wish that we end is passed on to it, so that it says what it found. It is not killed."""

    def __init__(self):
        self.process, self.interrupted = None, False

    def __enter__(self):
        self._before = {number: signal.signal(number, self._take) for number in wishes_to_end()}
        return self

    def __exit__(self, *_):
        for number, before in self._before.items():
            signal.signal(number, before)

    def _take(self, *_):
        self.interrupted = True
        self.pass_on()

    def pass_on(self):
        """Tells it, if there was such a wish. (Ctrl-C is for both of us: it may be told twice.)"""
        if self.interrupted and self.process and self.process.poll() is None:
            self.process.terminate()


def fuzz_one(target, build, seconds):
    """Has ci/fuzz fuzz one. Returns its exit code, 130 if we are to end, and its result, {} if it did not come
    that far."""
    with tempfile.TemporaryDirectory() as folder, _Wishes() as wishes:
        file = Path(folder) / "result.json"
        wishes.process = subprocess.Popen([FUZZ, str(seconds), "--build", build, "--target", target,
                                           "--json", str(file)])
        wishes.pass_on()  # One that came before it was there.
        code = wishes.process.wait()
        try:
            result = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            result = {}
        return 130 if wishes.interrupted else code, result


def fuzz_all(plan):
    """Returns the worst exit code, and (target, build, exit code, result) of each that was begun."""
    done = []
    for (target, build), seconds in plan:
        print(f"== {target}, {build} build, {seconds} s", flush=True)
        done.append((target, build, *fuzz_one(target, build, seconds)))
        if done[-1][2] == 130:
            break
    codes = [code for _, _, code, _ in done]
    return next((code for code in (130, 2, 1) if code in codes), 0 if not any(codes) else 2), done


def summary(wanted, done, left_behind):
    """What of the wanted was fuzzed, for how long, and what was found: lines."""
    lines = ["summary"]
    for target, build, code, result in done:
        tags = ", ".join(finding["tag"] or "a finding" for finding in result.get("findings", []))
        what = {0: "nothing", 1: f"found {tags or 'something'}",
                130: f"interrupted{tags and ', found '}{tags}"}.get(code, f"FAILED with {code}")
        lines.append(f"  {target:<16} {build:<10} {result.get('seconds', 0):>6.0f} s "
                     f"{result.get('executions', 0):>12} executions  {what}")
        lines += [f"      not stored: {printable(line)}" for line in result.get("trouble", [])]
    for target, build in wanted[len(done):]:
        lines.append(f"  {target:<16} {build:<10} not fuzzed")
    for target, build, _, result in done:
        for finding in result.get("findings", []):
            lines += [printable(f"{finding['tag']} by {target}, {build} build: {finding['message']}".rstrip(": ")),
                      *(f"    {command}" for command in finding.get("next", []))]
            if finding.get("file") and not finding.get("next"):
                lines.append(f"    {printable(finding['file'])}")
    return [*lines, *left_behind]


def look_behind(paths, build):
    """Says what no longer fits, and returns it: lines. `build`: whether planted bugs may be built to see that."""
    if not outdated.concerns(paths):
        return []
    lines = [outdated.patches()]
    print(lines[0] or "all patches of planted bugs fit", flush=True)
    if build:
        install_needed()
        lines.append(outdated.scenarios())
        print(lines[1] or "their scenarios still show them", flush=True)
    return [line for line in lines if line]
