"""The disk that a night works on: whether there is room, and a reserve for what must still be written when it is full."""

import contextlib
import os
import shutil
import time

from entries import UserError, reason

from . import shelf

COUNT_EVERY_SECONDS = 60.0
# Below this much space nothing is begun, and what runs is ended: what was found must still fit.
SPACE_MIN = 256 << 20
# Set aside at the beginning and given back when the disk is full.
RESERVE = 4 << 20


def check_space(folder):
    """Raises UserError if there is too little space to begin with."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < SPACE_MIN:
        raise UserError(f"{folder}: only {shelf.in_words(free)} are free, and a night needs "
                     f"{SPACE_MIN >> 20} MiB at least; make room, or choose another place with --output")


class Disk:
    """That of the night in `output`. `nights`: the folder of all nights, or None, which may hold `limit` bytes, if that
    is not None."""

    def __init__(self, output, work, nights, limit):
        self.output, self.work, self.shelf, self.limit = output, work, nights or output, limit
        self._counted = (-COUNT_EVERY_SECONDS, 0)

    def set_reserve(self):
        """Sets a few bytes aside."""
        try:
            with (self.work / "reserve").open("wb") as out:
                os.posix_fallocate(out.fileno(), 0, RESERVE)
        except OSError:
            self.give_back_reserve()

    def give_back_reserve(self):
        """Makes room for what must be written."""
        with contextlib.suppress(OSError):
            (self.work / "reserve").unlink()

    def trouble(self):
        """A line that says why nothing more can be begun: the disk is about to be full, or a folder is gone; "" if
        there is room."""
        try:
            free = min(shutil.disk_usage(folder).free for folder in (self.output, self.work))
        except OSError as error:
            return f"{reason(error)}: nothing more is begun"
        if free < SPACE_MIN:
            return (f"less than {SPACE_MIN >> 20} MiB are free in {self.output}: nothing more is begun, what was found "
                    "is kept; ci/nightly --keep N deletes old nights")
        held = self._held()
        if self.limit and held > self.limit:
            return (f"{self.shelf} holds {shelf.in_words(held)}, more than --disk-limit "
                    f"({shelf.in_words(self.limit)}): nothing more is begun, what was found is kept; "
                    "ci/nightly --keep N deletes old nights")
        return ""

    def _held(self):
        """Bytes that all nights hold. Steps ask all the time, and it takes a while to count."""
        if self.limit and time.monotonic() - self._counted[0] > COUNT_EVERY_SECONDS:
            self._counted = (time.monotonic(), shelf.size(self.shelf))
        return self._counted[1]
