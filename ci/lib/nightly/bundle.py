"""A finding as one file that another machine can replay: NAME.tar.gz with

    bundle.json       what the finding's record says (summary.py), the commit, and the hash of the
                      event log where there is one
    README            how to replay it
    replay            a script that does: ./replay CLONE
    input, minimized  the artefact as found, and as small as it can be
    explanation.txt, explanation.html, log
    changes.patch     how the working tree differed from the commit, if it did

`ci/replay-bundle` replays it (replay_bundle.py).
"""

import io
import json
import tarfile
from pathlib import Path

from entries import Misfit

FORMAT = 1
MAX_MEMBER = 64 << 20
# Of a finding's record: what is of this night and not of the bug.
LEFT_OUT = ("raw", "met", "since", "places")

_REPLAY = """#!/bin/sh
# Replays this finding in a clone of the repository, at the commit that it belongs to.
# usage: ./replay CLONE
set -e
here=$(cd "$(dirname "$0")" && pwd)
[ -x "${1:-}/ci/replay-bundle" ] || {
    echo "usage: $0 CLONE  (a folder with a clone of the repository)" >&2
    exit 2
}
exec "$1/ci/replay-bundle" "$here"
"""

_README = """{signature}

{message}

Found in {target}, the {build} build of commit
{commit}{planted}.
To see it again, in a clone of the repository with that commit checked out:

    ci/replay-bundle {id}.tar.gz

or, from this folder, ./replay CLONE. explanation.txt says how it came to that.
"""


def _add(archive, name, content, executable=False):
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o755 if executable else 0o644
    archive.addfile(member, io.BytesIO(content))


def make(path, record, folder, commit, changes=""):
    """Writes the bundle of a finding whose files are in `folder`. Atomic. Files have no times, so the
    same finding is the same bundle."""
    top = record["id"]
    about = {**record, "format": FORMAT, "commit": commit}
    for name in LEFT_OUT:
        about.pop(name, None)
    planted = f",\nwith {record['planted']} planted" if record["planted"] else ""
    text = _README.format(**{**about, "planted": planted})
    files = {"bundle.json": json.dumps(about, indent=1) + "\n", "README": text}
    if changes:
        files["changes.patch"] = changes
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    try:
        with tarfile.open(fresh, "w:gz", format=tarfile.PAX_FORMAT) as archive:
            for name, content in files.items():
                _add(archive, f"{top}/{name}", content.encode())
            _add(archive, f"{top}/replay", _REPLAY.encode(), executable=True)
            for key, name in (("input", "input"), ("minimized", "minimized"),
                              ("explanation", "explanation.txt"), ("page", "explanation.html"),
                              ("log", "log")):
                if record[key]:
                    _add(archive, f"{top}/{name}", (folder / Path(record[key]).name).read_bytes())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _check(about, where):
    for name in ("format", "commit", "id", "signature", "kind", "target", "build", "planted"):
        if name not in about:
            raise Misfit(f"{where}: bundle.json has no \"{name}\"")
    if about["format"] != FORMAT:
        raise Misfit(f"{where} has format {about['format']}, not {FORMAT}")


def _read_archive(path):
    members = {}
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            if member.isfile() and member.size <= MAX_MEMBER:
                members[Path(member.name).name] = archive.extractfile(member).read()
    return members


def read(path):
    """Reads a bundle, packed or unpacked: (bundle.json, {name: bytes}). Nothing is written, and the
    paths in an archive do not matter."""
    try:
        if path.is_dir():
            members = {file.name: file.read_bytes() for file in path.iterdir() if file.is_file()}
        else:
            members = _read_archive(path)
        about = json.loads(members["bundle.json"])
    except KeyError as error:
        raise Misfit(f"{path}: there is no bundle.json in it") from error
    except (OSError, tarfile.TarError, EOFError, ValueError) as error:
        raise Misfit(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    _check(about, path)
    return about, members
