"""A finding as a short report in the manner of Open vSwitch's list: what happens, the interleaving, how to replay."""

import json
import re
import subprocess
import textwrap

from commit import commit_name
from entries import UserError
from ovs.source import UPCALL, sha256_of, version_of

WIDTH, MOST_STEPS = 76, 40
NO_FLOW = "none"
SUBJECTS = {
    "ABORT": "ovs-vswitchd aborts", "ATTR": "packets are credited to rules that they did not hit",
    "BIJ": "a ukey and its datapath flow differ for good", "CNT": "a coverage counter is wrong",
    "CRASH": "crash", "HANG": "a thread does not return", "LEAK": "memory or references leak",
    "LIM": "the flow limit is not kept", "LOCK": "a misuse of a lock", "ONCE": "flow statistics are wrong",
    "OPS": "an operation on a flow that must not be", "PROG": "a control command does not do what it says",
    "RCU": "use after free", "STALL": "misses of a flow are refused", "STATE": "an unexpected step of a ukey's state",
    "VALID": "a flow keeps actions of older rules",
}
# Of some rules there is more to say than of their tags.
TITLES = {
    "ABORT/invalid-transition": "ovs-vswitchd aborts: invalid ukey transition",
    "ABORT/no-thread": "ovs-vswitchd aborts: a thread cannot be created",
    "LOCK/deadlock": "threads wait for each other for ever",
}
# Steps of the flow in question that a reader needs.
KINDS = {"ukey", "fault", "put-commit", "modify-commit", "delete-commit", "get-commit", "dump-record", "credit", "rules",
         "instance-begin", "instance-end", "VIOLATION", "miss"}
# The same where it is about no flow: who calls, waits and ends.
OF_THREADS = {"call", "called", "switch", "end", "join", "VIOLATION"}
# Upstream's words for a step, by its kind; {0} to {2} are the event's values. Other kinds keep the harness's words.
WORDS = {"VIOLATION": "here it shows", "switch": "waits", "end": "ends", "credit": "pushes stats: n_packets {0}"}
DUMPS = ("dumps the flow (instance {0}, n_packets {1})", "dumps the flow again (instance {0}, n_packets {1})")

# What the datapath does, and who does so: legal for a real one.
FAULTS = {
    "put-covered": "a put is answered EEXIST: a flow covers it", "put-foreign": "another program adds the flow first: EEXIST",
    "put-no-space": "a put is answered ENOSPC", "put-unsaid": "a put works and is answered with an error: a netlink request "
    "that is sent again", "put-lost": "a put works, and the flow is gone at once", "delete-busy": "a delete is answered "
    "EBUSY, and the flow stays", "delete-unsaid": "a delete works and is answered with an error",
    "delete-twice": "a delete is sent again, and the second answer, ENOENT, counts", "delete-not-final": "packets hit "
    "between the reading of the counters and the delete", "modify-busy": "a modify is answered EBUSY: memory is short",
    "modify-resets": "a modify sets the counters to 0", "get-busy": "a get is answered EBUSY", "read-dips": "counters step "
    "back for one reading: offload", "counter-reset": "counters begin at 0 again", "dump-create-fails": "no dump can be "
    "made", "dump-duplicate": "a dump yields the flow twice: its table is moved", "dump-duplicate-other": "a dump yields "
    "the flow to two threads", "dump-duplicate-late": "a dump yields an old copy of the record", "dump-revisit": "a dump "
    "yields the flow again at its end", "dump-omit": "a dump leaves the flow out, and says that it is not complete",
    "dump-omit-silently": "a dump leaves the flow out", "dump-ends-early": "a dump ends early", "add-nothing": "a packet "
    "thread adds no flow: one covers it", "vanish": "the flow goes: dpctl, or its interface", "foreign-flow": "another "
    "program adds the flow", "move-layer": "the flow moves to another layer: tc, say",
}


def _wrapped(text, first="", later=None):
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=first if later is None else later,
                         break_long_words=False, break_on_hyphens=False)


def _tells(step, flow):
    """Whether a step belongs into the report."""
    if flow == NO_FLOW:
        return step["kind"] in OF_THREADS
    return step["preempted"] or (step["kind"] in KINDS and step["flow"] in ("", flow))


