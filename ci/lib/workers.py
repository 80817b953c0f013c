"""Fuzzing processes, watched by one that loses nothing of what they find.

Each writes what it says to us, so that a full disk does not swallow it; its log is a copy. The input that
it executes is in a file whose room was there from the beginning (targets/fuzz/input_file.h).
"""

import os
import re
import signal
import struct
import subprocess
import threading
import time

import said
from entries import reason, wishes_to_end
from supervisor import PATIENCE_SECONDS, Program, watch

EXCUSE = "excuse_"  # So begin, in their statistics, the counters of excuses that oracles have made.
KEPT = 4 << 20  # Of what a process says, the end.
# A process that executes the same input for so long seems to hang.
STILL_SECONDS = 10
# A process that has begun to tell what it found, and has not ended after so long, is stuck in that.
SECONDS_TO_TELL = 60
INTERRUPTED = (0, 72, -signal.SIGTERM, -signal.SIGINT)  # 72 is libFuzzer's.
_PULSE = re.compile(rb"^#(\d+)[\t: ]", re.M)
_NUMBERS = {name: re.compile(rb"\b%s: (\d+)" % name.encode()) for name in ("cov", "ft")}


class Worker(Program):
    """One process. `base` is the path of its files: its log, statistics and input have more endings."""

    def __init__(self, command, base, environment=None, cwd=None):
        self.files = {kind: base.with_name(f"{base.name}.{kind}") for kind in ("log", "stats", "input")}
        for path in self.files.values():
            if path.is_file():
                path.unlink()
        self.said = bytearray()
        self.largest = dict.fromkeys(_NUMBERS, 0)
        self.pulse = 0
        self.log_error = None
        self.reporting_since = None  # When it began to tell what it found.
        self.hung_for = 0  # How long it had executed one input when it was asked to end, if for long.
        self._at = (0, time.monotonic())  # Its executions, and since when there are so many.
        super().__init__(command, subprocess.PIPE, cwd=cwd, environment={
            "UKEYFUZZ_STATS": str(self.files["stats"]), "UKEYFUZZ_INPUT": str(self.files["input"]),
            **(environment or {})})
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self):
        log = None
        try:
            log = self.files["log"].open("wb", buffering=0)
        except OSError as error:
            self.log_error = error
        while chunk := os.read(self.process.stdout.fileno(), 1 << 16):
            self._take(chunk)
            if log and not self.log_error:
                try:
                    if log.write(chunk) != len(chunk):
                        log.write(chunk)  # Says why.
                except OSError as error:
                    self.log_error = error
        if log:
            log.close()
        self.process.stdout.close()

    def _take(self, chunk):
        # From the beginning of its first line on, of which the rest was in the chunk before.
        start = self.said.rfind(b"\n") + 1
        self.said += chunk
        fresh = bytes(self.said[start:])
        for name, pattern in _NUMBERS.items():
            self.largest[name] = max([self.largest[name], *map(int, pattern.findall(fresh))])
        pulses = _PULSE.findall(fresh)
        self.pulse = int(pulses[-1]) if pulses else self.pulse
        if b"==== VIOLATION" in fresh and not self.reporting_since:
            self.reporting_since = time.monotonic()
        del self.said[:-KEPT]

    def ask(self):
        if self.asked is None and self.process.poll() is None:
            still = self.still_for()
            self.hung_for = still if still >= STILL_SECONDS else 0
        super().ask()

    def still_for(self):
        """For how many seconds it has ended no execution."""
        executions, now = self.executions(), time.monotonic()
        if executions != self._at[0]:
            self._at = (executions, now)
            self.hung_for = 0
        return now - self._at[1]

    def is_late(self):
        return time.monotonic() - self.reporting_since > SECONDS_TO_TELL if self.reporting_since else super().is_late()

    def ended(self):
        self.still_for()
        has_ended = super().ended()
        if has_ended:
            self._listener.join(PATIENCE_SECONDS)
        return has_ended

    def statistics(self):
        """{name: number} of what it has counted, {} if it counts nothing."""
        try:
            text = self.files["stats"].read_text(encoding="ascii", errors="replace")
        except OSError:
            return {}
        return {name: int(number) for name, number in re.findall(r"^(\w+): *(\d+) *$", text, re.M)}

    def executions(self):
        """How often it has executed the target."""
        return self.statistics().get("executions", self.pulse)

    def present_input(self):
        """What it was executing when it ended, None if nothing, or if that is not known."""
        printed = said.input_of(bytes(self.said))
        try:
            data = self.files["input"].read_bytes()
        except OSError:
            return printed
        if len(data) < 8:
            return printed
        running, size = struct.unpack_from("=II", data)
        return data[8:8 + size] if running and size else printed

    def log_trouble(self):
        """Why its log is not whole: a line, "" if it is."""
        error = self.log_error
        return error and reason(OSError(error.errno, error.strerror, str(self.files["log"]))) or ""

    def failed(self):
        """Whether it has ended otherwise than well, or than we asked it to."""
        code = self.process.returncode
        obeyed = self.asked and code in INTERRUPTED and not self.reporting_since
        return self.stuck or self._hung() or bool(code) and not obeyed

    def _hung(self):
        return self.hung_for and not self.reporting_since and self.present_input() is not None

    def tag(self):
        """What it has found, or died of; "" if it has just failed."""
        tag = said.tag_of_log(bytes(self.said))
        if tag or not self.failed() or self.present_input() is None:
            return tag
        return "HANG" if self.stuck or self._hung() else "CRASH"

    def message(self):
        """A line about that."""
        code = self.process.returncode
        if line := said.message_of(bytes(self.said)):
            return line
        if self._hung():
            return f"the execution of this input had not ended after {self.hung_for:.0f} s"
        if self.stuck:
            return "the execution of this input does not end"
        return (f"the process was killed by signal {-code} while it executed this input" if code < 0
                else f"the process ended with {code} while it executed this input")


