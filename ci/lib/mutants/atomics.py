"""What the operators do to atomic operations. They work on what is written: to clang such a call is no call."""

import re

from .mutant import Edit
from .tree import blank

_ORDER = re.compile(r"\bmemory_order_(?:acquire|release|acq_rel|seq_cst|consume)\b|\b__ATOMIC_(?!RELAXED)[A-Z_]+\b")
_CALL = re.compile(r"\b(?:atomic_(load|store|exchange|fetch_add|fetch_sub|fetch_or|fetch_and)(_explicit)?"
                   r"|__atomic_(load_n|store_n|exchange_n|fetch_add|fetch_sub))\(")
_SIGNS = {"fetch_add": "+", "fetch_sub": "-", "fetch_or": "|", "fetch_and": "&"}


def _arguments(text, start):
    """The arguments of a call whose parenthesis opens before `start`, and where it ends."""
    depth, begin, found = 1, start, []
    for at in range(start, len(text)):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text[at], 0)
        if not depth or depth == 1 and text[at] == ",":
            found.append(text[begin:at].strip())
            begin = at + 1
        if not depth:
            return found, at + 1
    return [], start


def _plain(what, given):
    """The C of an operation that is not atomic; None if that is not known."""
    place = f"(*(__typeof__((void) 0, *({given[0]})) *) ({given[0]}))"
    if what == "load":
        return place
    value = given[1]
    if what == "store":
        return f"({place} = ({value}))"
    later = f"({value})" if what == "exchange" else f"was_ {_SIGNS[what]} ({value})"
    return f"({{ __typeof__((void) 0, *({given[0]})) was_ = {place}; {place} = {later}; was_; }})"


def order(body):
    """The order of an atomic operation is left out: relaxed. One without an order has the strongest."""
    text = blank(body.text)
    for match in _ORDER.finditer(text):
        relaxed = "__ATOMIC_RELAXED" if match[0].startswith("__") else "memory_order_relaxed"
        yield Edit(body.start + match.start(), body.start + match.end(), relaxed)
    for match in _CALL.finditer(text):
        if match[1] and not match[2]:
            given, end = _arguments(text, match.end())
            new = f"atomic_{match[1]}_explicit({', '.join([*given, 'memory_order_relaxed'])})"
            yield Edit(body.start + match.start(), body.start + end, new)


def plain(body):
    """An atomic operation is made a plain one."""
    text = blank(body.text)
    for match in _CALL.finditer(text):
        given, end = _arguments(text, match.end())
        if given:
            new = _plain((match[1] or match[3]).removesuffix("_n"), given)
            yield Edit(body.start + match.start(), body.start + end, new)
