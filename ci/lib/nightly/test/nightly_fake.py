"""A night without a fuzzer, for tests: steps that count, programs that are scripts."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from nightly import engine
from nightly.night import Night, begin_summary
from nightly.steps.step import Failed, Skip, Step, case
from nightly.summary import read

# Executes its input: what follows "shows" in it is what it violates.
FAKE_TOOL = f"""#!{sys.executable}
import json, os, pathlib, sys
shows = lambda path: pathlib.Path(path).read_text().partition("shows ")[2].strip()
command, path = sys.argv[1], sys.argv[-1]
if command == "triage":
    groups = {{}}
    for name in sorted(os.listdir(path)):
        groups.setdefault(shows(f"{{path}}/{{name}}"), []).append({{"size": 1, "file": name}})
    clean = groups.pop("", [])
    print(json.dumps({{"clean": len(clean), "groups": [
        {{"signature": s, "known": False, "files": f}} for s, f in groups.items()]}}))
elif command == "replay":
    print(json.dumps({{"invariant": shows(path).replace("/", " ").split()[0], "message": shows(path)}})
          if "--json" in sys.argv else "event log")
    sys.exit(1)
elif command == "minimize":
    pathlib.Path(sys.argv[-2]).write_text("shows " + shows(path))
elif command == "help":
    print("ONCE: once.\\n\\nAll of it.")
elif command == "explain":
    print("why:", shows(path))
    sys.exit(1)
"""

# A fuzz target that is given one file.
FAKE_TARGET = f"""#!{sys.executable}
import pathlib, sys
text = pathlib.Path(sys.argv[-1]).read_text()
if "shows" in text:
    shown = text.partition("shows ")[2].strip()
    print("==== VIOLATION", shown.replace("/", " ").split()[0], file=sys.stderr)
    print(f"what {{sys.argv[-1]}} says of it\\n---- signature: {{shown}}", file=sys.stderr)
    sys.exit(77)
"""


class Count(Step):
    """Counts to N, and finds something now and then."""

    def __init__(self, name, share=1.0, to=100):
        self.name, self.title, self.share, self.to = name, name, share, to

    def run(self, night, seconds, record):
        data = record["data"]
        data["seconds"] = seconds
        while data.setdefault("n", 0) < self.to and not night.stopping():
            if data["n"] % 20 == 0:
                file = night.findings.folder(self.name, "fuzz_interleave", "plain")
                (file / f"plain-crash-{data['n']:04x}").write_text(f"shows ONCE {self.name}")
            data["n"] += 1
            night.save()
        record["cases"] = [case("counted", "passed")]


class Fails(Step):
    """Cannot do its work."""

    name = title = "fails"

    def run(self, night, seconds, record):
        raise Failed("no valgrind")


class Skips(Step):
    """Has nothing to do."""

    name = title = "skips"

    def run(self, night, seconds, record):
        raise Skip("not here")


class FakeNight(Night):
    """Its programs are the scripts above, and it says nothing."""

    def say(self, text):
        pass

    def _print(self, line):
        pass

    def program(self, build, name):
        path = self.output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FAKE_TOOL if name.startswith("ukeyfuzz") else FAKE_TARGET)
        path.chmod(0o755)
        return path


def fake_night(folder, steps, known=None, budget=1000.0):
    """A night in a folder: the one that is there, or a new one."""
    folder = Path(folder)
    if (folder / "summary.json").exists():
        record = read(folder / "summary.json")
    else:
        record = begin_summary(folder.name, "0" * 40, False, budget, "", (1, 1), steps)
    return FakeNight(folder, record, folder.parent / "corpora", known or {})


def signal_at(line, number):
    """The process sends itself a signal when it is about to execute its `line`-th line of the night's
    modules, never for line 0. Any line can be the last so, and it is the same on every machine."""
    left = line

    def trace(frame, event, _):
        nonlocal left
        file = Path(frame.f_code.co_filename)
        if file.parent.name != "nightly" and file.name != "files.py":
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), number)
        return trace

    sys.settrace(trace)


def main(folder, line, number):
    """As a program: a night of three counting steps, and the signal that it gets."""
    steps = [Count("build", 0.0, 10), Count("grow", 2.0, 150), Count("zoo", 1.0, 60)]
    signal_at(int(line), int(number))
    with fake_night(folder, steps) as night:
        sys.exit(0 if engine.run(night, steps) else 130)


if __name__ == "__main__":
    main(*sys.argv[1:])
