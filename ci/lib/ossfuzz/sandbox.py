"""Runs ci/ossfuzz/build.sh as the images do, on a copy of the tree that cannot be written to, and says
what the build did that it must not."""

import hashlib
import os
import re
import shutil
import subprocess

from entries import ROOT, UserError
from ossfuzz import environment
from ossfuzz.runs import unprivileged
from printable import printable_lines

# What our own CMake files may add to the flags: where headers are, what the code is called, and what its
# meaning depends on. The last one makes scheduling points of loads and stores, not coverage.
_OURS = re.compile(r"-D.*|-I.*|-std=gnu11|-fno-strict-aliasing|-fno-builtin-mem(set|cpy)|-M[DTF]|-[oc]|"
                   r"-fsanitize-coverage=func,trace-loads,trace-stores")
_WITH_VALUE = {"-include", "-MT", "-MF", "-o", "-c", "-isystem"}


def _set_mode(folder, writable):
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o200 if writable else mode & ~0o222)


def _state(folder):
    """Every file and what is in it."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() if p.is_file() else ""
            for p in sorted(folder.rglob("*"))}


def remove(folder):
    """Removes a folder, whatever its modes."""
    if folder.exists():
        _set_mode(folder, True)
        shutil.rmtree(folder)


class Sandbox:
    """$SRC, $WORK and $OUT below `folder`."""

    def __init__(self, folder, sanitizer, engine):
        self.sanitizer, self.engine = sanitizer, engine
        self.src, self.work, self.out = (folder / part for part in ("src", "work", "out"))

    def _copy_tree(self):
        """What git knows of, as it is now, committed or not."""
        names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                               cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
        for name in filter(None, names):
            source, copy = ROOT / os.fsdecode(name), self.src / "ukeyfuzz" / os.fsdecode(name)
            if source.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, copy, follow_symlinks=False)

    def build(self):
        """Builds from scratch. Complaints about what it did to the tree."""
        for folder in (self.src, self.work, self.out):
            remove(folder)
            folder.mkdir(parents=True)
        self._copy_tree()
        _set_mode(self.src, False)
        before = _state(self.src)
        log = self.work.parent / "log"
        env = environment.for_build(self.sanitizer, self.engine, self.src, self.work, self.out)
        with log.open("wb") as stream:
            code = subprocess.run([*unprivileged(), "bash", "-eu", self.src / "ukeyfuzz/ci/ossfuzz/build.sh"],
                                  cwd=self.src / "ukeyfuzz", env=env, stdin=subprocess.DEVNULL,
                                  stdout=stream, stderr=stream, check=False).returncode
        if code:
            print(printable_lines("\n".join(log.read_text(errors="replace").splitlines()[-20:])))
            raise UserError(f"build.sh failed with {code}; the whole log is in {log}")
        after = _state(self.src)
        return [f"{n}: the build has written to it" for n in sorted(before.keys() | after.keys())
                if before.get(n) != after.get(n)]

    def flags(self, targets):
        """Complaints about the targets' commands whose flags are not those of the environment, or not only."""
        env = environment.for_build(self.sanitizer, self.engine, self.src, self.work, self.out)
        return flag_complaints(self.work / "ukeyfuzz", env, targets)


def _without(command, given):
    """The words of `command` without the run of words `given`, or None if it does not have it."""
    for i in range(len(command) - len(given) + 1):
        if command[i:i + len(given)] == given:
            return command[:i] + command[i + len(given):]
    return None


def _added(command):
    """The flags of a compiler's command that are not ours to add."""
    expect_value = False
    for word in command[1:]:
        if not expect_value and word.startswith("-") and word not in _WITH_VALUE and \
                not _OURS.fullmatch(word):
            yield word
        expect_value = word in _WITH_VALUE


def flag_complaints(build, env, targets):
    """The same for a build folder of Ninja's, an environment and what is built of it."""
    said = subprocess.run(["ninja", "-C", build, "-t", "commands", *targets], env=env, text=True,
                          capture_output=True, check=True).stdout
    commands = [environment.words(line) for line in said.splitlines()]
    complaints = set()
    for command in commands:
        if "-c" not in command:
            continue
        file = command[command.index("-c") + 1]
        rest = _without(command, environment.words(env["CFLAGS"]))
        if rest is None:
            complaints.add(f"{file}: is not compiled with CFLAGS")
        else:
            complaints |= {f"{file}: {word} is added to CFLAGS" for word in _added(rest)}
    for target in targets:
        link = next((c for c in commands if "-c" not in c and "-o" in c and
                     os.path.basename(c[c.index("-o") + 1]) == target), [])
        if not any(os.path.basename(word) == env["CXX"] for word in link[:4]):
            complaints.add(f"{target}: is not linked with {env['CXX']}")
        complaints |= {f"{target}: is not linked with {name}" for name in ("CXXFLAGS", "LIB_FUZZING_ENGINE")
                       if _without(link, environment.words(env[name])) is None}
    return sorted(complaints)
