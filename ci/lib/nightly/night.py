"""A night at work: what step.py says that a step can use, and the record that it becomes."""

import contextlib
import fcntl
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

from build import jobs_wanted
import supervisor
from command_line import rewrites
from entries import ROOT, UserError, from_root, reason, wishes_to_end
from printable import printable
from workers import Worker

from . import carry, junit, known, left_over, page, sarif, shelf, since, summary, tags
from .disk import Disk
from .findings import Findings, now
from .page import index
from .targets import BUILDS

SAVE_EVERY_SECONDS = 10
SAY_EVERY_SECONDS = 60


def _git(*words):
    done = subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"git {' '.join(words)}: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout.strip()


def commit_here():
    """The commit of the working tree, and whether anything in it differs."""
    return _git("rev-parse", "HEAD"), bool(_git("status", "--porcelain", "--untracked-files=no"))


def machine():
    """What summary.json says of this machine."""
    model = ""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {"processors": len(os.sched_getaffinity(0)), "model": model,
            "kernel": platform.release()}


def begin_summary(name, commit, dirty, budget, planted, shard, steps):
    """The summary of a night that has not done anything yet."""
    return {"format": summary.FORMAT, "name": name, "commit": commit, "dirty": dirty,
            "started": now(), "ended": None, "verdict": "unfinished", "budget": budget,
            "spent": 0.0, "planted": planted, "shard": f"{shard[0]}/{shard[1]}",
            "machine": machine(),
            "steps": [{"name": step.name, "title": step.title, "state": "waiting", "message": "",
                       "seconds": 0.0, "cases": [], "figures": [], "data": {}}
                      for step in steps],
            "findings": [], "trouble": [], "rules": {}, "disk": {}}


