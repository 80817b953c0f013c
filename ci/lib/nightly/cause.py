"""One bug is one finding, in whatever target it shows.

Signatures are those of harness/scenario/signature.h, which a night's programs print. Older nights, and
known findings of then, have signatures of two more forms: sentences, and what the scripts made of a
sanitizer's report. cause() brings all to one form, in which the same cause seen by two targets, builds or
steps is the same text:

  a violation     its signature, or the tag and the sentence without numbers and repeated words and clauses
  ASAN            the kind of error and the two innermost functions; whether it read or wrote is left out
  RACE            the kind and the functions of both sides, in alphabetical order
  ABORT           the condition that does not hold
  anything else   as a violation

What is of two tags stays two findings: a use after free that the plain build does not see is a
violation of ONCE there, and no text says that both have one cause.

Violations of one rule, the first word of their signatures, are variants of one bug: they differ by who met
it and how. Each is kept, known and traced by itself. Reports count bugs and list the variants of each.
"""

import re

# A number as signatures had it left out, and what the scripts wrote in its place.
_NUMBER = re.compile(r" *(?:-|(?<![A-Za-z0-9]))(?:(?:0x)?[0-9][0-9A-Fa-f]*|N(?![A-Za-z0-9]))")
_REPEATED = re.compile(r"(?<![^ ,])([^ ,]+)(?:, | and )\1(?![A-Za-z0-9])")
FUNCTIONS = 2


def without_numbers(text):
    """A message as it reads for any flow, actor, address or count; each clause once."""
    text = _NUMBER.sub("", text).replace(" of pmd", "").strip()
    while _REPEATED.search(text):
        text = _REPEATED.sub(r"\1", text)
    return "; ".join(dict.fromkeys(text.split("; ")))


def _of_memory(rest):
    kind, _, functions = rest.partition(" in ")
    kind = re.sub(r" (READ|WRITE)$", "", kind)
    kind = re.sub(r"^[\w.-]+\.[ch]: ", "", kind)
    where = " < ".join(functions.split(" < ")[:FUNCTIONS])
    return f"{without_numbers(kind)} in {where}" if where else without_numbers(kind)


def _of_race(rest):
    kind, between, functions = rest.partition(" in ")
    if not between:
        said = re.fullmatch(r"(data race|[\w-]+) (.*)", rest)
        kind, functions = (said[1], said[2]) if said else (rest, "")
    sides = sorted(side for side in re.split(r" / | and ", functions) if side)
    return f"{kind} in {' and '.join(sides)}" if sides else kind


def _of_assertion(rest):
    rest = re.sub(r"^[\w.-]+\.[ch](:|) ", "", rest)
    return re.sub(r"^[Aa]ssertion [`']?|'? failed\.?$", "", rest)


def old_cause(invariant, message):
    """The cause that a finding of now had when a violation's signature was its sentence."""
    return cause(f"{invariant} {message}")


def cause(signature):
    """The form in which signatures of one bug are the same."""
    tag, _, rest = signature.partition(" ")
    tag = tag.rstrip(":")
    of_tag = {"ASAN": _of_memory, "RACE": _of_race, "ABORT": _of_assertion}.get(tag, without_numbers)
    return f"{tag} {of_tag(rest)}".strip()


def bug(signature):
    """What the variants of one bug have in common: the rule, such as "ONCE/credited-twice", or the cause of a
    signature that names none."""
    rule = re.match(r"[A-Z]+/[^\s;:,]+", signature)
    return rule[0] if rule else cause(signature)


def bugs(findings, is_known=lambda finding: finding["known"] is not None):
    """Lists of the variants of each bug, in the order of the findings. What is known and what is new are never
    in one list, so that no known variant hides a new one."""
    groups = {}
    for finding in findings:
        groups.setdefault((bug(finding["signature"]), bool(is_known(finding))), []).append(finding)
    return list(groups.values())
