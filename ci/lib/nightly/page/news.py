"""What somebody wants to know first: how the night ended, what is new, what was run."""

import re

from printable import counted

from ..cause import bugs
from ..summary import in_part, skipped
from .finding import card
from .html import duration, fill, number, when

TROUBLE_LINES = 6
# What differs between lines of trouble of one kind: steps left out, findings, targets, addresses and numbers.
_OF_ONE = re.compile(r"^\w+(?= was skipped: )|\b[A-Z]+-[0-9a-f]{8}\b|fuzz_\w+?(?=\b|\.)|\b0x[0-9a-f]+\b|\b[0-9]+(\.[0-9]+)?\b")


def new_bugs(night):
    """The bugs with variants that are not known: lists of those findings."""
    return bugs([finding for finding in night["findings"] if not finding["known"]])


def new_cases(night):
    """(step, case) of what failed and is not known."""
    return [(step, case) for step in night["steps"] for case in step["cases"]
            if case["result"] == "failed" and not case["known"]]


def verdict(night):
    """The class of the banner, a mark, the headline, and a sentence."""
    findings, cases = len(new_bugs(night)), len(new_cases(night))
    new = " and ".join(counted(n, word) for n, word in
                       ((findings, "new finding"), (cases, "failed case")) if n)
    broken = [step["name"] for step in night["steps"] if step["state"] == "failed"]
    if night["verdict"] == "unfinished":
        at = next((step["name"] for step in night["steps"] if step["state"] == "running"), None)
        where = f"It was in the step “{at}” when this was written." if at else \
            "It was between two steps when this was written."
        return ("bad", "✗", f"{new} so far", f"The night is not over. {where}") if new else \
            ("unsure", "…", "Not finished", f"Nothing new so far. {where}")
    left_out, partly = skipped(night), in_part(night)
    sentence = " ".join(f"{what}: {', '.join(names)}." for what, names in
                        (("Could not do their work", broken), ("Skipped", left_out), ("Done in part", partly)) if names)
    if new:
        return "bad", "✗", new, sentence
    if night["verdict"] == "incomplete":
        return "unsure", "!", "Nothing was looked for", \
            f"No step that looks for bugs did anything. {sentence}"
    # What was not run cannot have found anything. Of a shard, others may run it.
    if (broken or partly or (night["verdict"] == "broken" and not night["trouble"])
            or (left_out and night["shard"] == "1/1")):
        return "unsure", "!", "Nothing new, but not everything ran", sentence
    if night["verdict"] == "new":
        return "bad", "✗", "Something new", "It could not be sorted; look into findings/raw/."
    if night["trouble"]:
        return "unsure", "!", "Nothing new, but there was trouble", sentence
    return "good", "✓", "Nothing new", sentence or "Every step did its work."


def trouble(night):
    """Lines: the steps that failed or could not run, and what else went wrong. What a shard leaves out,
    others may do."""
    states = {"failed": "could not do its work", **({"skipped": "was skipped"} if night["shard"] == "1/1" else {})}
    steps = [f"{step['name']} {states[step['state']]}: {step['message']}"
             for step in night["steps"] if step["state"] in states]
    return [*steps, *night["trouble"]]


def folded(lines):
    """Lines of trouble, of which each kind is one: the first of them, and how many there are."""
    kinds = {}
    for line in lines:
        kinds.setdefault(_OF_ONE.sub("#", line), []).append(line)
    return [same[0] + (f" (and {len(same) - 1} more like this)" if same[1:] else "") for same in kinds.values()]


def banner(night):
    """The first thing on the page, with what went wrong without ending the night: it may be why nothing was found."""
    kind, mark, headline, sentence = verdict(night)
    machine = night["machine"]
    facts = [f"{night['commit'][:12]}{' with changes' if night['dirty'] else ''}", when(night["started"]),
             f"{duration(night['spent'])} of {duration(night['budget'])}",
             f"{machine.get('processors', '?')} × {machine.get('model', '?')}"]
    if night["shard"] != "1/1":
        facts.append(f"shard {night['shard']}")
    return fill("banner.html", night=night, kind=kind, mark=mark, headline=headline, sentence=sentence, facts=facts,
                trouble=folded(trouble(night)), lines=TROUBLE_LINES)


def _step(night, name):
    return next((step for step in night["steps"] if step["name"] == name and step["state"]
                 in ("done", "running")), {"data": {}, "cases": [], "figures": []})


def tiles(night):
    """The night in a few numbers."""
    shown = []

    def tile(value, what):
        shown.append((value, what))

    campaigns = _step(night, "grow")["data"].get("campaigns", [])
    if campaigns:
        tile(number(sum(c["executions"] for c in campaigns)), "executions of fuzz targets")
        hours = sum(c["seconds"] for c in campaigns) / 3600
        tile(f"{hours:.1f} h" if hours >= 1 else f"{hours * 60:.0f} min", "of fuzzing")
    reached = _step(night, "grow")["data"].get("reached", {})
    if reached.get("preemptions"):
        tile(number(reached["preemptions"]), "preemptions")
    coverage = _step(night, "coverage")["data"]
    if coverage.get("lines"):
        tile(f"{100 * coverage['lines'][0] / (coverage['lines'][1] or 1):.1f} %", "of lines covered")
    entries = _step(night, "zoo")["data"].get("entries", [])
    if entries:
        tile(f"{sum(entry['result'] == 'found' for entry in entries)} of {len(entries)}",
             "planted bugs found")
    runs = _step(night, "stress")["data"].get("runs", [])
    if runs:
        tile(f"{sum(run['result'] == 'clean' for run in runs)} of {len(runs)}", "stress runs without a finding")
    cases = _step(night, "memcheck")["cases"]
    if cases:
        tile(f"{sum(case['result'] == 'passed' for case in cases)} of {len(cases)}", "targets under Valgrind")
    return fill("tiles.html", tiles=shown) if shown else None


def what_is_new(night, folder):
    """New findings, failed cases, and all trouble if the banner does not have each line of it."""
    cards = [card(variants, night, folder) for variants in new_bugs(night)]
    cases, lines = new_cases(night), trouble(night)
    more = lines if len(folded(lines)) > TROUBLE_LINES or folded(lines) != lines else []
    return fill("new.html", cards=cards, cases=cases, trouble=more) if cards or cases or more else None


def what_is_known(night, folder):
    """Findings and cases that are listed as known."""
    cards = [card(variants, night, folder) for variants in bugs([f for f in night["findings"] if f["known"]])]
    cases = [(step, case) for step in night["steps"] for case in step["cases"]
             if case["result"] == "failed" and case["known"]]
    return fill("known.html", cards=cards, cases=cases) if cards or cases else None
