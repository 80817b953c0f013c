"""ci/ovs fuzz: one fuzz_ovs per processor."""

import artefacts
from entries import from_root
from fuzz import Run
from locks import hold
from ovs.source import WORK


class OvsRun(Run):
    """A run of ci/fuzz's kind, of the programs with Open vSwitch's file in them."""

    def __init__(self, seconds, programs, fresh):
        super().__init__(seconds, programs.library.build, "fuzz_interleave", fresh)
        self.target = programs.fuzz.name
        self.program = programs.fuzz
        self.replay = f"{from_root(programs.tool)} replay"
        self.work = WORK / "fuzz" / f"{programs.library.source.name}-{self.build}{programs.suffix}"
        self.corpus = self.work / "corpus"
        self.prefix = self.work / f"{self.build}-"
        self.seeds = programs.seeds


def fuzz(programs, seconds, fresh):
    """Returns the exit code."""
    run = OvsRun(seconds, programs, fresh)
    lock = hold(run.work, "ci/ovs fuzz")
    run.prepare()
    before = artefacts.listed(run.prefix)
    crew = run.fuzz()
    try:
        new = run.collect(crew, before)
        run.tell_tried(crew)
        return run.tell_found(crew, before, new)
    finally:
        crew.dismiss()
        lock.close()