class Crew:
    """Some workers at once. The first that fails ends the others."""

    def __init__(self):
        self.workers = []
        self.interrupted = False
        self.first = None  # The worker that failed first.
        self._others = {number: signal.signal(number, self._interrupt)
                        for number in wishes_to_end()}

    def dismiss(self):
        """Signals end us again, as before: all is said."""
        for number, other in self._others.items():
            signal.signal(number, other)

    def _interrupt(self, *_):
        self.interrupted = True
        for worker in self.workers:
            worker.ask()

    def start(self, command, base, environment=None):
        """Starts one more."""
        if not self.interrupted:
            self.workers.append(Worker(command, base, environment))
            if self.interrupted:  # Meanwhile.
                self.workers[-1].ask()

    def watch(self, seconds, tick):
        """Waits for all of them, `seconds` at most if that is given, and calls `tick` now and then."""
        watch(self.workers, seconds, self._has_failed, tick)

    def _has_failed(self):
        failed = (worker for worker in self.workers
                  if worker.process.returncode is not None and worker.failed())
        self.first = self.first or (None if self.interrupted else next(failed, None))
        return self.first

    def still(self):
        """A word on those that have ended no execution for long; "" if there are none."""
        running = [(number, worker) for number, worker in enumerate(self.workers, 1)
                   if worker.process.poll() is None]
        still = [(number, worker.still_for()) for number, worker in running
                 if worker.still_for() >= STILL_SECONDS]
        if still and len(still) == len(running):
            return f"no execution has ended for {min(s for _, s in still):.0f} s: 0 executions/s"
        return ", ".join(f"process {number}: none has ended for {s:.0f} s" for number, s in still)

    def total(self, name):
        """A statistic, of all together."""
        return sum(worker.statistics().get(name, 0) for worker in self.workers)

    def executions(self):
        """Of all together."""
        return sum(worker.executions() for worker in self.workers)

    def largest(self, name):
        """"cov" or "ft", of the worker that has most."""
        return max((worker.largest[name] for worker in self.workers), default=0)
