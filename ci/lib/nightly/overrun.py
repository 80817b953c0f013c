"""The budget is kept: what takes much longer than its time is ended, wherever it is.

A step watches its time itself and may need a little more to come to an end. One that does not is
interrupted by a signal. That loses no more than a SIGKILL would (step.py).
"""

import contextlib
import signal


SECONDS_TO_END = 15  # What a program may need that is asked to end.


class Overrun(BaseException):
    """Raised in the midst of what has taken too long. No Exception: nothing may take it for one of its
    own errors."""


def grace(seconds):
    """What something that has `seconds` may need beyond them."""
    return 60 + seconds / 4


def at_most(seconds):
    """How long a step that has `seconds` may wait for one program, so that it ends that program and itself
    before it is ended."""
    return seconds + grace(seconds) - SECONDS_TO_END


@contextlib.contextmanager
def limit(seconds):
    """Raises Overrun in its body after so many seconds; never, if that is None. In the main thread only."""
    def ring(*_):
        raise Overrun

    if seconds is None:
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
