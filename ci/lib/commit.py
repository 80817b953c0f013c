"""Which commit a table was made at."""

import subprocess

from entries import ROOT


def commit_name():
    """The commit that is checked out, with a + if src/ or the rest differs from it."""
    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True,
                              check=False).stdout.strip()
    changed = git("status", "--porcelain", "--untracked-files=no")
    return (git("rev-parse", "--short", "HEAD") or "no commit") + ("+" if changed else "")
