"""Which known mistakes a tree does not have: upstream's own repairs, told by a mark that each has left in a
function. A tree is believed: what is told here says only what is excused (harness/ovs/promise/excuses.c)."""

import re
from dataclasses import dataclass

from ovs.edits import function_at

ANYWHERE = ""


@dataclass(frozen=True)
class Repair:
    """One: `mark` is in `function` of the file under test when the mistake is repaired."""

    name: str
    upstream: str
    function: str
    mark: str


REPAIRS = (
    Repair("B70", "4d69c1900", "revalidate", r"->dp_layer\b"),
    Repair("B71", "59c908410", "revalidate_ukey", r"push\.n_packets = stats->n_packets - ukey->stats\.n_packets;"),
    Repair("B73", "29720e378", "should_revalidate", r"\bofproto_offloaded_stats_delay\b"),
    Repair("B74", "cf11766cb", "push_dp_ops", r"\bUKEY_INCONSISTENT\b"),
    Repair("B75", "bd86266ea", "upcall_unixctl_purge", r"\budpif_pause_revalidators\("),
    Repair("B76", "bd86266ea", "udpif_revalidator", r"!udpif->reval_exit && !udpif->pause\b"),
    Repair("B78", "180ab2fd6", "revalidator_sweep__", r"->missed_dumps\b"),
)
# What a newer tree has besides, for the adapter: a macro, and the mark of what it stands for.
FEATURES = (
    ("OVS_HAS_INCONSISTENT", r"^\s*UKEY_INCONSISTENT,"),
    ("OVS_PURGE_PAUSES", r"^upcall_unixctl_purge\((?s:(?!^\}).)*?\budpif_pause_revalidators\("),
)


def functions_of(text):
    """{name: its text}, as far as Open vSwitch's style tells."""
    lines = text.split("\n")
    functions = {}
    for number, line in enumerate(lines, 1):
        functions.setdefault(function_at(lines[:number], number), []).append(line)
    return {name: "\n".join(body) for name, body in functions.items()}


def repaired_in(text):
    """The names of those whose mark is in the text of a file."""
    functions = functions_of(text)
    return tuple(repair.name for repair in REPAIRS if re.search(repair.mark, functions.get(repair.function, "")))


def features_of(text):
    """The macros of those that it has."""
    return tuple(macro for macro, mark in FEATURES if re.search(mark, text, re.MULTILINE))


def summary_of(text):
    """A line about a tree of somebody's own."""
    names = repaired_in(text)
    return (f"repaired in this tree, so that it counts again: {', '.join(names)}" if names else
            "this tree has none of the repairs that are known; what is known of 3.1.0 is said to be known")
