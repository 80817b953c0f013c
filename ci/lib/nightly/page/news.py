"""What somebody wants to know first: how the night ended, what is new, what was run."""

import shlex
from pathlib import Path

from entries import from_root

from ..summary import skipped
from .html import badge, details, duration, e, link, number

HEAD_LINES, HEAD_COLUMNS = 34, 120


def new_findings(night):
    """Findings that are not known."""
    return [finding for finding in night["findings"] if not finding["known"]]


def new_cases(night):
    """(step, case) of what failed and is not known."""
    return [(step, case) for step in night["steps"] for case in step["cases"]
            if case["result"] == "failed" and not case["known"]]


def _counted(n, word):
    return f"{n} {word}{'' if n == 1 else 's'}"


def verdict(night):
    """The class of the banner, a mark, the headline, and a sentence."""
    findings, cases = len(new_findings(night)), len(new_cases(night))
    new = " and ".join(_counted(n, word) for n, word in
                       ((findings, "new finding"), (cases, "failed case")) if n)
    broken = [step["name"] for step in night["steps"] if step["state"] == "failed"]
    if night["verdict"] == "unfinished":
        at = next((step["name"] for step in night["steps"] if step["state"] == "running"), None)
        where = f"It was in the step “{at}” when this was written." if at else \
            "It was between two steps when this was written."
        return ("bad", "✗", f"{new} so far", f"The night is not over. {where}") if new else \
            ("unsure", "…", "Not finished", f"Nothing new so far. {where}")
    left_out = skipped(night)
    sentence = " ".join(f"{what}: {', '.join(names)}." for what, names in
                        (("Could not do their work", broken), ("Skipped", left_out)) if names)
    if new:
        return "bad", "✗", new, sentence
    if night["verdict"] == "incomplete":
        return "unsure", "!", "Nothing was looked for", \
            f"No step that looks for bugs did anything. {sentence}"
    # What was not run cannot have found anything. Of a shard, others may run it.
    if night["verdict"] == "broken" or broken or (left_out and night["shard"] == "1/1"):
        return "unsure", "!", "Nothing new, but not everything ran", sentence
    if night["verdict"] == "new":
        return "bad", "✗", "Something new", "It could not be sorted; look into findings/raw/."
    return "good", "✓", "Nothing new", sentence or "Every step did its work."


def banner(night):
    """The first thing on the page."""
    kind, mark, headline, sentence = verdict(night)
    planted = e("p", f"With the bug {night['planted']} planted.") if night["planted"] else None
    machine = night["machine"]
    facts = [f"{night['commit'][:12]}{' with changes' if night['dirty'] else ''}",
             f"{night['started'].replace('T', ' ').removesuffix('Z')} UTC",
             f"{duration(night['spent'])} of {duration(night['budget'])}",
             f"{machine.get('processors', '?')} × {machine.get('model', '?')}"]
    if night["shard"] != "1/1":
        facts.append(f"shard {night['shard']}")
    return e("header", e("p", "ukeyfuzz, night of ", e("b", night["name"]), class_="name"),
             e("div", e("span", mark, class_="mark", aria_hidden="true"),
               e("div", e("h1", headline), e("p", sentence) if sentence else None, planted),
               class_=f"banner {kind}"),
             e("p", [e("span", fact) for fact in facts], class_="facts"))


def _step(night, name):
    return next((step for step in night["steps"] if step["name"] == name and step["state"]
                 in ("done", "running")), {"data": {}, "cases": [], "figures": []})


def tiles(night):
    """The night in a few numbers."""
    shown = []

    def tile(value, what):
        shown.append(e("div", e("b", value), e("span", what)))

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
    for name, what in (("stress", "stress runs passed"), ("memcheck", "targets under Valgrind")):
        cases = _step(night, name)["cases"]
        if cases:
            tile(f"{sum(case['result'] == 'passed' for case in cases)} of {len(cases)}", what)
    return e("div", shown, class_="tiles") if shown else None


