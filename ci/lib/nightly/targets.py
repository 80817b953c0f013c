"""The fuzz targets, the builds that have them, and what their corpora begin with."""

from dataclasses import dataclass

from entries import BUGS, COMPILED_BUGS, ROOT, SEEDS

BUILDS = ("plain", "asan", "tsan")


@dataclass(frozen=True)
class Target:
    """A fuzz target. `tool` executes single inputs of it; "" if only the target itself does. What a
    target of real `threads` does is not a function of its input."""

    name: str
    tool: str = ""
    builds: tuple = BUILDS
    threads: bool = False

    def seeds(self):
        """Folders that its corpus begins with."""
        if self.threads:
            return []
        return [ROOT / "corpus" / "seeds"] if self.name == "fuzz_scenario" else [SEEDS]

    def kept(self):
        """The folder of the scenarios kept for known bugs, in a form that it reads."""
        return BUGS if self.name == "fuzz_scenario" else COMPILED_BUGS


TARGETS = (
    Target("fuzz_interleave", "ukeyfuzz"),
    Target("fuzz_interleave_fine", "ukeyfuzz_fine"),
    Target("fuzz_sequence"),
    # Under ThreadSanitizer edges are not coverage, and this has nothing else.
    Target("fuzz_scenario", builds=("plain", "asan")),
    Target("fuzz_stress", threads=True),
)


def by_name(name):
    """The target of that name."""
    return next(target for target in TARGETS if target.name == name)


def file_prefix(name, build):
    """What the name of a file that a target or tool has left begins with, as a target begins it itself
    (targets/fuzz/fuzz_options.h): the build and, but for fuzz_interleave, what is fuzzed."""
    if name.startswith("fuzz_interleave"):
        return f"{build}-fine-" if name.endswith("_fine") else f"{build}-"
    return f"{build}-{name.split('_', 1)[1]}-"


def targets_of(night):
    """The targets that are fuzzed in this night: those of the planted bug, or all."""
    return [target for target in TARGETS
            if not night.planted or target.name == night.planted.target]


def pairs_of(night):
    """All (target, build) of this night, in an order in which its parts are alike."""
    pairs = [(target, build) for target in targets_of(night) for build in target.builds
             if not night.planted or build == night.planted.build]
    part, whole = night.shard
    return pairs[part - 1::whole]
