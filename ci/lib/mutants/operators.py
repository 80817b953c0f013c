"""The table of operators."""

from entries import ROOT, UserError

from . import atomics, expressions, statements
from .mutant import name_all
from .tree import Source, walk

# What each one does, and how: a function of a node that yields edits. Where two make the same edit, it is
# the first one's.
OF_NODES = {
    "relation": ("another relation: < for <=, == for !=", expressions.relation),
    "connective": ("&& for ||", expressions.connective),
    "constant": ("a number by one, true for false", expressions.constant),
    "condition": ("a condition negated", expressions.condition),
    "argument": ("two arguments of one type exchanged", expressions.argument),
    "result": ("what a call answers ignored: success", expressions.result),
    "field": ("a field not set in an initializer", expressions.field),
    "copy": ("a field not assigned", statements.copy),
    "call": ("a call left out", statements.call),
    "statement": ("another statement left out", statements.statement),
    "exchange": ("two neighbouring statements exchanged", statements.exchange),
    "lock": ("a lock held for one statement more or less", statements.lock),
}
# The same for those that are given the whole body of a function.
OF_BODIES = {
    "order": ("an atomic operation's order left out", atomics.order),
    "plain": ("an atomic operation made plain", atomics.plain),
}
NAMES = (*OF_NODES, *OF_BODIES)
ARGUMENTS = ("-std=gnu11", "-D_GNU_SOURCE", f"-I{ROOT / 'src'}")


def what(operator):
    """What an operator does, in some words."""
    return (OF_NODES.get(operator) or OF_BODIES[operator])[0]


def _edits(source, operators):
    """(operator, function, edit) of a file."""
    for function, body in source.functions():
        for operator in operators:
            for edit in OF_BODIES[operator][1](body) if operator in OF_BODIES else ():
                yield operator, function, edit
        for node in walk(body):
            if node.in_macro():
                continue
            for operator in operators:
                for edit in OF_NODES[operator][1](node) if operator in OF_NODES else ():
                    yield operator, function, edit


def mutants_of(name, text, operators=NAMES, arguments=ARGUMENTS):
    """All mutants of a file. `text` has a character for each byte."""
    source = Source(name, text, arguments)
    return name_all(source, sorted(_edits(source, operators), key=lambda found: NAMES.index(found[0])))


def read_source(name):
    """The text of a file, a character for each byte."""
    return (ROOT / name).read_bytes().decode("latin-1")


def all_files():
    """The files that have mutants."""
    files = sorted((ROOT / "src").glob("*.[ch]"))
    if not files:
        raise UserError("there is no file in src/")
    return [str(path.relative_to(ROOT)) for path in files]


def all_mutants(files=(), operators=NAMES):
    """Those of some files, or of all."""
    return [mutant for name in files or all_files()
            for mutant in mutants_of(name, read_source(name), operators)]
