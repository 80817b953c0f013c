"""A small $OUT that keeps every rule, and programs that break one."""

import shutil
import subprocess
import zipfile
from pathlib import Path

# Enough code for the thresholds, of nothing.
FILLER = "#include <stdint.h>\n" + "".join(
    f"void fill_{i}(uint8_t *p, const uint8_t *q, int n)\n"
    f"{{ for (int j = 0; j < n; j++) {{ p[j] = q[n - j]; if (q[j] > {i % 200}) p[j + 1] += q[j + 2]; }} }}\n"
    for i in range(400))

TARGET = r"""
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
void fill_0(uint8_t *, const uint8_t *, int);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    ON_START
    return 0;
}
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t copy[8] = {0};
    if (size == 5 && !memcmp(data, "crash", 5)) {
        abort();
    }
    fill_0(copy, copy + 2, size > 3 ? 3 : (int)size);
    return 0;
}
"""


def _run(*command):
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


class Workshop:
    """Compiles programs in `folder`."""

    ASAN, EDGES = ("-fsanitize=address",), ("-fsanitize=fuzzer-no-link",)

    def __init__(self, folder):
        self.folder, self.made = Path(folder), 0
        (self.folder / "filler.c").write_text(FILLER)

    def _filler(self, flags):
        path = self.folder / f"filler{abs(hash(flags))}.o"
        if not path.exists():
            _run("clang", "-O1", *flags, "-c", self.folder / "filler.c", "-o", path)
        return path

    def target(self, on_start="", flags=(*ASAN, *EDGES), link=()):
        """A fuzz target; `on_start`: what it does at first."""
        self.made += 1
        base = self.folder / f"target{self.made}"
        base.with_suffix(".c").write_text(TARGET.replace("ON_START", on_start))
        _run("clang", "-O1", *flags, "-c", base.with_suffix(".c"), "-o", base.with_suffix(".o"))
        sanitizers = [f for f in flags if f not in self.EDGES]
        _run("clang++", *sanitizers, "-fsanitize=fuzzer", "-static-libstdc++", "-static-libgcc",
             base.with_suffix(".o"), self._filler(flags), *link, "-o", base)
        return base

    def helper(self):
        """A program that is no fuzz target."""
        path = self.folder / "helper"
        path.with_suffix(".c").write_text("int main(void) { return 0; }\n")
        _run("clang", path.with_suffix(".c"), "-o", path)
        return path


def add(out, name, program, seeds=("seed",), options="[libfuzzer]\nmax_len = 64\n",
        dictionary='"word"\n'):
    """Puts a target, and what belongs to it, into $OUT."""
    shutil.copy(program, out / name)
    with zipfile.ZipFile(out / f"{name}_seed_corpus.zip", "w") as archive:
        for i, seed in enumerate(seeds):
            archive.writestr(f"seed{i}", seed)
    (out / f"{name}.options").write_text(options)
    (out / f"{name}.dict").write_text(dictionary)
