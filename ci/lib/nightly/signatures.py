"""What makes two artefacts the same finding, for those that `ukeyfuzz triage` does not execute."""

import re

import said
import sanitizer_log

# Kinds of files that a fuzzer leaves, by what their names begin with after the build's.
KINDS = {"timeout": "TIMEOUT", "oom": "OOM", "leak": "LEAK", "crash": "CRASH"}


def kind_of_file(name):
    """The kind of an artefact; "" if it is none ("slow-unit-...", or whatever else is there)."""
    for kind, tag in KINDS.items():
        if re.search(rf"(^|-){kind}-[0-9a-f]+$", name):
            return tag
    return ""


def _violation_in(log):
    """The tag and the message that a fuzz target or `ukeyfuzz stress` has reported; None if neither has."""
    violation = (re.search(r"==== VIOLATION ([A-Z]+)\n(.*)", log)
            or re.search(r"^([A-Z]+): (.*)\n(?:---- signature: .*\n)?.* of: ukeyfuzz stress", log, re.M))
    return (violation[1], violation[2]) if violation else None


def of_log(log, otherwise):
    """(signature, invariant, message) of what a process wrote before it died. `otherwise` is the
    invariant if nothing is known in it."""
    data = log.encode("utf-8", "replace")
    violation, signature = _violation_in(log), said.signature_of(data)
    if violation and (signature or violation[0] not in said.DEATHS):
        return signature or violation[0], *violation
    finding = sanitizer_log.read(data)
    if finding.tag and not (violation and finding.line.startswith("libFuzzer")):
        return f"{finding.tag} {finding.what}", finding.tag, finding.line
    if violation:
        return violation[0], *violation
    return f"{otherwise} no report", otherwise, "the process left no report"
