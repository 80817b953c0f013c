"""ci/ovs fuzz: one fuzz_ovs per processor."""

import artefacts
from fuzz import Run
from locks import hold
from ovs.options import as_words
from ovs.source import WORK


class OvsRun(Run):
    """A run of ci/fuzz's kind, of the programs with Open vSwitch's file in them."""

    def __init__(self, programs, options):
        super().__init__(options.seconds, programs.library.build, "fuzz_interleave", options.fresh)
        self.target = programs.fuzz.name
        self.program = programs.fuzz
        self.replay = f"ci/ovs replay {as_words(options)}".rstrip()
        self.work = WORK / "fuzz" / f"{programs.library.source.name}-{self.build}{'-fine' * options.fine}{programs.suffix}"
        self.corpus = self.work / "corpus"
        self.prefix = self.work / f"{self.build}{'-fine' * options.fine}-"
        self.seeds = programs.seeds


def fuzz(programs, options):
    """Returns the exit code."""
    run = OvsRun(programs, options)
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
