"""The ways of looking for a planted bug that ci/bench ablation compares: ours, ours with something
taken away, and other people's. What the variables mean: targets/fuzz/fuzz_settings.h."""

import os
import re
import subprocess
from dataclasses import dataclass, field
from typing import Callable

import campaign
from bench import afl
from entries import ROOT, UserError


@dataclass(frozen=True)
class Way:
    """One column. `build` is "" where it is the entry's own; `program` likewise. `run` makes one run
    of the program, as campaign.run() does."""

    name: str
    description: str
    environment: dict = field(default_factory=dict)
    build: str = ""
    program: str = ""
    run: Callable = campaign.run

    def preset(self, entry):
        """The preset that makes its program."""
        return self.build or entry.build

    def path(self, entry):
        """Its program for an entry."""
        return (ROOT / "build" / self.preset(entry) / "planted" / entry.name /
                (self.program or entry.target))

    def target(self, entry):
        """What is to be built for it."""
        return f"{self.program or entry.target}-{entry.name}"


# The signals of interleaving feedback, and what each makes coverage (harness/execution/feedback.h).
SIGNALS = {
    "meetings": "who met whom where",
    "states": "who did what to a flow in which state",
    "contentions": "which locks were found held",
    "outcomes": "verdicts, transitions, losses and counters",
}


def ways_without_signals():
    """Ours without each signal, and without any."""
    for name, description in SIGNALS.items():
        rest = ",".join(other for other in SIGNALS if other != name)
        yield Way(f"no-{name}", f"coverage without {name}: {description}", {"UKEYFUZZ_FEEDBACK": rest})
    yield Way("no-feedback", "coverage without any of these four, of edges alone", {"UKEYFUZZ_FEEDBACK": "edges"})


def known_strategies(fuzzer):
    """The names that a fuzz target accepts in UKEYFUZZ_STRATEGY, from the error that lists them."""
    done = subprocess.run([fuzzer], env={**os.environ, "UKEYFUZZ_STRATEGY": "?"},
                          capture_output=True, text=True, check=False)
    match = re.search(r"UKEYFUZZ_STRATEGY is '\?'; it must be one of: (.+)", done.stderr)
    if not match:
        raise UserError(f"{fuzzer} does not say which strategies it has")
    return match[1].split(", ")


def all_ways(fuzzer):
    """Every way; `fuzzer` is asked for the strategies that it has."""
    return [
        Way("default", "the fuzzer as it is"),
        *(Way(name, f"what the mutator makes is scheduled by {name}", {"UKEYFUZZ_STRATEGY": name})
          for name in known_strategies(fuzzer)),
        *ways_without_signals(),
        Way("no-mutator", "libFuzzer's mutators of bytes", {"UKEYFUZZ_MUTATOR": "bytes"}),
        *(Way(f"{name}-{build}", description, environment, build, "peer_threads")
          for name, description, environment in (
              ("threads", "real threads, scheduled by the kernel", {}),
              ("noise", "real threads that yield and sleep at random", {"UKEYFUZZ_NOISE": "on"}))
          for build in ("asan", "tsan")),
        Way("afl", "AFL++'s mutators of bytes and coverage of all edges, without a sanitizer",
            build="afl", program="fuzz_interleave", run=afl.run),
    ]
