"""Names of our own modules that they do not have, as `regressions.shows`: found before a run meets them."""

import ast
from functools import cache


@cache
def _defined(path):
    """What a module has: all names that are bound at its top, also below `if` and `try`."""
    names, tree = set(), ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(ast.Module([n for n in tree.body if not isinstance(n, (ast.FunctionDef, ast.ClassDef))], [])):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
    names.update(n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef)))
    return names


def _modules(tree, file, library):
    """{name in this file: path of the module of ours that it is}."""
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        is_from = isinstance(node, ast.ImportFrom)
        folder = file.parent if is_from and node.level else library
        if is_from and node.module:
            folder = folder / node.module.replace(".", "/")
        for alias in node.names:
            path = folder / f"{alias.name}.py"
            if path.is_file():
                found[alias.asname or alias.name] = path
    return found


def complaints(files, library):
    """["FILE:LINE: MODULE has no NAME"] of the Python files, whose modules of ours are in `library`."""
    said = []
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        modules = _modules(tree, file, library)
        bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and \
                    node.value.id in modules and node.value.id not in bound:
                path = modules[node.value.id]
                if node.attr not in _defined(path) and not node.attr.startswith("__"):
                    said.append(f"{file.name}:{node.lineno}: {path.stem} has no {node.attr}")
    return said
