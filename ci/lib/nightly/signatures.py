"""What makes two artefacts the same finding, for those that `ukeyfuzz triage` does not execute."""

import re

# AddressSanitizer's "#1 0x55 in f /x/f.c:1:2", ThreadSanitizer's "#1 f /x/f.c:1:2 (program+0x55)".
_FRAME = re.compile(r"^\s*#\d+ (?:0x[0-9a-f]+ in )?(\S+) (\S+)", re.M)
_REPORT = re.compile(r"(?:ERROR: |WARNING: )(\w+Sanitizer): ([\w -]+?)(?: on | \(|$)", re.M)
# Kinds of files that a fuzzer leaves, by what their names begin with after the build's.
KINDS = {"timeout": "TIMEOUT", "oom": "OOM", "leak": "LEAK", "crash": "CRASH"}
_SAID_AS = {"AddressSanitizer": "ASAN", "ThreadSanitizer": "RACE", "LeakSanitizer": "LEAK",
            "UndefinedBehaviorSanitizer": "CRASH", "MemorySanitizer": "MSAN"}


# Of these a process has died, and a report says more than the head that a fuzz target prints.
DEATHS = ("ASAN", "RACE", "ABORT", "CRASH")


def kind_of_file(name):
    """The kind of an artefact; "" if it is none ("slow-unit-...", or whatever else is there)."""
    for kind, tag in KINDS.items():
        if re.search(rf"(^|-){kind}-[0-9a-f]+$", name):
            return tag
    return ""


def without_numbers(text):
    """A message as it reads for any flow, actor, address or count."""
    return re.sub(r"\b(?:0x[0-9a-f]+|[0-9a-f]*\d[0-9a-f]*)\b", "N", text)


def _ours(stack):
    """The functions of a stack that are not the sanitizers', the innermost first."""
    return [name for name, place in _FRAME.findall(stack)
            if re.search(r"/(src|harness|targets)/", place)]


def _functions(log):
    """The innermost functions of a report."""
    return " < ".join(_ours(log)[:3])


def _sides(log):
    """The innermost function of each side of a race, whichever of them came first."""
    sides = [_ours(stack) for stack in log.split("\n\n")[:2]]
    return " and ".join(sorted(side[0] for side in sides if side))


def _of_message(invariant, message):
    """As harness/scenario/signature.c: of a hang, and of a mistake of the harness, the function."""
    place = re.search(r": it (spins|waits|dies) in (\S+) \(", message)
    if place and invariant == "HANG":
        return f"HANG {place[2]}"
    if place and invariant == "HARNESS":
        return f"HARNESS {place[1]} in {place[2]}"
    return f"{invariant} {without_numbers(message)}"


def _overflow(message):
    """As there: of a stack that is full the function that calls itself; "" if it is none."""
    place = re.search(r" KiB overflowed in (\S+) \(", message)
    return f"CRASH stack-overflow in {place[1]}" if place else ""


def of_log(log, otherwise):
    """(signature, invariant, message) of what a process wrote before it died. `otherwise` is the
    invariant if nothing is known in it."""
    violation = re.search(r"^==== VIOLATION (\w+)\n(.*)", log, re.M)
    if violation and violation[1] not in DEATHS:
        return _of_message(violation[1], violation[2]), violation[1], violation[2]
    if violation and _overflow(violation[2]):
        return _overflow(violation[2]), violation[1], violation[2]
    stress = re.search(r"^([A-Z]+): (.*)\n.* of: ukeyfuzz stress", log, re.M)
    if stress:
        return f"{stress[1]} {without_numbers(stress[2])}", stress[1], stress[2]
    report = _REPORT.search(log)
    if report:
        invariant = _SAID_AS.get(report[1], "CRASH")
        functions = (_sides if invariant == "RACE" else _functions)(log[report.start():])
        return f"{invariant} {report[2]} in {functions}", invariant, f"{report[1]}: {report[2]}"
    undefined = re.search(r"(\S+?):\d+:\d+: runtime error: (.*)", log)
    if undefined:
        where = undefined[1].rsplit("/", 1)[-1]
        return (f"ASAN {where}: {without_numbers(undefined[2])}", "ASAN",
                f"{where}: {undefined[2]}")
    assertion = re.search(r"(\S+): [Aa]ssertion [`']?(.*?)'? failed", log)
    if assertion:
        where = assertion[1].rsplit("/", 1)[-1]
        return f"ABORT {assertion[2]}", "ABORT", f"{where}: assertion {assertion[2]} failed"
    if violation:
        return (f"{violation[1]} {without_numbers(violation[2])}", violation[1], violation[2])
    died = re.search(r"ERROR: libFuzzer: (.*)", log)
    what = without_numbers(died[1]) if died else "no report"
    return f"{otherwise} {what}", otherwise, died[1] if died else "the process left no report"
