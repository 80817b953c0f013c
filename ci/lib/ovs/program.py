"""Our programs with Open vSwitch's file in them: fuzz_ovs and ukeyfuzz_ovs."""

import re
import subprocess

from build import jobs_wanted
from entries import ROOT, UserError, from_root
from locks import wait_for
from ovs.edits import mended, mended_edits
from ovs.members import write_members
from ovs.repairs import features_of, repaired_in
from ovs.source import WORK

SANITIZERS = {"plain": "none", "asan": "address", "tsan": "thread"}


# What a compiler says when a tree lacks what the adapter uses.
_LACKS = (r"implicit declaration of function '(\w+)'", r"call to undeclared function '(\w+)'",
          r"use of undeclared identifier '(\w+)'", r"no member named ('\w+' in '[\w ]+')", r"'([\w./-]+\.h)' file not found")


def _lacking(error):
    """What a tree does not have, of one error; None if it is another kind of error."""
    field = re.search(r"field designator ('\w+') does not refer to any .* in type ('[\w ]+')", error)
    if field:
        return f"{field[1]} in {field[2]}"
    return next((found[1] for lack in _LACKS if (found := re.search(lack, error))), None)


def explain_failure(text):
    """One line for what a compiler or a linker has said of our programs with a tree."""
    symbols = sorted(set(re.findall(r"undefined (?:reference to|symbol:?) [`']?(\w+)", text)))
    if symbols:
        return (f"this tree wants what harness/ovs/ does not have: {', '.join(symbols[:8])}; define it there "
                "(absent.c for what is never called, translation.c for xlate_*)")
    error = next((line for line in text.splitlines() if re.search(r"\berror\b", line)), "the build failed")
    ours = re.search(r"(harness/ovs/[\w.]+):(\d+):\d+: (?:fatal )?error: (.*)", error)
    if not ours:
        return error
    lacking = _lacking(error)
    if lacking:
        return (f"this tree has no {lacking}, which {ours[1]} uses (line {ours[2]}); find what has taken its place, and "
                "change that line")
    return f"{ours[3]}; {ours[1]}:{ours[2]} is written for 3.1.0 to 3.5.0, and this tree differs there: change it"


class Programs:
    """Those of one library and one file under test; `edit` names what was changed in a copy."""

    def __init__(self, library, upcall, edit="", is_fine=False):
        self.library, self.upcall, self.edit = library, upcall, edit
        kind = "_fine" if is_fine else ""
        name = f"{library.source.name}-{library.build}"
        self.folder = WORK / "programs" / name
        self.log = WORK / "programs" / f"{name}.log"
        self.suffix = suffix = f"-{edit}" if edit else ""
        self.fuzz = self.folder / "harness" / "ovs" / f"fuzz_ovs{kind}{suffix}"
        self.tool = self.folder / "harness" / "ovs" / f"ukeyfuzz_ovs{kind}{suffix}"
        self.seeds = self.folder / "seeds"

    def _run(self, command, lock):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False,
                              pass_fds=[lock.fileno()])
        self.log.write_text(done.stdout + done.stderr, encoding="utf-8")
        if done.returncode:
            raise UserError(f"{explain_failure(done.stdout + done.stderr)}; the whole log is in {from_root(self.log)}")

    def beside(self, name):
        """Another program of the untouched file, after make([name])."""
        return self.fuzz.with_name(name)

    def make(self, edits=None, others=()):
        """Builds them, and `others` as well. `edits` are all copies by name that the folder is configured
        with."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        lock_file = self.folder.with_suffix(".lock")
        write_members(self.library.source, self.library.folder)
        with wait_for(lock_file, f"{from_root(self.folder)} is being built by another; waiting") as lock:
            text = self.library.source.text
            copies = ";".join(f"{name}={path}" for name, path in sorted((edits or {}).items()))
            self._run(["cmake", "-S", ROOT, "-B", self.folder, "-G", "Ninja", "-DCMAKE_C_COMPILER=clang",
                       "-DCMAKE_BUILD_TYPE=RelWithDebInfo", f"-DSANITIZER={SANITIZERS[self.library.build]}",
                       f"-DOVS_SOURCE_DIR={self.library.source.tree}",
                       f"-DOVS_BUILD_DIR={self.library.folder}", f"-DOVS_COPIES={copies}",
                       f"-DOVS_MENDED={' '.join(edit.name for edit in mended_edits())}",
                       f"-DOVS_REPAIRED={' '.join(repaired_in(text))}",
                       f"-DOVS_FEATURES={';'.join(features_of(text))}"], lock)
            print(f"building {self.fuzz.name} ({self.library.build})", flush=True)
            self._run(["ninja", "-C", self.folder, "-j", str(jobs_wanted()), self.fuzz.name, self.tool.name,
                       *others], lock)
            self._compile_seeds()

    def _compile_seeds(self):
        """In binary form, by the tool that was built: the one of src/ is not needed. Another run may begin with
        those that are there, so that each is replaced."""
        self.seeds.mkdir(exist_ok=True)
        texts = sorted((ROOT / "corpus" / "seeds").glob("*.scenario")) + sorted((ROOT / "corpus" / "ovs").glob("*.scenario"))
        done = subprocess.run([self.tool, "compile", "-o", self.seeds, *texts], capture_output=True, text=True,
                              check=False)
        if done.returncode:
            raise UserError(f"the seeds cannot be compiled: {done.stderr.strip()}")
        names = {text.stem for text in texts}
        for seed in self.seeds.iterdir():
            if seed.stem not in names:
                seed.unlink()


def programs_of(library, is_mended, is_fine):
    """Those of the file as it is, or of the copy in which the known is mended; built."""
    if not is_mended:
        programs = Programs(library, library.source.upcall, is_fine=is_fine)
        programs.make()
        return programs
    edit = mended()
    copies = {edit.name: edit.write_copy(library.source.upcall)}
    programs = Programs(library, copies[edit.name], edit.name, is_fine)
    programs.make(copies)
    return programs
