"""A source file as clang sees it: its syntax tree, by libclang's Python binding.

Offsets count bytes, and so does the text: each of its characters stands for one byte (latin-1).
"""

import re
import sys
from dataclasses import dataclass
from functools import cached_property

from entries import ROOT, UserError

# Debian's modules. Another python3 than Debian's does not look there; the binding asks for no more
# than ctypes, so any will do.
_DEBIAN = "/usr/lib/python3/dist-packages"
_LIBRARIES = ("libclang-14.so.1", "libclang.so.1")


def _binding():
    """The module clang.cindex, with its library loaded. Raises UserError if it is not installed."""
    if _DEBIAN not in sys.path:
        sys.path.append(_DEBIAN)
    try:
        from clang import cindex  # pylint: disable=import-outside-toplevel; ci/deps installs it.
    except ImportError as error:
        raise UserError("python3-clang is missing; run ci/deps") from error
    for name in _LIBRARIES:
        if cindex.Config.loaded:
            break
        cindex.Config.library_file = name
        try:
            cindex.Config().lib  # pylint: disable=expression-not-assigned; Loads it.
        except cindex.LibclangError:
            continue
        cindex.Config.loaded = True
    if not cindex.Config.loaded:
        raise UserError("libclang is missing; run ci/deps")
    return cindex


@dataclass(frozen=True)
class Node:
    """A part of the tree that is written in the file. `start` and `end` are offsets."""

    source: "Source"
    cursor: object
    start: int
    end: int

    @cached_property
    def kind(self):
        """The cursor's kind, as "CALL_EXPR"."""
        return self.cursor.kind.name

    @property
    def text(self):
        """As it is written."""
        return self.source.text[self.start:self.end]

    @property
    def type(self):
        """Its type without typedefs and qualifiers, as written in C."""
        return self.cursor.type.get_canonical().spelling.replace("const ", "").replace("volatile ", "")

    @cached_property
    def children(self):
        """Those parts of it that are written in the file, in the order of the tree."""
        return [node for node in map(self.source.node, self.cursor.get_children()) if node]

    def bare(self):
        """What is inside of parentheses and conversions that are not written."""
        node = self
        while node.kind in ("UNEXPOSED_EXPR", "PAREN_EXPR") and len(node.children) == 1:
            inner = node.children[0]
            if node.kind == "UNEXPOSED_EXPR" and (inner.start, inner.end) != (node.start, node.end):
                break
            node = inner
        return node

    def in_macro(self):
        """Whether it is a part of a macro's call, or written in its definition, and so cannot be edited
        here."""
        return any(start <= self.start and self.end <= end and
                   (self.end - self.start, name) != (end - start, self.text)
                   for start, end, name in self.source.macros)


class Source:
    """One file. `name` is its path from the root of the repository."""

    def __init__(self, name, text, arguments):
        self.name, self.text = name, text
        cindex = _binding()
        path = str(ROOT / name)
        options = cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD
        # A header alone is as good as any file.
        self.unit = cindex.Index.create().parse(path, ["-x", "c", "-w", *arguments],
                                                [(path, text.encode("latin-1").decode("utf-8"))], options)
        errors = [str(d.spelling) for d in self.unit.diagnostics if d.severity >= cindex.Diagnostic.Error]
        if errors:
            raise UserError(f"{name}: clang does not understand it: {errors[0]}")
        self._path = path
        self.macros = []
        for cursor in self.unit.cursor.get_children():
            if cursor.kind.name == "MACRO_INSTANTIATION" and (node := self.node(cursor)):
                self.macros.append((node.start, node.end, cursor.spelling))

    def node(self, cursor):
        """A cursor as a node; None if it is not written in this file."""
        start, end = cursor.extent.start, cursor.extent.end
        if not start.file or start.file.name != self._path or not end.file or end.file.name != self._path:
            return None
        return Node(self, cursor, start.offset, end.offset)

    def functions(self):
        """The functions that are defined in it: (name, body)."""
        found = []
        for cursor in self.unit.cursor.get_children():
            node = self.node(cursor) if cursor.kind.name == "FUNCTION_DECL" else None
            bodies = [child for child in node.children if child.kind == "COMPOUND_STMT"] if node else []
            found += [(cursor.spelling, body) for body in bodies]
        return found

    def line(self, offset):
        """The number of the line that an offset is in."""
        return self.text.count("\n", 0, offset) + 1


def walk(node):
    """A node and all that is below it, parents first."""
    yield node
    for child in node.children:
        yield from walk(child)


def blank(text):
    """The same text with comments and strings made blank."""
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', lambda found: " " * len(found[0]), text, flags=re.S)
