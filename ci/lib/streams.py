"""Standard output and standard error, whatever becomes of them while a script works.

A log on a full disk, a reader that has left (| head) or a stream that is closed (>&-) must neither end a
long search, nor take what it found with it, nor look like success. So what cannot be written is thrown
away, and the end of the script says so: finish().
"""

import io
import os
import sys
from errno import EPIPE

READER_LEFT = 141  # What a shell says of a program that SIGPIPE has ended.


def keep_open():
    """Opens what is closed, so that no file that we open takes its place. Standard output then refuses what
    is written; standard error swallows it."""
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, mode), True)  # It takes the lowest free number.
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)


class _Enduring(io.FileIO):
    """A stream that remembers the first error, and goes on."""

    error = None

    def write(self, data):
        try:
            return super().write(data)
        except OSError as error:
            self.error = self.error or error
            return len(data)


def _enduring(stream):
    raw = _Enduring(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(io.BufferedWriter(raw), stream.encoding, "backslashreplace",
                            line_buffering=stream.line_buffering)


def endure():
    """From now on nothing that is printed fails. What somebody has put in the place of a stream stays."""
    if sys.stdout is (sys.__stdout__ or sys.stdout):
        sys.stdout = _enduring(sys.stdout)
    if sys.stderr is (sys.__stderr__ or sys.stderr):
        sys.stderr = _enduring(sys.stderr)


def finish(program, code):
    """Writes what is left of standard output. Returns the exit code of a script that would end with `code`."""
    sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    error = getattr(raw, "error", None)
    if not error:
        return code
    if error.errno == EPIPE:
        return code or READER_LEFT
    print(f"{program}: standard output cannot be written: {error.strerror}", file=sys.stderr)
    return code if code == 130 else 2