def _where(step):
    """The innermost functions of a step, outermost first: "revalidate():2748 > ukey_acquire():2049"."""
    frames = [f"{frame['function']}()" + (f":{frame['line']}" if frame["line"] else "") for frame in step["source"][:2]]
    return " > ".join(reversed(frames))


def _fault(step):
    """In words."""
    name = step["text"].removeprefix("FAULT ")
    return FAULTS.get(name, name)


def _in_words(step):
    """What the thread does."""
    if step["preempted"]:
        return "is preempted"
    if step["kind"] == "fault":
        return f"the datapath misbehaves: {_fault(step)}"
    words = DUMPS[bool(step["values"][2])] if step["kind"] == "dump-record" else WORDS.get(step["kind"])
    return words.format(*step["values"]) if words else step["text"].replace("->", " -> ")


def _interleaving(explained):
    names = {actor["number"]: actor["name"] for actor in explained["actors"]}
    steps = [step for step in explained["steps"] if _tells(step, explained["flow"])]
    lines = [f"(the {len(steps) - MOST_STEPS} steps before are left out)"] if len(steps) > MOST_STEPS else []
    for number, step in enumerate(steps[-MOST_STEPS:], 1):
        where = _where(step)
        lines.append(_wrapped(f"{names[step['actor']]}: {_in_words(step)}{f' [{where}]' if where else ''}",
                              f"{number:3}. ", "     "))
    return lines


def _faults(explained):
    faults = sorted({_fault(step) for step in explained["steps"] if step["kind"] == "fault"})
    return (f"The datapath is simulated. It was made to misbehave: {'; '.join(faults)}." if faults else
            "The datapath is simulated; no fault was injected.")


def _message(explained):
    """Without the paths of this machine."""
    return re.sub(r"/\S*/(?=ofproto/)", "", explained["message"])


def _subject_of(programs):
    """Which file it is, and how it came there."""
    source = programs.library.source
    how = ("a copy in which known mistakes are mended" if programs.edit else
           "as it is in that tree" if source.own else "unmodified")
    return f"{UPCALL} of Open vSwitch {version_of(source.tree)} (sha256 {sha256_of(source.upcall)[:16]}), {how}"


def _title(explained):
    """In a few words."""
    tag = explained["invariant"]
    return TITLES.get(explained["rule"]) or SUBJECTS.get(tag, tag)


def written(explained, scenario, subject, replay):
    """The report's text. `explained`: what `explain --json` says; `scenario`: what `show` says; `replay`: a command."""
    return "\n".join([
        f"Subject: ofproto-dpif-upcall: {_title(explained)}", "",
        _wrapped(f"{subject}, run under a deterministic scheduler, shows this ({explained['rule']}):"), "",
        _wrapped(_message(explained), "    "), "",
        "The interleaving; each line is a thread's step, and where it is:", "", *_interleaving(explained), "",
        _wrapped(_faults(explained)), "",
        _wrapped(f"To replay it, in a checkout of ukeyfuzz ({commit_name()}), write what follows to finding.scenario "
                 "and run"), "", f"    {replay} finding.scenario", "", "--", scenario.rstrip(), ""])


def _asked(tool, *words):
    done = subprocess.run([tool, *words], capture_output=True, text=True, errors="replace", check=False)
    if done.returncode > 1 or not done.stdout:
        raise UserError(done.stderr.strip() or f"{words[-1]}: nothing was said")
    return done.stdout


def mail(programs, words, files):
    """Prints the report on a file. `words`: of ci/ovs, for the same program. Returns the exit code."""
    if len(files) != 1:
        raise UserError("explain --mail wants one file; try --help")
    explained = json.loads(_asked(programs.tool, "explain", "--json", *files))
    if explained["verdict"] != "violated":
        raise UserError(f"{files[0]}: shows nothing, so there is nothing to report")
    print(written(explained, _asked(programs.tool, "show", *files), _subject_of(programs),
                  f"ci/ovs explain {words}".rstrip()), end="")
    return 1
