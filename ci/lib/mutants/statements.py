"""What the operators do to statements. Each is given a node, and yields edits."""

import re

from .mutant import Edit

# What begins or ends a time in which others are kept out.
_LOCK = re.compile(r"(?:\w+_(?:(?:read|write)_)?(?:un)?lock|rcu_thread_(?:on|off)line)\b *\(")
_SIMPLE = ("BINARY_OPERATOR", "COMPOUND_ASSIGNMENT_OPERATOR", "UNARY_OPERATOR", "CALL_EXPR", "UNEXPOSED_EXPR",
           "CSTYLE_CAST_EXPR")
_ENDS = ("RETURN_STMT", "BREAK_STMT", "CONTINUE_STMT", "GOTO_STMT", "NULL_STMT")
_ASSERTION = re.compile(r"CHECK\b")
# Macros that call are no calls to clang.
_CALL = re.compile(r"(?:\(void\) *)?[\w.>[\]-]+\(")


class _Statement:
    """A statement of a block, with the semicolon that ends it."""

    def __init__(self, node):
        text = node.source.text
        self.node, self.start, self.end = node, node.start, node.end
        rest = text[node.end:]
        semicolon = re.match(r"\s*;", rest)
        if semicolon and not text[node.start:node.end].endswith(("}", ";")) or node.kind == "DO_STMT":
            self.end += semicolon.end() if semicolon else 0
        self.text = text[self.start:self.end]

    @property
    def simple(self):
        """Whether it is an expression."""
        return self.node.kind in _SIMPLE

    @property
    def assertion(self):
        """Whether it only checks. An assertion that calls does more."""
        return bool(_ASSERTION.match(self.text)) and self.text.count("(") == 1

    @property
    def lock(self):
        """Whether it takes or gives back a lock."""
        return bool(_LOCK.match(self.text))


def _block(node):
    """The statements of a block."""
    return [_Statement(child) for child in node.children] if node.kind == "COMPOUND_STMT" else []


def _calls(one):
    return one.simple and bool(_CALL.match(one.text)) or bool(_ASSERTION.match(one.text))


def _sets_field(one):
    node = one.node
    return (node.kind == "BINARY_OPERATOR" and node.children
            and node.children[0].kind in ("MEMBER_REF_EXPR", "ARRAY_SUBSCRIPT_EXPR"))


def _removals(node, wanted):
    for one in _block(node):
        if not one.assertion and wanted(one):
            yield Edit(one.start, one.end, ";")


def call(node):
    """A call is left out."""
    yield from _removals(node, _calls)


def copy(node):
    """A field is not set."""
    yield from _removals(node, _sets_field)


def statement(node):
    """Any other statement is left out: an `if` without its `else`, a loop, a `break`, a `continue`."""
    def other(one):
        branches = one.node.kind == "IF_STMT" and len(one.node.children) == 2
        return (one.simple and not _calls(one) and not _sets_field(one) or branches
                or one.node.kind in ("FOR_STMT", "WHILE_STMT", "BREAK_STMT", "CONTINUE_STMT"))
    yield from _removals(node, other)


def _exchanges(node, wanted):
    block = _block(node)
    for one, other in zip(block, block[1:]):
        if one.text != other.text and wanted(one, other):
            between = node.source.text[one.end:other.start]
            yield Edit(one.start, other.end, other.text + between + one.text)


def exchange(node):
    """Two neighbours change places."""
    def plain(one):
        return not one.assertion and not one.lock and one.node.kind not in (*_ENDS, "DECL_STMT")
    yield from _exchanges(node, lambda one, other: plain(one) and plain(other))


def lock(node):
    """A lock is taken or given back one statement earlier or later."""
    def can(one, other):
        return one.lock != other.lock and not {one.node.kind, other.node.kind} & set(_ENDS) or (
            one.lock and other.lock)
    yield from _exchanges(node, can)
