"""How small the scenarios of the zoo are: corpus/bugs/minima.tsv, and what ukeyfuzz minimize makes."""

import json
import re
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from entries import BUGS, UserError

TABLE = BUGS / "minima.tsv"
# Nothing may be larger than this many times the minimum made by hand.
LIMIT = Fraction(3, 2)


@dataclass(frozen=True)
class Size:
    """What has to be read to understand a scenario. Faults are operations; settings are free."""

    operations: int
    preemptions: int

    @property
    def whole(self):
        """Both together."""
        return self.operations + self.preemptions

    def within_limit_of(self, minimum):
        """Whether this is small enough beside a minimum made by hand."""
        return self.whole <= LIMIT * minimum.whole

    def __str__(self):
        return f"{self.operations}+{self.preemptions}"


def size_of_text(text):
    """The size of a scenario in text form."""
    return Size(len(re.findall(r"^(?:main|packet-\d):", text, re.M)),
                len(re.findall(r"^preempt ", text, re.M)))


def read_table(text=None):
    """By entry: the minimum made by hand, and what minimize made of what the fuzzer found, None if
    that has not been measured."""
    rows = {}
    for number, line in enumerate((text or TABLE.read_text(encoding="utf-8")).splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        match = re.fullmatch(r"(\S+)\t(\d+)\+(\d+)\t(?:-|(\d+)\+(\d+))", line)
        if not match or match[1] in rows:
            raise UserError(f"corpus/bugs/minima.tsv:{number}: expected an entry not seen before, and "
                         "two sizes such as 2+1, with tabs between them")
        found = Size(int(match[4]), int(match[5])) if match[4] else None
        rows[match[1]] = (Size(int(match[2]), int(match[3])), found)
    return rows


def minimize(entry, crash, out):
    """Makes the smallest of a crash file, in `out`, with the entry's tool. Returns its size."""
    tool, build = entry.program(entry.tool), entry.build_name(entry.build)
    done = subprocess.run([tool, "minimize", "--json", "--quiet", "--build", build, "-o", out,
                           crash], capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"{tool} minimize {crash}: {done.stdout}{done.stderr}".strip())
    after = json.loads(done.stdout)["after"]
    return Size(after["operations"], after["preemptions"])


def first_crash(finished, entry):
    """The crash file of an entry's first finished run; None if it found nothing."""
    crashes = [record["crash"] for record in finished[entry.name] if record["crash"]]
    return Path(crashes[0]) if crashes else None


def minimize_all(entries, finished):
    """Makes what was found small. Prints a line for each entry; returns how many are too large, or
    were not found."""
    wrong, table = 0, read_table()
    for entry in entries:
        crash, minimum = first_crash(finished, entry), table[entry.name][0]
        size = minimize(entry, crash, crash.with_name("crash.min")) if crash else None
        good = size is not None and size.within_limit_of(minimum)
        wrong += not good
        print(f"{entry.name:<26} minimized {size or 'nothing'}, by hand {minimum}"
              f"{'' if good else ': TOO LARGE'}", flush=True)
    return wrong
