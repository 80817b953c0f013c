"""One bug is one finding, in whatever target it shows.

Signatures are those of harness/scenario/signature.h, which a night's programs print: a rule and what tells its
violations apart, or what a sanitizer's report says. None has a word of a message. cause() brings them to a form in
which the same cause seen by two targets, builds or steps is the same text: of ASAN the kind of error and the two
innermost functions are left, as builds differ in the others, and in whether it was a read or a write. Of all others
it is the signature.

What is of two tags stays two findings: a use after free that the plain build does not see is a
violation of ONCE there, and no text says that both have one cause.

Violations of one rule, the first word of their signatures, are variants of one bug: they differ by who met
it and how. Each is kept, known and traced by itself. Reports count bugs and list the variants of each.
"""

import re

# "ASAN heap-use-after-free WRITE in f < g < h", innermost first.
_OF_MEMORY = re.compile(r"(ASAN .*?)(?: (?:READ|WRITE))?( in [^<]+(?: < [^<]+)?)?(?: < .*)?")


def cause(signature):
    """The form in which signatures of one bug are the same."""
    memory = _OF_MEMORY.fullmatch(signature)
    return memory[1] + (memory[2] or "") if memory else signature


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
