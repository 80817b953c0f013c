"""$OUT: which of its files are fuzz targets, and what the tools of binutils say of a program."""

import configparser
import re
import subprocess
from collections import Counter
from functools import cached_property

_SYMBOL = b"LLVMFuzzerTestOneInput"
# What the images put there themselves.
_OF_THE_IMAGE = re.compile(r"llvm-symbolizer|afl-.*|afl_.*\.txt|afl\+\+\.dict|.*\.(a|o|so)")


def _output_of(*command):
    """What a command says of a file, as far as it can read it."""
    return subprocess.run(command, capture_output=True, text=True, errors="replace",
                          check=False).stdout


class Program:
    """A target, or what may be one."""

    def __init__(self, path):
        self.path, self.name = path, path.name

    @cached_property
    def machine(self):
        """The processor it is for, as readelf says it."""
        return re.search(r"Machine: +(.*)", _output_of("readelf", "-h", self.path))[1]

    @cached_property
    def dynamic(self):
        """Pairs of a tag and a name: ("NEEDED", "libc.so.6")."""
        return re.findall(r"\((NEEDED|RPATH|RUNPATH)\)[^\[]*\[(.*)\]",
                          _output_of("readelf", "-d", self.path))

    @cached_property
    def sections(self):
        """The names of its sections."""
        return set(re.findall(r"^ *\[ *\d+\] (\S+)", _output_of("readelf", "-SW", self.path), re.M))

    @cached_property
    def calls(self):
        """How many call instructions go to which sanitizer: Counter({"asan": 1000})."""
        code = _output_of("objdump", "-d", "--no-show-raw-insn", "-j", ".text", self.path)
        return Counter(re.findall(r"callq? +[0-9a-f]+ <__([a-z]+san)_", code))


class Output:
    """A folder that a build has filled."""

    def __init__(self, folder, sanitizer, engine):
        self.folder, self.sanitizer, self.engine = folder, sanitizer, engine

    @cached_property
    def files(self):
        """Its own files: not what the image has put there."""
        return sorted(f for f in self.folder.iterdir() if not _OF_THE_IMAGE.fullmatch(f.name))

    @cached_property
    def programs(self):
        """The executable ELF files."""
        return [Program(f) for f in self.files if f.is_file() and f.stat().st_mode & 0o111
                and f.read_bytes()[:4] == b"\x7fELF"]

    @cached_property
    def targets(self):
        """What the infrastructure takes for fuzz targets."""
        return [p for p in self.programs if _SYMBOL in p.path.read_bytes()]

    def seeds(self, target):
        """The seed corpus that belongs to a target; it may not be there."""
        return self.folder / f"{target.name}_seed_corpus.zip"

    def read_options(self, target):
        """The sections of a target's .options file: name -> {option: value}. May raise
        configparser.Error."""
        parser = configparser.ConfigParser()
        parser.read(self.folder / f"{target.name}.options")
        return {name: dict(parser[name]) for name in parser.sections()}

    def options(self, target):
        """The same; none if the file cannot be read, of which there is a rule."""
        try:
            return self.read_options(target)
        except configparser.Error:
            return {}

    def dictionary(self, target):
        """The dictionary that the runner would choose, or None."""
        named = self.options(target).get("libfuzzer", {}).get("dict")
        own = self.folder / f"{target.name}.dict"
        return self.folder / named if named else own if own.exists() else None
