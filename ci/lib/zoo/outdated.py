"""What a change of the cache has left behind: patches that do not fit any more, and scenarios of
corpus/bugs/ that do not show their bugs any more."""

import sys

from zoo import planted, regressions
from entries import read_entries
from zoo.minima import size_of_text
from zoo.planted_build import build_entries

_PARTS = ("src/", "harness/model/", "ci/planted/", "ci/canaries/", "corpus/bugs/")


def concerns(paths):
    """Whether one of these changed paths can leave something behind."""
    return any(path.startswith(_PARTS) and "/test/" not in path for path in paths)


def patches():
    """A line about the patches that do not fit; "" if all do."""
    every = planted.all_patches()
    bad = planted.stale(every)
    return planted.line_about_all(bad, every) if bad else ""


def that_may_decay():
    """The entries whose scenarios have preemptions, as these say where a thread is, of those that fit."""
    entries = [entry for entry in read_entries() if entry.regression.exists() and
               size_of_text(entry.regression.read_text(encoding="utf-8")).preemptions]
    bad = planted.stale([entry.patch for entry in entries])
    return [entry for entry in entries if entry.patch not in bad]


def scenarios():
    """A line about the scenarios that do not show their bugs; "" if all do. Builds the bugs."""
    entries = that_may_decay()
    print(f"building {len(entries)} planted bugs, to see whether their scenarios still show them",
          file=sys.stderr, flush=True)
    usable, _ = build_entries(entries, "ci/fuzz-changed", lambda entry: f"{entry.tool}-{entry.name}")
    wrong = [entry.name for entry in usable if regressions.trouble(entry)]
    if not wrong:
        return ""
    return (f"{len(wrong)} of {len(entries)} scenarios with preemptions do not show their bugs any more: "
            f"{' '.join(wrong)}; ci/zoo --repair NAME makes a new one")
