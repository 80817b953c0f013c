"""What the operators do to expressions. Each is given a node, and yields edits."""

import re

from .mutant import Edit
from .tree import blank

_RELATIONS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "==": ("!=",), "!=": ("==",)}
_CONNECTIVES = {"&&": ("||",), "||": ("&&",)}
_TRUTH = {"true": "false", "false": "true"}
# Numbers only to the compiler.
_NO_NUMBER = re.compile(r"NULL$|__ATOMIC_")
# What stands for success, by the type of what a function returns.
_SUCCESS = {"_Bool": "true", "bool": "true", "int": "0"}


def _infix(node, table):
    """Puts another operator between two operands."""
    operands = node.children
    if node.kind != "BINARY_OPERATOR" or len(operands) != 2:
        return
    between = blank(node.source.text[operands[0].end:operands[1].start])
    sign = between.strip(" \n()")
    start = operands[0].end + between.find(sign)
    for new in table.get(sign, ()):
        yield Edit(start, start + len(sign), new)


def relation(node):
    """Another relation."""
    yield from _infix(node, _RELATIONS)


def connective(node):
    """"And" for "or"."""
    yield from _infix(node, _CONNECTIVES)


def constant(node):
    """A number by one, a truth value the other one."""
    if node.text in _TRUTH:
        if node.kind in ("INTEGER_LITERAL", "CXX_BOOL_LITERAL_EXPR"):
            yield Edit(node.start, node.end, _TRUTH[node.text])
    elif node.kind == "INTEGER_LITERAL" and not _NO_NUMBER.match(node.text):
        yield Edit(node.start, node.end, f"({node.text} + 1)")
        if node.text.strip("uUlL") not in ("0", "0x0"):
            yield Edit(node.start, node.end, f"({node.text} - 1)")


def condition(node):
    """What decides is negated."""
    parts = node.children
    if node.kind in ("IF_STMT", "WHILE_STMT", "CONDITIONAL_OPERATOR"):
        deciding = parts[:1]
    elif node.kind == "DO_STMT":
        deciding = parts[1:2]
    elif node.kind == "FOR_STMT":
        deciding = [part for part in parts[:-1] if part.bare().kind == "BINARY_OPERATOR"
                    and part.type in ("int", "_Bool")][:1]
    else:
        return
    for part in deciding:
        yield Edit(part.start, part.end, f"!({part.text})")


def argument(node):
    """Two arguments of one type change places."""
    if node.kind != "CALL_EXPR":
        return
    given = list(filter(None, map(node.source.node, node.cursor.get_arguments())))
    for i, one in enumerate(given):
        for other in given[i + 1:]:
            if one.type == other.type and one.text != other.text and one.end <= other.start:
                between = node.source.text[one.end:other.start]
                yield Edit(one.start, other.end, other.text + between + one.text)


def result(node):
    """What a call answers is ignored: it succeeds, whatever it says."""
    if node.kind in ("COMPOUND_STMT", "PAREN_EXPR"):
        return
    for child in node.children:
        call = child.bare()
        if call.kind == "CALL_EXPR" and call.type in _SUCCESS and not _is_body(node, child):
            yield Edit(call.start, call.end, f"((void) {call.text}, {_SUCCESS[call.type]})")


def _is_body(node, child):
    return node.kind.endswith("_STMT") and node.source.text[child.end:child.end + 1] == ";" and \
        node.kind not in ("RETURN_STMT", "DO_STMT", "DECL_STMT")


def field(node):
    """A field is not set where an object is made."""
    if node.kind != "INIT_LIST_EXPR":
        return
    for part in node.children:
        if not part.text.startswith("."):
            continue
        comma = node.source.text[part.end:node.end].lstrip()
        skipped = len(node.source.text[part.end:node.end]) - len(comma)
        yield Edit(part.start, part.end + skipped + 1 if comma.startswith(",") else part.end, "")
