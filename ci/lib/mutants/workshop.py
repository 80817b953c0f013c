"""Mutants compiled, and fuzz targets linked with them, by the commands of a build folder: but what is
mutated is compiled again, and stands on the link line in the original's place.

Warnings stop no mutant: what clang's analysis of locks would say must be found without it.
"""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

from build import refuse_full_disk
from entries import ROOT, UserError

from .operators import all_files

# How to look for one: what ci/mutants --builds calls it, its build folder, and its fuzz targets.
BUILDS = {
    "plain": ("plain", ("fuzz_interleave", "fuzz_sequence")),
    "fine": ("plain", ("fuzz_interleave_fine",)),
    "asan": ("asan", ("fuzz_interleave", "fuzz_sequence")),
    "tsan": ("tsan", ("fuzz_interleave",)),
}
SECONDS_TO_COMPILE = 300


def ways_of(builds):
    """(build, target) of each program that looks, in this order."""
    return [(build, target) for build in builds for target in BUILDS[build][1]]


class Uncompiled(Exception):
    """What the compiler says of a mutant: one line."""


def _run(command, folder):
    """Runs a compiler or linker. Raises Uncompiled if it does not take the source, and UserError if it fails for
    any other reason: then that says nothing of the mutant. Ctrl-C is for us, not for it."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, start_new_session=True,
                              timeout=SECONDS_TO_COMPILE)
    except subprocess.TimeoutExpired as error:
        raise Uncompiled(f"it takes longer than {SECONDS_TO_COMPILE} s") from error
    if done.returncode:
        text = done.stderr.decode(errors="replace")
        if "-o" in command:
            refuse_full_disk(command[command.index("-o") + 1], text)
        found = re.search(r":\d+:\d+: ((?:fatal )?error: .*)|(undefined reference.*)", text)
        if not found:
            raise UserError(f"{Path(command[0]).name} ended with {done.returncode}: "
                         f"{(text.strip().splitlines() or ['and said nothing'])[-1]}")
        raise Uncompiled(found[1] or found[2])


def _stripped(path):
    """An object's bytes without what only a debugger reads."""
    bare = path.with_suffix(".bare")
    done = subprocess.run(["objcopy", "--strip-debug", path, bare], capture_output=True, check=False)
    if done.returncode:
        refuse_full_disk(bare, done.stderr.decode(errors="replace"))
        raise UserError(f"objcopy: {done.stderr.decode(errors='replace').strip()}")
    return bare.read_bytes()


class Recipe:
    """How one fuzz target is made in one build."""

    def __init__(self, build, target):
        self.folder = ROOT / "build" / BUILDS[build][0]
        done = subprocess.run(["ninja", "-C", self.folder, "-t", "commands", f"targets/{target}"],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise UserError(f"build/{self.folder.name}: ninja: {done.stderr.strip().splitlines()[-1]}")
        *compiled, link = done.stdout.splitlines()
        # ": && LINKER ... && :"
        self.link = shlex.split(link.removeprefix(": && ").removesuffix(" && :"))
        self.commands = {}  # By the source's path from the root.
        for line in compiled:
            source = re.search(r" -c (\S.*)$", line)
            path = Path(shlex.split(source[1])[0]) if source else None
            if path and path.is_relative_to(ROOT) and str(path.relative_to(ROOT)).startswith(
                    ("src/", "harness/cache/udpif_")):
                self._take(str(path.relative_to(ROOT)), shlex.split(line))
        if not any(name.startswith("src/") for name in self.commands):
            raise UserError(f"build/{self.folder.name}: no command compiles src/ for {target}")

    def _take(self, name, command):
        """One compilation. Where there are two of a file, that which is linked as it is."""
        is_linked = self._object(command) in self.link
        if name not in self.commands or is_linked:
            self.commands[name] = command

    @staticmethod
    def _object(command):
        return command[command.index("-o") + 1]

    def _compile(self, like, source, out, include):
        """Compiles `source` as the file `like` is, with `include` in the place of src/."""
        command = [word for word in self.commands[like] if Path(word).name != "ccache"]
        for option in ("-MT", "-MF"):
            at = command.index(option)
            del command[at:at + 2]
        command = [f"-I{include}" if word == f"-I{ROOT / 'src'}" else word for word in command
                   if word not in ("-MD", "-Werror")]
        command[command.index("-o") + 1] = str(out)
        command[-1] = str(source)
        _run([*command, "-w", f"-ffile-prefix-map={out.parent}/src=src", f"-ffile-prefix-map={ROOT}=."],
             self.folder)
        return out

    def objects(self, name, text, folder):
        """Compiles what depends on a file that has this text: the file itself, or for a header all of
        src/ and the adapter. {name of a source: object}. Raises Uncompiled."""
        (folder / "src").mkdir(parents=True, exist_ok=True)
        file = folder / name
        file.write_bytes(text.encode("latin-1"))
        if name.endswith(".c"):
            return {name: self._compile(name, file, folder / "mutated.o", ROOT / "src")}
        for other in all_files():
            if other != name:
                shutil.copy(ROOT / other, folder / other)
        made = {}
        for like in self.commands:
            source = folder / like if like.startswith("src/") else ROOT / like
            made[like] = self._compile(like, source, folder / f"{Path(like).stem}.o", folder / "src")
        return made

    def same(self, objects, originals):
        """Whether objects are the originals' to the bit."""
        return all(_stripped(objects[name]) == _stripped(originals[name]) for name in objects)

    def make(self, objects, program):
        """Links the target with these objects. Raises Uncompiled."""
        instead = {self._object(self.commands[name]) for name in objects}
        words = [word for word in self.link if word not in instead]
        at = words.index("-o")
        words[at + 1] = str(program)
        # Before the libraries, so that theirs are never taken.
        _run([*words[:at], *map(str, objects.values()), *words[at:]], self.folder)
        return program
