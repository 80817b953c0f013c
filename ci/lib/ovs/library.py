"""Open vSwitch's library, configured and built outside its tree, once for each sanitizer."""

import hashlib
import subprocess
import time

from build import jobs_wanted
from entries import UserError, from_root
from locks import wait_for
from ovs.source import WORK, has_debian, of_checkout, of_debian

CONFIGURE = ("--disable-shared", "--enable-static", "--disable-ssl", "--disable-libcapng", "--disable-afxdp")
_COMMON = "-g -fno-omit-frame-pointer"
FLAGS = {
    "plain": f"-O2 {_COMMON}",
    "asan": f"-O1 {_COMMON} -fsanitize=address",
    "tsan": f"-O1 {_COMMON} -fsanitize=thread",
}
_PRINT_SOURCES = "include Makefile\nprint-built-sources: ; @echo $(BUILT_SOURCES)\n"


class Library:
    """What one build links."""

    def __init__(self, source, build):
        mark = hashlib.sha256(" ".join((source.name, FLAGS[build], *CONFIGURE)).encode()).hexdigest()[:8]
        self.source, self.build = source, build
        self.folder = WORK / "library" / f"{source.name}-{build}-{mark}"
        self.log = self.folder / "ukeyfuzz.log"
        self.archive = self.folder / "lib" / ".libs" / "libopenvswitch.a"
        self.done = self.folder / "ukeyfuzz.done"

    def _step(self, what, command, env=None):
        start = time.monotonic()
        print(f"  {what}", end="", flush=True)
        with self.log.open("ab") as out:
            code = subprocess.run(command, cwd=self.folder, stdout=out, stderr=out, env=env, check=False).returncode
        print(f": {time.monotonic() - start:.0f} s", flush=True)
        if code:
            lines = self.log.read_text(errors="replace").splitlines()
            errors = [line for line in lines if "error" in line.lower()] or lines
            raise UserError(f"Open vSwitch ({self.build}): {what} failed: {errors[-1].strip()}; the whole log is in "
                         f"{self.log}")

    def _make(self):
        jobs = f"-j{jobs_wanted()}"
        printer = self.folder / "ukeyfuzz.mk"
        printer.write_text(_PRINT_SOURCES, encoding="ascii")
        sources = subprocess.run(["make", "-s", "-f", printer.name, "print-built-sources"], cwd=self.folder,
                                 capture_output=True, text=True, check=False).stdout.split()
        self._step("making sources that are generated", ["make", jobs, *sources])
        self._step("building its library", ["make", jobs, "lib/libopenvswitch.la"])

    def make(self):
        """Builds what is not built yet. A tree that may change is asked each time."""
        with wait_for(self.folder.with_suffix(".lock"), f"{from_root(self.folder)} is being built by another; waiting"):
            if self.source.own or not self.done.exists():
                self._build()

    def _build(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log.unlink(missing_ok=True)
        print(f"building Open vSwitch ({self.build}); about two minutes the first time", flush=True)
        if not (self.folder / "Makefile").exists():
            self._step("configuring", [self.source.tree / "configure", *CONFIGURE, "CC=clang",
                                       f"CFLAGS={FLAGS[self.build]}"])
        self._make()
        self.done.write_text("built\n", encoding="ascii")


def library_of(options):
    """The library, built; None if it is not built yet and that would take too long."""
    if options.quick and not options.ovs and not has_debian():
        return None
    tree = of_checkout(options.ovs) if options.ovs else of_debian()
    library = Library(tree, options.build)
    if options.quick and not library.done.exists():
        return None
    library.make()
    return library
