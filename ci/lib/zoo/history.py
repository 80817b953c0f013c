"""What the sources were when a patch fitted them, from git, and what a merge makes of it and of now.

All work is done in temporary folders: nothing here writes to the tree or to its repository.
"""

import io
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from zoo import planted
from entries import UserError

# The user's settings of git do not decide what a merge makes.
_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
             **{f"GIT_{who}_{what}": "ukeyfuzz" for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")}}


def _git(folder, *arguments, allowed=(0,), alone=False):
    """What git prints. `alone`: in a repository of our own, with settings of our own."""
    environment = {key: value for key, value in os.environ.items()
                   if not (alone and key.startswith("GIT_"))}
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False,
                          env={**environment, **(_SETTINGS if alone else {})})
    if done.returncode not in allowed:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["failed"]
        raise UserError(f"git {arguments[0]}: {said[-1]}")
    return done.stdout


@dataclass(frozen=True)
class Base:
    """A commit that a patch fits, and the sources then."""

    commit: str
    subject: str
    files: dict


def _sources_at(root, commit):
    """The text of the sources at a commit, by name. Folders that were not there then are left out."""
    there = _git(root, "ls-tree", "--name-only", commit, *(f"{part}/" for part in planted.FOLDERS))
    names = sorted(name for name in there.decode().splitlines() if name.endswith((".c", ".h")))
    if not names:
        return {}
    files = {}
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", commit, "--", *names))) as archive:
        for member in archive:
            if member.isfile():
                files[member.name] = archive.extractfile(member).read()
    return files


class History:
    """The commits that changed the sources, the newest first."""

    def __init__(self, root):
        self.root = root
        head = _git(root, "rev-parse", "HEAD").decode().strip()
        # The whole history, as a simplified one may leave out a side branch that a patch is from.
        log = _git(root, "rev-list", "--full-history", "HEAD", "--", *planted.FOLDERS)
        self.commits = [head, *log.decode().split()]
        self.files = {}

    def newest_fit(self, text):
        """The newest commit that a patch fits. Raises UserError if there is none."""
        for commit in self.commits:
            if commit not in self.files:
                self.files[commit] = _sources_at(self.root, commit)
            try:
                planted.plant(text, self.files[commit])
            except planted.Unfit:
                continue
            said = _git(self.root, "log", "-1", "--format=%h %s", commit).decode().strip()
            return Base(*said.partition(" ")[::2], self.files[commit])
        shallow = _git(self.root, "rev-parse", "--is-shallow-repository").strip() == b"true"
        raise UserError("fits no commit of this history" +
                     (", which is shallow: git fetch --unshallow" if shallow else ""))


@dataclass(frozen=True)
class Merged:
    """The sources with the mistake in them. `conflicts` are the files that have conflict markers,
    `by_word` those that had some until they were merged word by word."""

    files: dict
    conflicts: list
    by_word: list


def _write(folder, files):
    for part in planted.FOLDERS:
        shutil.rmtree(folder / part, ignore_errors=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)


def _labelled(text):
    """Conflict markers in our words."""
    text = text.replace(b"<<<<<<< HEAD\n", b"<<<<<<< now\n")
    return re.sub(rb"^\|{7} [0-9a-f]+$", b"||||||| then", text, flags=re.M)


def merge_words(texts):
    """Merges three texts, now, then, and with the mistake, word by word: who gives a variable another name
    does not change the same words as a bug in that line. None if there is a conflict."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("now", "then", "mistake")]
        for path, text in zip(paths, texts):
            words = re.findall(rb"\w+|\s+|[^\w\s]", text)
            path.write_text("".join(f"{word.hex()}\n" for word in words))
        done = subprocess.run(["git", "merge-file", "-p", *paths], cwd=folder, capture_output=True,
                              check=False)
    return None if done.returncode else bytes.fromhex(done.stdout.decode())


def merge(base, with_mistake, now):
    """Merges three states of the sources, each a text by name: what led from `base` to `now`, and what
    led from `base` to `with_mistake`. A file that was renamed is followed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def git(*arguments, allowed=(0,)):
            return _git(folder, *arguments, allowed=allowed, alone=True)

        def commit(files):
            _write(folder, files)
            git("add", "--all", "--force")
            git("commit", "--quiet", "--allow-empty", "--message", "sources")
        git("init", "--quiet", "--initial-branch=now")
        commit(base)
        git("branch", "mistake")
        commit(now)
        git("checkout", "--quiet", "mistake")
        commit(with_mistake)
        git("checkout", "--quiet", "now")
        git("-c", "merge.conflictStyle=zdiff3", "merge", "--quiet", "--no-commit", "mistake",
            allowed=(0, 1))
        conflicts = git("diff", "--name-only", "--diff-filter=U").decode().split()
        files = {name: _labelled((folder / name).read_bytes())
                 for part in planted.FOLDERS for path in sorted((folder / part).glob("*.[ch]"))
                 for name in [f"{part}/{path.name}"]}
        by_word = {name: merge_words((now[name], base[name], with_mistake[name]))
                   for name in conflicts if name in now and name in base and name in with_mistake}
    good = {name: text for name, text in by_word.items() if text is not None}
    return Merged(files | good, [name for name in conflicts if name not in good], list(good))
