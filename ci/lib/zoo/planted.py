"""Patches of ci/planted/ and ci/canaries/, and the copies of src/ and harness/model/ with their mistake.

A patch fits if it applies exactly and changes something. One that does not fit any more is no reason to
stop whatever else is built: `write_copy` then makes a copy that builds as well, but whose programs say
why they refuse to run, and end with 2.
"""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from entries import ROOT, UserError, natural
from printable import printable

FOLDERS = ("src", "harness/model")
# What is added to each source file of a copy whose patch does not fit. Files are compiled in one
# unit, so it must be legal to meet it twice.
_REFUSAL = """
#ifndef PLANTED_DOES_NOT_FIT
#define PLANTED_DOES_NOT_FIT
#include <unistd.h>
__attribute__((constructor)) static void planted_does_not_fit(void)
{{
    static const char why[] = "{why}\\n";

    _exit(write(STDERR_FILENO, why, sizeof why - 1) < 0 ? 3 : 2);
}}
#endif
"""


class Unfit(Exception):
    """Why a patch does not fit: one line."""


def all_patches(root=ROOT):
    """The patches that are there, in the order of their names."""
    return sorted([*(root / "ci/planted").glob("*.patch"), *(root / "ci/canaries").glob("*.patch")],
                  key=lambda path: natural(path.stem))


def sources(root=ROOT):
    """The files that a patch may change: their text by their name, which begins at the root."""
    return {str(path.relative_to(root)): path.read_bytes()
            for folder in FOLDERS for path in sorted((root / folder).glob("*.[ch]"))}


def touched(text):
    """The names of the files that a patch changes."""
    return sorted(set(re.findall(r"^\+\+\+ b/(\S+)", text, re.M)))


def plant(text, files):
    """Applies a patch, exactly. Returns the text of the files it changes, by name. Raises Unfit."""
    names = touched(text)
    missing = [name for name in names if name not in files]
    if missing or not names:
        raise Unfit(f"there is no {missing[0]}" if missing else "it names no file")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).write_bytes(files[name])
        done = subprocess.run(["patch", "-d", folder, "-p1", "--fuzz=0", "--no-backup-if-mismatch",
                               "--reject-file=-", "--force", "--silent"], input=text.encode(),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise Unfit("it does not apply")
        planted = {name: (Path(folder) / name).read_bytes() for name in names}
    if all(planted[name] == files[name] for name in names):
        raise Unfit("it changes nothing")
    return planted


def trouble(patch, files):
    """Why a patch does not fit these sources; "" if it does."""
    try:
        plant(patch.read_text(encoding="utf-8"), files)
    except Unfit as why:
        return str(why)
    return ""


def stale(patches, root=ROOT):
    """Those of the patches that do not fit the sources as they are."""
    files = sources(root)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        bad = pool.map(lambda patch: trouble(patch, files), patches)
        return [patch for patch, why in zip(patches, bad) if why]


def name_of(patch):
    """What to call a patch of this repository, or of a test."""
    return str(patch.relative_to(ROOT)) if patch.is_relative_to(ROOT) else f"ci/planted/{patch.name}"


def line_about(patch, why):
    """That a patch does not fit, and what to do."""
    where = touched(patch.read_text(encoding="utf-8"))
    folder = os.path.dirname(where[0]) if where else "src"
    return (f"{name_of(patch)} does not fit {folder}/ any more ({why}): "
            f"ci/zoo --rebase {patch.stem}")


def line_about_all(bad, patches):
    """The same of several patches, out of `patches`, in one line."""
    names = printable(" ".join(patch.stem for patch in bad))
    if len(bad) == 1:
        return (f"1 of {len(patches)} patches does not fit src/ any more: {names}; "
                f"ci/zoo --rebase {names} merges it")
    return (f"{len(bad)} of {len(patches)} patches do not fit src/ any more: {names}; "
            "ci/zoo --rebase merges them")


def those_that_fit(entries, program):
    """The entries whose patches fit. Of the others `program` says so, in one line."""
    bad = stale([entry.patch for entry in entries])
    if bad:
        print(f"{program}: {line_about_all(bad, entries)}", file=sys.stderr)
    return [entry for entry in entries if entry.patch not in bad]


def require_fit(patch):
    """Raises UserError if a patch does not fit."""
    why = trouble(patch, sources())
    if why:
        raise UserError(line_about(patch, why))


def write_copy(patch, folder):
    """Makes `folder`/src and `folder`/harness/model with the mistake of a patch in them. What need not
    change keeps its time. Returns "", or why the patch does not fit: the copy's programs say it too."""
    files, said = sources(), ""
    try:
        files |= plant(patch.read_text(encoding="utf-8"), files)
    except Unfit as why:
        said = line_about(patch, why)
        text = _REFUSAL.format(why=said.replace("\\", "\\\\").replace('"', '\\"')).encode()
        files |= {name: was + text for name, was in files.items()
                  if name.startswith("src/") and name.endswith(".c")}
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
    for part in FOLDERS:
        for path in (folder / part).glob("*"):
            if f"{part}/{path.name}" not in files:
                path.unlink()
    return said
