"""Names that have been given since a commit: who calls a function otherwise has not changed what a patch
does to its lines."""

import difflib
import re
from collections import Counter

_NAME = re.compile(rb"[A-Za-z_]\w*")
_TOKEN = re.compile(rb"\w+|[^\w\s]")


def _replaced(old, new):
    """Pairs of words that stand in each other's place in two texts."""
    lines = old.splitlines(), new.splitlines()
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, *lines, autojunk=False).get_opcodes():
        if kind != "replace":
            continue
        words = _TOKEN.findall(b"\n".join(lines[0][i1:i2])), _TOKEN.findall(b"\n".join(lines[1][j1:j2]))
        for what, a1, a2, b1, b2 in difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes():
            if what == "replace" and a2 - a1 == b2 - b1 == 1:
                yield words[0][a1], words[1][b1]


def renamed(base, now):
    """What has another name in `now`, both texts by file: the new names by the old ones. The old name is gone,
    the new one was not there, and it stands where the other one stood."""
    names = [set(_NAME.findall(b"\n".join(texts.values()))) for texts in (base, now)]
    votes = Counter()
    for file in base.keys() & now.keys():
        votes.update((old, new) for old, new in _replaced(base[file], now[file])
                     if old in names[0] - names[1] and new in names[1] - names[0])
    found = {}
    for (old, new), _ in votes.most_common():
        if old not in found and new not in found.values():
            found[old] = new
    return found


def rename(texts, names):
    """Texts with their new names."""
    if not names:
        return texts
    return {file: _NAME.sub(lambda match: names.get(match[0], match[0]), text) for file, text in texts.items()}
