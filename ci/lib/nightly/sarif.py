"""results.sarif: the findings as SARIF 2.1.0, which code hosts show beside the source.

A rule per tag, with the tool's own text of it; a result per bug, with the places in src/ of its first variant that has
some. GitHub refuses a whole file for one result without a place, so one that has none stands at NOWHERE. What is
known is a result that is suppressed; `baselineState` says whether an earlier night has all of its variants.
"""

import hashlib
import json

from .cause import bug, bugs
from .page.news import folded
from .summary import write_atomically

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

# Where a result stands if its place in src/ is not known: the cache as a whole.
NOWHERE = [{"file": "src/udpif.h", "line": 1, "function": "udpif", "text": "it is not known where in src/ this happened"}]


def _fit(text):
    """Text that can be written as UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _rule(tag, rules):
    """A reportingDescriptor."""
    said = rules.get(tag)
    rule = {"id": tag, "name": tag, "defaultConfiguration": {"level": "error"},
            "shortDescription": {"text": said["line"] if said else f"{tag} is violated"}}
    if said:
        rule["fullDescription"] = rule["help"] = {"text": said["text"]}
    return rule


def _location(place):
    location = {"physicalLocation": {"artifactLocation": {"uri": place["file"], "uriBaseId": "SRCROOT"},
                                     "region": {"startLine": place["line"]}},
                "logicalLocations": [{"name": place["function"], "kind": "function"}]}
    if place["text"]:
        location["message"] = {"text": _fit(place["text"])}
    return location


def _variant(finding):
    return {"signature": _fit(finding["signature"]), "target": _fit(finding["target"]), "build": _fit(finding["build"]),
            "step": _fit(finding["step"]), "files": finding["files"], "file": _fit(finding["minimized"] or finding["input"]),
            "bundle": _fit(finding["bundle"])}


def _fingerprint(finding):
    """One for all new variants of a bug, whichever of them a night met first, and another for its known ones."""
    name = bug(finding["signature"]) + (" (known)" if finding["known"] else "")
    return hashlib.sha256(_fit(name).encode()).hexdigest()


def _result(variants, index):
    finding = variants[0]
    places = next((variant["places"] for variant in variants if variant["places"]), NOWHERE)
    result = {"ruleId": finding["invariant"], "ruleIndex": index, "level": "error",
              "message": {"text": _fit(finding["message"] or finding["signature"])},
              "locations": [_location(place) for place in places[:1]],
              "relatedLocations": [{"id": number, **_location(place)} for number, place in enumerate(places[1:], 1)],
              "partialFingerprints": {"bug/v1": _fingerprint(finding)},
              "properties": {"signature": _fit(finding["signature"]), "bundle": _fit(finding["bundle"]),
                             "metBy": list(dict.fromkeys(f"{m['target']} {m['build']}" for v in variants for m in v["met"])),
                             "variants": [_variant(variant) for variant in variants]}}
    if finding["since"]:
        result["baselineState"] = "unchanged" if all(
            variant["since"] and variant["since"]["nights"] > 1 for variant in variants) else "new"
        result["properties"]["since"] = finding["since"]["first"]["name"]
    if finding["known"]:
        result["suppressions"] = [{"kind": "external", "status": "accepted",
                                   "justification": _fit(finding["known"]["reason"])}]
    return result


def _notifications(summary):
    """What could not be done."""
    lines = [f"{step['name']}: {step['message']}" for step in summary["steps"] if step["state"] == "failed"]
    return [{"level": "error", "message": {"text": _fit(line)}} for line in [*lines, *folded(summary["trouble"])]]


def render(summary):
    """The text of results.sarif."""
    tags = sorted({finding["invariant"] for finding in summary["findings"]} | set(summary["rules"]))
    ended = {"endTimeUtc": summary["ended"]} if summary["ended"] else {}
    run = {"tool": {"driver": {"name": "ukeyfuzz", "rules": [_rule(tag, summary["rules"]) for tag in tags]}},
           "automationDetails": {"id": _fit(f"ukeyfuzz/nightly/{summary['name']}")},
           "columnKind": "utf16CodeUnits",
           "invocations": [{"executionSuccessful": summary["verdict"] in ("clean", "new"),
                            "startTimeUtc": summary["started"], **ended,
                            "toolExecutionNotifications": _notifications(summary)}],
           "results": [_result(variants, tags.index(variants[0]["invariant"])) for variants in bugs(summary["findings"])]}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def write(path, summary):
    """Writes results.sarif atomically."""
    write_atomically(path, render(summary))
