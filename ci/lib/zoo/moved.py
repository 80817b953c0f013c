"""A mistake made again where its lines have gone: into a function of their own, one level deeper, or into
another file. A merge sees there that lines have gone, and others have come.

What is made here is a guess. It is worth something when it builds and its scenario shows the bug.
"""

import difflib
import functools
from dataclasses import dataclass

from zoo.history import merge_words

CONTEXT = 4
_ALIKE = 0.7  # How much two lines have in common that are taken for one, such as "return;" and "return false;".


@dataclass(frozen=True)
class Edit:
    """Lines that a mistake changes, and those around them."""

    removed: list
    added: list
    before: list
    after: list


def edits(base, mistake):
    """What leads from one text to another."""
    old, new = base.decode().splitlines(), mistake.decode().splitlines()
    return [Edit(old[i1:i2], new[j1:j2], old[max(0, i1 - CONTEXT):i1], old[i2:i2 + CONTEXT])
            for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
            if kind != "equal"]


def _bare(lines):
    return [" ".join(line.split()) for line in lines]


@functools.cache
def _alike(one, other):
    """How much two lines have in common, spaces left out: 1 if all, 0 if they are not the same line."""
    if one == other:
        return 1
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= _ALIKE else 0


def _all_alike(lines, others):
    """The sum of that over pairs of lines; 0 if those of one pair are not the same."""
    total = 0
    for pair in zip(lines, others, strict=True):
        alike = _alike(*pair)
        if not alike:
            return 0
        total += alike
    return total


def _around(edit, lines, at):
    """How much of what was around an edit is around a place: what is nearer counts for more."""
    end = at + len(edit.removed)
    score = 0
    for was, now in ((edit.before[::-1], lines[max(0, at - CONTEXT):at][::-1]), (edit.after, lines[end:end + CONTEXT])):
        score += sum(1 / (1 + i) for i, line in enumerate(was) if len(line) > 1 and line in now)
        score += bool(was and now and was[0] == now[0]) / 2
    return score


def _score(edit, lines, at, same_lines):
    """How well a place fits an edit; 0: not at all. An insertion stands next to a line that it stood next to."""
    there = lines[at:at + len(edit.removed)]
    if not edit.removed:
        beside = [(edit.before[-1:], lines[max(0, at - 1):at]), (edit.after[:1], lines[at:at + 1])]
        return _around(edit, lines, at) if any(was and was == now and len(now[0]) > 1 for was, now in beside) else 0
    same = same_lines(edit.removed, there) if len(there) == len(edit.removed) else 0
    return same and 3 * same + _around(edit, lines, at)


def _place(edit, texts):
    """The one place that fits an edit best, of the texts by file: a file and a line. None if there is none, or two.
    Lines that are much alike are looked at if nowhere there are the same."""
    edit = Edit(*(_bare(part) for part in (edit.removed, edit.added, edit.before, edit.after)))
    for same_lines in (list.__eq__, _all_alike):
        scores = sorted(((_score(edit, lines, at, same_lines), file, at) for file, lines in texts.items()
                         for at in range(len(lines) + 1)), reverse=True)[:2]
        if scores and scores[0][0]:
            return scores[0][1:] if scores[-1][0] < scores[0][0] or len(scores) == 1 else None
    return None


def _indent(lines):
    return next((len(line) - len(line.lstrip()) for line in lines if line.strip()), 0)


def _shifted(lines, by):
    return [" " * max(0, len(line) - len(line.lstrip()) + by) + line.lstrip() if line.strip() else ""
            for line in lines]


def _shift(edit, lines, at):
    """By how much more than its lines what is in the place is indented."""
    pairs = ((edit.removed, lines[at:at + len(edit.removed)]), (edit.after[:1], lines[at:at + 1]),
             (edit.before[-1:], lines[max(0, at - 1):at]))
    was, now = next(((was, now) for was, now in pairs if was and (was is edit.removed or _bare(was) == _bare(now))),
                    ([], []))
    return _indent(now) - _indent(was)


def _made(edit, lines, at):
    """What stands in the place of the lines of an edit; None if that cannot be told."""
    there, by = lines[at:at + len(edit.removed)], _shift(edit, lines, at)
    added = _shifted(edit.added, by)
    if _bare(there) == _bare(edit.removed) or not added:
        return added
    texts = ["\n".join(part).encode() for part in (there, _shifted(edit.removed, by), added)]
    merged = merge_words(texts)
    return None if merged is None else merged.decode().splitlines()


def relocate(base, with_mistake, now):
    """The files of `now` that get the mistake, as it is found again there; {} if it is not."""
    lines = {file: text.decode().splitlines() for file, text in now.items()}
    bare = {file: _bare(text) for file, text in lines.items()}
    todo = {}
    for file, text in with_mistake.items():
        for edit in edits(base[file], text) if text != base[file] else ():
            place = _place(edit, bare)
            if not place or place in todo:
                return {}
            todo[place] = edit
    for (file, at), edit in sorted(todo.items(), reverse=True):
        made = _made(edit, lines[file], at)
        if made is None:
            return {}
        lines[file][at:at + len(edit.removed)] = made
    return {file: ("\n".join(lines[file]) + "\n").encode() for file, _ in todo}


def is_there(base, with_mistake, now):
    """Whether a mistake is in the sources: what it takes away is nowhere, and what it adds is there."""
    texts = [_bare(text.decode().splitlines()) for text in now.values()]

    def somewhere(lines, alike):
        wanted = _bare(lines)
        return any(alike(wanted, text[at:at + len(wanted)])
                   for text in texts for at in range(len(text) - len(wanted) + 1))
    return all(not (edit.removed and somewhere(edit.removed, _all_alike)) and somewhere(edit.added, list.__eq__)
               for file, text in with_mistake.items() if text != base[file] for edit in edits(base[file], text))
