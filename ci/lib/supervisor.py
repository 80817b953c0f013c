"""Programs that a script starts and sees to the end of: one way to start, limit, watch, interrupt and collect.

Each runs in a session of its own, so that Ctrl-C reaches only us. None outlives us, and when one has
ended its children end as well.
"""

import os
import signal
import subprocess
import time

PATIENCE_SECONDS = 20


class Program:
    """One that runs. `patience`: how many seconds it has to end when it is asked to; 0: it is killed at once.
    `asked` is when it was asked, None if it was not; `stuck`, whether it did not obey."""

    def __init__(self, command, stdout, stderr=subprocess.STDOUT, environment=None, cwd=None,
                 patience=PATIENCE_SECONDS):
        self.patience = patience
        self.asked, self.stuck = None, False
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", *map(str, command)], stdin=subprocess.DEVNULL,
            stdout=stdout, stderr=stderr, start_new_session=True, cwd=cwd,
            env={**os.environ, **(environment or {})})

    def ask(self):
        """Asks it to end. (SIGTERM: SIGINT would be lost on one that has only just been started.)"""
        if self.asked is None and self.process.poll() is None:
            self.asked = time.monotonic()
            if self.patience:
                self.process.terminate()

    def is_late(self):
        """Whether it has had the time that it needs to end."""
        return self.asked is not None and time.monotonic() - self.asked >= self.patience

    def ended(self):
        """Whether it has ended; one that is late is made to."""
        if self.process.poll() is None:
            if not self.is_late():
                return False
            self.stuck = True
            self.kill()
            self.process.wait()
        self.kill()  # Its children, if it has any.
        return True

    def kill(self):
        """Ends it and its children at once."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def watch(programs, seconds=None, is_over=lambda: False, tick=lambda: None, pause=0.2):
    """Waits until all programs have ended, and calls `tick` every `pause` seconds or so. Asks them to end
    after `seconds`, if that is given, and as soon as is_over() says so."""
    running, deadline = list(programs), time.monotonic() + (float("inf") if seconds is None else seconds)
    try:
        while running := [program for program in running if not program.ended()]:
            left = deadline - time.monotonic()
            if is_over() or left <= 0:
                for program in running:
                    program.ask()
            try:
                running[0].process.wait(min(pause, left) if left > 0 else pause)
            except subprocess.TimeoutExpired:
                tick()
    except BaseException:
        for program in running:
            program.kill()
            program.process.wait()
        raise