def read_head(folder, path):
    """The first lines of an explanation; nothing if it is not a file of the night's folder."""
    folder = Path(folder).resolve()
    file = (folder / path).resolve()
    if not path or not file.is_relative_to(folder) or not file.is_file():
        return ""
    with file.open(encoding="utf-8", errors="replace") as stream:
        lines = [line.rstrip("\n")[:HEAD_COLUMNS] for line, _ in zip(stream, range(HEAD_LINES))]
    return "\n".join(lines)


def _how_to_replay(finding, folder):
    """Commands of the working tree: the bundle's, and that of the program that showed it."""
    def file(key):
        return shlex.quote(from_root(Path(folder) / finding[key]))

    commands = [f"ci/replay-bundle {file('bundle')}"] if finding["bundle"] else []
    where = f"planted/{finding['planted']}" if finding["planted"] else "targets"
    programs = f"build/{finding['build']}/{where}"
    if finding["command"]:
        commands.append(f"{programs}/{finding['command']}")
    elif finding["kind"] == "scenario" and finding["input"]:
        tool = "ukeyfuzz_fine" if finding["target"].endswith("_fine") else "ukeyfuzz"
        commands.append(f"{programs}/{tool} explain {file('minimized' if finding['minimized'] else 'input')}")
    return commands


def finding_card(finding, folder):
    """A finding with the head of its explanation, and where to read on."""
    size = f"{finding['size']} bytes"
    if finding["minimized_size"] is not None:
        size += f", minimised to {finding['minimized_size']}"
    head = read_head(folder, finding["explanation"])
    known = finding["known"]
    return e("article",
             e("h3", badge(finding["invariant"], "known" if known else "bad"), " ",
               finding["signature"].removeprefix(f"{finding['invariant']}: ")),
             e("p", f"Known: {known['reason']} (until {known['expires']})") if known else None,
             e("p", "It was known, until that expired.") if finding["expired"] else None,
             e("p", finding["message"]),
             e("p", f"{finding['target']}, {finding['build']} build, in “{finding['step']}”; "
                    f"{_counted(finding['files'], 'file')}, {size}", class_="quiet"),
             e("pre", head, tabindex="0") if head else None,
             e("p", link("Step through it", finding["page"], class_="button"),
               link("whole explanation", finding["explanation"]),
               link("bundle", finding["bundle"]),
               link("minimised", finding["minimized"]), link("input", finding["input"]),
               link("log", finding["log"]), class_="links"),
             [e("p", e("code", command)) for command in _how_to_replay(finding, folder)],
             id=finding["id"], class_="finding")


def what_is_new(night, folder):
    """New findings, failed cases, steps that could not be done, and what else went wrong."""
    findings, cases = new_findings(night), new_cases(night)
    parts = [finding_card(finding, folder) for finding in findings]
    broken = [step for step in night["steps"] if step["state"] == "failed"]
    if cases:
        parts.append(e("h3", "Failed"))
        parts.append(e("ul", (e("li", e("b", step["name"]), ": ", case["name"],
                                e("p", case["message"], class_="quiet") if case["message"] else None)
                              for step, case in cases), class_="cases"))
    if broken:
        parts += [e("h3", "Could not be done"),
                  e("ul", (e("li", e("b", step["name"]), ": ", step["message"]) for step in broken))]
    if night["trouble"]:
        parts += [e("h3", "Trouble"), e("ul", (e("li", line) for line in night["trouble"]))]
    return e("section", e("h2", "What is new"), parts, id="new") if parts else None


def what_is_known(night, folder):
    """Findings and cases that are listed as known."""
    known = [finding_card(f, folder) for f in night["findings"] if f["known"]]
    cases = [e("li", e("b", step["name"]), ": ", case["name"], ": ", case["known"]["reason"],
               f" (until {case['known']['expires']})")
             for step in night["steps"] for case in step["cases"]
             if case["result"] == "failed" and case["known"]]
    if not known and not cases:
        return None
    return e("section", details(_counted(len(known) + len(cases), "known problem"), known,
                                e("ul", cases) if cases else None))
