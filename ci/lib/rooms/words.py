"""Words that no text of the repository has, because the people who read it do not use them."""

import re
import subprocess

# Each with what to write in its place.
STILTED = {
    "anew": "again",
    "whoever": "the one who, a thread that",
    "nobody's": "of no, of none",
    "it is told": "it hears, it is called, the answer",
}
_STILTED = re.compile(r"\b(?:" + "|".join(word.replace(" ", r"[\s*#/]+") for word in STILTED) + r")\b", re.IGNORECASE)

# This file and its test, which name them; and what is not ours: licences and what others have written.
_NOT_OURS = re.compile(r"^(?:ci/lib/rooms/(?:words|test/test_words)\.py$|LICENSE|harness/runtime/rcu/lgpl/)")


def files_of(root):
    """All files that git knows and that are text of ours, as paths from `root`."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached"], check=True, capture_output=True)
    return [name for name in listed.stdout.decode(errors="replace").split("\0") if name and not _NOT_OURS.match(name)]


def stilted(text):
    """The places of a text with such a word: [(line, word)], lines counted from 1."""
    return [(text.count("\n", 0, found.start()) + 1, " ".join(re.split(r"[\s*#/]+", found.group().lower())))
            for found in _STILTED.finditer(text)]
