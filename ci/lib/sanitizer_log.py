"""What a log says that a process has died of: the harness's own reader (harness/support/sanitizer_log.h),
asked in a program of its own, which is made with the machine's C compiler where it is not there yet."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache

from entries import ROOT, UserError

# Below the repository; the last one is the header.
SOURCES = ("targets/log_finding.c", "harness/support/sanitizer_log.c", "harness/support/sanitizer_stacks.c",
           "harness/support/sanitizer_log.h")


@dataclass
class Finding:
    """`tag`, `what` and `line` are as in the header, and empty if nothing was found; `at` is where the
    report begins. `frames` are those in src/: (function, file, line)."""

    tag: str = ""
    what: str = ""
    line: str = ""
    at: int = 0
    frames: list = field(default_factory=list)


@lru_cache(maxsize=1)
def _program():
    """The reader, made again whenever its sources have changed."""
    compiler = next(filter(None, map(shutil.which, ("cc", "clang", "gcc"))), None)
    if not compiler:
        raise UserError("logs cannot be read: there is no C compiler; install gcc or clang")
    digest = hashlib.sha256(b"".join((ROOT / file).read_bytes() for file in SOURCES)).hexdigest()[:16]
    program = ROOT / "build" / f"log_finding-{digest}"
    if not program.exists():
        program.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=program.parent) as folder:
            made = f"{folder}/log_finding"
            done = subprocess.run([compiler, "-O1", "-D_GNU_SOURCE", "-I", ROOT / "harness", "-o", made,
                                   *(ROOT / file for file in SOURCES[:-1])],
                                  capture_output=True, text=True, check=False)
            if done.returncode:
                raise UserError(f"{SOURCES[0]} cannot be compiled: "
                             f"{done.stderr.strip().splitlines()[:1]}")
            os.replace(made, program)
    return program


def read(log):
    """The finding in a log, which is bytes or a text."""
    data = log if isinstance(log, bytes) else log.encode("utf-8", "replace")
    done = subprocess.run([_program()], input=data, capture_output=True, check=False)
    if done.returncode:
        raise UserError(done.stderr.decode(errors="replace").strip())
    finding = Finding()
    for line in done.stdout.decode(errors="replace").splitlines():
        name, _, value = line.partition("\t")
        if name == "at":
            finding.at = int(value)
        elif name == "frame":
            number, function, file = value.split("\t", 2)
            finding.frames.append((function, file, int(number)))
        else:
            setattr(finding, name, value)
    return finding
