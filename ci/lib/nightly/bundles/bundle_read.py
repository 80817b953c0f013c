"""Reading a bundle, packed or unpacked, within limits. It is somebody else's file: nothing is written
here, only what bundle.py documents is taken, and whatever is wrong is said in one line (UserError)."""

import gzip
import os
import tarfile

from entries import UserError, reason

from .bundle_schema import check
from ..foreign import open_regular, parse_json, read_within

NAMES = ("bundle.json", "README", "replay", "input", "minimized", "explanation.txt", "explanation.html",
         "log", "changes.patch")
MAX_MEMBER = 64 << 20
MAX_JSON = 1 << 20
MAX_SUM = 128 << 20  # Of all that an archive holds, unpacked, with its headers.


class _Limited:
    """A stream that ends with an error when more has been read than a bundle can hold."""

    def __init__(self, stream, where):
        self.stream, self.where, self.left = stream, where, MAX_SUM

    def read(self, size):
        """As a file's."""
        content = self.stream.read(min(size, self.left + 1))
        self.left -= len(content)
        if self.left < 0:
            raise UserError(f"{self.where}: longer than {MAX_SUM} bytes when it is unpacked")
        return content

    def finish(self):
        """Reads on to the end, where it is found out whether all of it came through whole."""
        while self.read(1 << 16):
            pass


def _member_name(member, top, where):
    """What a member is called in its folder; "" for the folder itself."""
    shown = member.name[:80]
    folder, _, name = member.name.partition("/")
    if top and folder != top:
        raise UserError(f"{where}: {shown}: not in the folder {top}")
    if member.isdir() and not name:
        return ""
    if not member.isreg() or member.issparse():
        raise UserError(f"{where}: {shown}: not a regular file")
    if name not in NAMES:
        raise UserError(f"{where}: {shown}: no bundle has a file of that name")
    return name


def _members_of_archive(archive, where):
    members, top = {}, ""
    for count, member in enumerate(archive):
        if count > len(NAMES):
            raise UserError(f"{where}: more than {len(NAMES)} files")
        name = _member_name(member, top, where)
        top = member.name.partition("/")[0]
        if name in members:
            raise UserError(f"{where}: two files are called {name}")
        if name:
            members[name] = read_within(archive.extractfile(member), MAX_MEMBER, f"{where}: {name}")
            if len(members[name]) != member.size:
                raise UserError(f"{where}: {name} is cut off")
    return top, members


def _read_archive(path):
    with open_regular(path) as file:
        try:
            with gzip.GzipFile(fileobj=file) as unpacked:
                limited = _Limited(unpacked, path)
                with tarfile.open(fileobj=limited, mode="r|") as archive:
                    read_members = _members_of_archive(archive, path)
                limited.finish()
                return read_members
        except UserError:
            raise
        except Exception as error:  # pylint: disable=broad-except
            # The modules that read archives do not say what they raise for those that are damaged.
            raise UserError(f"{path}: not a .tar.gz that can be read: {reason(error)[:100]}") from error


def _read_folder(path):
    """What is there besides a bundle's own files is the user's."""
    members, left = {}, MAX_SUM
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in sorted(set(os.listdir(folder)).intersection(NAMES)):
            try:
                file = open_regular(name, folder)
            except (OSError, UserError) as error:
                raise UserError(f"{path}/{name}: not a regular file that can be read") from error
            with file:
                members[name] = read_within(file, min(MAX_MEMBER, left), f"{path}/{name}")
            left -= len(members[name])
    finally:
        os.close(folder)
    return members


def read(path):
    """Reads a bundle: (bundle.json, {name: bytes})."""
    try:
        top, members = (None, _read_folder(path)) if path.is_dir() else _read_archive(path)
    except (OSError, ValueError) as error:  # The latter of a path that cannot be one.
        raise UserError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    if "bundle.json" not in members:
        raise UserError(f"{path}: there is no bundle.json in it")
    where = f"{path}: bundle.json"
    if len(members["bundle.json"]) > MAX_JSON:
        raise UserError(f"{where}: longer than {MAX_JSON} bytes")
    about = parse_json(members["bundle.json"], where)
    check(about, where)
    if top is not None and top != about["id"]:
        raise UserError(f"{path}: the folder in it is not called {about['id']}")
    if about["kind"] != "command" and "input" not in members:
        raise UserError(f"{path}: there is no input in it")
    return about, members