class Night:
    """One night, of which `record` is the summary. Use as a context manager: at the end of that, the
    folder is free again and no program of ours runs any more."""

    def __init__(self, output, record, corpora, known_findings, planted=None, nights=None, disk_limit=None):
        """`nights`: the folder of all nights, which gets an index, or None. `disk_limit`: how many bytes that
        may hold."""
        self.nights = nights
        self.output, self.record, self.corpora = Path(output), record, Path(corpora)
        self.planted, self.known = planted, known_findings
        self.work = self.output / "work"
        self.disk = Disk(self.output, self.work, nights, disk_limit)
        self.commit, self.dirty = record["commit"], record["dirty"]
        self.shard = tuple(int(part) for part in record["shard"].split("/"))
        self.processes = jobs_wanted()
        self.findings = Findings(self.output, record["planted"])
        self.history = summary.read_history(self.corpora / "history")
        self.step = None
        self.stopped = False
        self.terminal = rewrites(sys.stderr)
        self._clock = self._saved = time.monotonic()
        self._said = (0.0, None)
        self._locks = []
        self._lost = False  # Whether something could not be written.

    def __enter__(self):
        self.work.mkdir(parents=True, exist_ok=True)
        for folder in (self.output, self.corpora):
            self._hold(folder)
        left_over.end_left_over(self.output)
        for line in self.findings.damaged:
            self.trouble(line)
        self.disk.set_reserve()
        for number in wishes_to_end():
            signal.signal(number, lambda *_: self.stop())
        self._clock = time.monotonic()
        return self

    def __exit__(self, *_):
        left_over.end_left_over(self.output)
        self._let_go()
        self.disk.give_back_reserve()

    def _hold(self, folder):
        """Nobody else is to write there while we do."""
        folder.mkdir(parents=True, exist_ok=True)
        self._locks.append((folder / ".lock").open("wb"))
        try:
            fcntl.flock(self._locks[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._let_go()
            raise UserError(f"another ci/nightly is at work in {folder}") from error

    def _let_go(self):
        while self._locks:
            self._locks.pop().close()

    def stop(self):
        """The night is to end soon, unfinished."""
        self.stopped = True

    def stopping(self):
        """Whether it is to end. Steps ask all the time, so the record is saved here now and then."""
        if time.monotonic() - self._saved > SAVE_EVERY_SECONDS:
            self.save()
        return self.stopped

    # Time.

    def _tick(self):
        passed = time.monotonic() - self._clock
        self._clock += passed
        self.record["spent"] = round(self.record["spent"] + passed, 2)
        if self.step:
            self.step["seconds"] = round(self.step["seconds"] + passed, 2)

    def seconds_left(self):
        """Of the budget."""
        self._tick()
        return self.record["budget"] - self.record["spent"]

    def step_seconds(self):
        """How long the present step has run, all parts together."""
        self._tick()
        return self.step["seconds"]

    # What is written.

    def _judge_known(self):
        for finding in self.findings.records.values():
            finding["known"], finding["expired"] = known.look_up(self.known, finding["signature"])
            finding["since"] = since.of_finding(finding, self.record, self.history,
                                                lambda path: from_root(self.output / path))
        for step in self.record["steps"]:
            for case in step["cases"]:
                signature = f"{step['name']}: {case['name']}: {case['message']}"
                case["known"] = (known.look_up(self.known, signature)[0]
                                 if case["result"] == "failed" else None)

    def verdict(self):
        """Of what is there so far: "new", "broken", "incomplete" or "clean"."""
        cases = [case for step in self.record["steps"] for case in step["cases"]]
        if (any(not finding["known"] for finding in self.findings.records.values())
                or any(case["result"] == "failed" and not case["known"] for case in cases)
                or self.findings.waiting()):
            return "new"
        if any(step["state"] == "failed" for step in self.record["steps"]):
            return "broken"
        return "incomplete" if summary.nothing_was_looked_for(self.record) else "clean"

    def save(self):
        """Writes summary.json. Where that cannot be done the night goes on, and says so."""
        self._tick()
        self._saved = time.monotonic()
        self._judge_known()
        self.record["findings"] = self.findings.listed()
        self._write(lambda: summary.write(self.output / "summary.json", self.record))

    def finish(self):
        """Ends the night: its verdict, what is to be read, its place in the history. A night that could not
        write these has not gone well."""
        self._judge_known()
        self.record["verdict"], self.record["ended"] = self.verdict(), now()
        self._lost = False
        self._write(lambda: self.record.update(
            disk=shelf.measure(self.nights or self.output, self.output, self.corpora)))
        self._say_what_is_gone()
        self.save()
        if not self.planted:
            self._write(lambda: summary.write(
                self.corpora / "history" / summary.name_in_history(self.record), self.record))
            self._write(lambda: carry.pack(self.output / "corpora.tar.gz", self.corpora))
        self.show()
        if self._lost and self.record["verdict"] != "new":
            self.record["verdict"] = "broken"
            self.save()
            self.show()

    def _say_what_is_gone(self):
        """Folders that somebody has removed while we worked: what was in them is lost."""
        for folder, lock in zip((self.output, self.corpora), self._locks):
            if not os.fstat(lock.fileno()).st_nlink:
                self._lost = True
                self.trouble(f"{folder} was removed while the night worked: what was in it is lost")

    def interrupt(self):
        """Leaves what there is in a form that can be read."""
        self.save()
        self.show()

    def show(self):
        """Writes what is to be read of what there is: junit.xml, results.sarif, index.html and the index of
        all nights. A mistake of a page's ends no night."""
        self._explain_tags()
        self._write(lambda: junit.write(self.output / "junit.xml", self.record))
        self._write(lambda: sarif.write(self.output / "results.sarif", self.record))
        if not self._show_page(self.history) and self.history:
            self._show_page([])  # The nights before may come from elsewhere.
        if self.nights:
            self._shown("the index of all nights", lambda: index.write(self.nights, self.known))

    def _show_page(self, history):
        """Writes index.html. Returns whether it could be made."""
        return self._shown(f"index.html{' with the nights before' if history else ''}",
                           lambda: page.write(self.record, history, self.output))

    def _shown(self, what, write):
        """Writes a page. Returns whether it could be made."""
        try:
            self._write(write)
            return True
        except Exception as error:  # pylint: disable=broad-except
            with contextlib.suppress(OSError), (self.work / "page.traceback").open("w", encoding="utf-8") as out:
                traceback.print_exc(file=out)
            self.trouble(f"{what} could not be made: {type(error).__name__}: {error}")
            return False

    def _explain_tags(self):
        """What the tags of findings mean, as soon as there is a tool that says it."""
        if not self.record["rules"]:
            tools = filter(None, (self.program(build, "ukeyfuzz") for build in BUILDS))
            self.record["rules"] = next(filter(None, map(tags.read, tools)), {})

    def _write(self, write):
        for attempt in (1, 2):
            try:
                write()
                return
            except OSError as error:
                if attempt == 1:
                    self.disk.give_back_reserve()
                else:
                    self._lost = True
                    self.trouble(f"cannot write: {reason(error)}")

    def space_left(self):
        """False, with a note, if the disk is about to be full, or a folder is gone."""
        line = self.disk.trouble()
        if line:
            self.trouble(line)
        return not line

    # What is said.

    def trouble(self, line):
        """Notes what went wrong without ending the night."""
        if line not in self.record["trouble"]:
            self.record["trouble"].append(line)
            self._print(line)

    def say(self, text):
        """Shows what is going on: a line that is rewritten on a terminal, else one a minute."""
        name = self.step["name"] if self.step else ""
        left = max(0, int(self.seconds_left()))
        line = printable(f"[{left // 3600}:{left // 60 % 60:02d}:{left % 60:02d} left] {name}: {text}")
        if self.terminal:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\033[K{line[:width]}", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - self._said[0] > SAY_EVERY_SECONDS or self._said[1] != name:
            self._said = (time.monotonic(), name)
            print(line, file=sys.stderr, flush=True)

    def _print(self, line):
        start = "\r\033[K" if self.terminal else ""
        print(f"{start}ci/nightly: {printable(line)}", file=sys.stderr, flush=True)

    # Programs.

    def corpus(self, target):
        """The corpus of a fuzz target."""
        return self.corpora / target

    def program(self, build, name):
        """See step.py."""
        folder = ROOT / "build" / build
        place = folder / "planted" / self.planted.name if self.planted else folder / "targets"
        path = place / name
        return path if os.access(path, os.X_OK) else None

    def start(self, command, log, environment=None, cwd=None, stdout=None,
              patience=supervisor.PATIENCE_SECONDS):
        """See step.py."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as errors, (stdout or log).open("wb" if stdout else "ab") as out:
            return supervisor.Program(command, out, errors, self._environment(environment), cwd, patience)

    def start_worker(self, command, base, cwd=None):
        """See step.py."""
        return Worker(command, base, self._environment(), cwd)

    def _environment(self, more=None):
        return {**(more or {}), **left_over.mark(self.output)}

    def finish_program(self, program, seconds, poll=lambda: False):
        """See step.py."""
        supervisor.watch([program], seconds, lambda: poll() or self.stopping(), pause=1)
        return None if program.asked else program.process.returncode
