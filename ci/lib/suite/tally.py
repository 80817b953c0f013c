"""What has passed and what has failed."""

import subprocess

from entries import ROOT
from terminal import say_red


class Tally:
    """Goes on after a failure, and names all of them at the end."""

    def __init__(self):
        self.passed, self.failures = 0, []

    def success(self, number=1):
        """So many more have passed."""
        self.passed += number

    def failure(self, what):
        """One has failed, which is said at once."""
        self.failures.append(what)
        say_red(f"FAILED: {what}")

    def judge(self, is_right, what):
        """One has passed or failed. Returns which."""
        if is_right:
            self.success()
        else:
            self.failure(what)
        return is_right

    def script(self, what, command, *arguments):
        """A script of ci/ passes if it ends with 0."""
        done = subprocess.run([ROOT / command, *arguments], cwd=ROOT, check=False)
        return self.judge(done.returncode == 0, what)

    def tell(self):
        """The end. Returns the exit code."""
        print()
        for what in self.failures:
            say_red(what)
        print(f"{self.passed} passed, {len(self.failures)} failed", flush=True)
        return int(bool(self.failures))
