"""Planted bugs built: as many as can be, whatever has become of the others.

A patch may fit and still not build, if it uses what a change of src/ has given another name, say. One
that cannot be had is named in a line, with what to do.
"""

import re
import sys

from zoo import planted
from build import build, build_each, log_of


def first_error(name, log):
    """The compiler's first complaint about a bug's copy of the sources; "" if there is none."""
    found = re.search(rf"planted/{re.escape(name)}/(\S+:\d+):\d+: (?:fatal )?error: (.*)", log)
    return f"{found[1]}: {found[2]}" if found else ""


def _say(failed, entries, program):
    """The line about those that cannot be built."""
    log = "".join(log_of(preset).read_text(errors="replace")
                  for preset in sorted({entry.build for entry in failed}))
    why = first_error(failed[0].name, log)
    verb = "does" if len(failed) == 1 else "do"
    print(f"{program}: {len(failed)} of {len(entries)} planted bugs {verb} not build any more: "
          f"{' '.join(entry.name for entry in failed)}{f' ({why})' if why else ''}; "
          f"ci/zoo --rebase {failed[0].name}", file=sys.stderr)


def build_entries(entries, program, target=lambda entry: entry.built_by):
    """Builds what is to be built for entries, and what they are compared with. Returns those that can be
    used, and why each of the others cannot, by name; `program` says so as well. Raises UserError if not
    even the correct cache can be built."""
    build("plain", ["ukeyfuzz", "ukeyfuzz_fine", "corpus_seeds"])
    fitting = planted.those_that_fit(entries, program)
    missing = {entry.name: "does not fit" for entry in entries if entry not in fitting}
    failed = []
    for preset in sorted({entry.build for entry in fitting}):
        there = [entry for entry in fitting if entry.build == preset]
        bad = build_each(preset, [target(entry) for entry in there])
        failed += [entry for entry in there if target(entry) in bad]
    if failed:
        _say(failed, entries, program)
        missing |= {entry.name: "does not build" for entry in failed}
    return [entry for entry in entries if entry.name not in missing], missing
