"""corpora.tar.gz: what is carried from night to night, for another machine."""

import tarfile

from files import replacing

LEFT_OUT = (".before", ".new")


def _wanted(member):
    name = member.name.rsplit("/", 1)[-1]
    hidden = name.startswith(".") and name != "."
    return None if hidden or name.endswith(LEFT_OUT) else member


def pack(path, corpora):
    """Packs the folder of the corpora and the history, atomically."""
    with replacing(path) as out:
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as archive:
            archive.add(corpora, arcname=".", filter=_wanted)
