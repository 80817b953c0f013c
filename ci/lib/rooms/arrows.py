"""Which folder includes which: as harness/CMakeLists.txt states it, and as the sources have it."""

import re
from collections import defaultdict

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
STATED = re.compile(r"^#   (\w+) +->(.*)$", re.MULTILINE)
# Where a header's name may begin, in the order in which the compiler looks.
FOLDERS = ("harness", "src", "targets")


def stated(text):
    """The arrows of a CMakeLists.txt's comment: {room: set of rooms}."""
    return {room: set(others.split()) for room, others in STATED.findall(text)}


def room_of(path):
    """The room of a file whose path is relative to the tree: a folder of harness/ or of targets/, or "src";
    "targets" for what all programs share."""
    parts = path.parts
    return parts[1] if parts[0] != "src" and len(parts) > 2 else parts[0]


def sources(root):
    """The files of the tree that are not tests, relative to it."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.[ch]")):
            relative = path.relative_to(root)
            if "test" not in relative.parts:
                yield relative


def resolve(root, path, name):
    """The file that `path` includes by `name`, relative to the tree; None if there is none."""
    for folder in (path.parent, *FOLDERS):
        found = root / folder / name
        if found.is_file():
            return found.resolve().relative_to(root.resolve())
    return None


def includes(root, files=None):
    """Yields (file, file that it includes, or None, name) of `files`, of all if None."""
    for path in files if files is not None else sources(root):
        for name in INCLUDE.findall((root / path).read_text(encoding="utf-8")):
            yield path, resolve(root, path, name), name


def drawn(root):
    """The arrows that the sources have: {room: {other room: an example}}."""
    arrows = defaultdict(dict)
    for path, target, _ in includes(root):
        if target and room_of(path) != room_of(target):
            arrows[room_of(path)].setdefault(room_of(target), f"{path} includes {target}")
    return arrows


def circle(arrows):
    """Rooms that lead back to themselves, as a list; [] if there are none."""
    done = set()

    def follow(room, way):
        if room in way:
            return way[way.index(room):] + [room]
        if room in done:
            return []
        for other in sorted(arrows.get(room, ())):
            found = follow(other, way + [room])
            if found:
                return found
        done.add(room)
        return []

    return next(filter(None, (follow(room, []) for room in sorted(arrows))), [])
