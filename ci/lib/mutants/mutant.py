"""One small edit of one file, and the name that it keeps."""

import hashlib
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """The bytes from `start` to `end` of a file become `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Mutant:
    """An edit that an operator makes in a function. `id` is made of the operator, the file, the function,
    the old text, the new one, and a number if that is not enough; never of a line."""

    id: str
    operator: str
    file: str
    function: str
    line: int
    start: int
    old: str
    new: str

    def apply(self, text):
        """The file's text with the edit in it. Lines after it keep their numbers, so that an object does
        not differ by those alone."""
        missing = self.old.count("\n") - self.new.count("\n")
        new = self.new + "\n" * max(0, missing)
        assert text[self.start:self.start + len(self.old)] == self.old
        return text[:self.start] + new + text[self.start + len(self.old):]

    @property
    def summary(self):
        """The edit in a line."""
        def flat(text):
            line = " ".join(text.split())
            return line if len(line) <= 60 else f"{line[:57]}..."
        return f"{flat(self.old)} => {flat(self.new) or '(nothing)'}"


def name_all(source, found):
    """Mutants of (operator, function, edit), in the order of the file. An edit that two operators make is
    the first one's."""
    mutants, seen, names = [], set(), Counter()
    for operator, function, edit in sorted(found, key=lambda f: (f[2].start, f[2].end)):
        old = source.text[edit.start:edit.end]
        if edit in seen or edit.new == old:
            continue
        seen.add(edit)
        key = "\0".join((operator, source.name, function, " ".join(old.split()), " ".join(edit.new.split())))
        names[key] += 1
        digest = hashlib.sha256(f"{key}\0{names[key]}".encode()).hexdigest()[:8]
        mutants.append(Mutant(f"{operator}-{function}-{digest}", operator, source.name, function,
                              source.line(edit.start), edit.start, old, edit.new))
    return mutants
