"""A finding as one file that another machine can replay: NAME.tar.gz with

    bundle.json       what the finding's record says (summary.py), the commit, and the hash of the
                      event log where there is one
    README            how to replay it
    replay            a script that does: ./replay CLONE
    input, minimized  the artefact as found, and as small as it can be
    explanation.txt, explanation.html, log
    changes.patch     how the working tree differed from the commit, if it did

`ci/replay-bundle` replays it (replay_bundle.py); bundle_read.py reads it, which believes nothing of it.
"""

import io
import json
import tarfile
from pathlib import Path

from files import replacing

from .bundle_schema import FORMAT, MEMBERS

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
    same finding is the same bundle. It holds what bundle_schema.py knows of the record."""
    top = record["id"]
    about = {name: value for name, value in {**record, "format": FORMAT, "commit": commit}.items()
             if name in MEMBERS}
    planted = f",\nwith {record['planted']} planted" if record["planted"] else ""
    text = _README.format(**{**about, "planted": planted})
    files = {"bundle.json": json.dumps(about, indent=1) + "\n", "README": text}
    if changes:
        files["changes.patch"] = changes
    with replacing(path) as out:
        with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
            for name, content in files.items():
                _add(archive, f"{top}/{name}", content.encode(errors="replace"))
            _add(archive, f"{top}/replay", _REPLAY.encode(), executable=True)
            for key, name in (("input", "input"), ("minimized", "minimized"),
                              ("explanation", "explanation.txt"), ("page", "explanation.html"),
                              ("log", "log")):
                if record[key]:
                    _add(archive, f"{top}/{name}", (folder / Path(record[key]).name).read_bytes())
