"""Since when something is found: the first night with it, and the last night before that which looked
and did not have it.

A record, as summary.json has it for a finding:

    first     {"name", "commit"} of the first of the nights in a row that have it
    clean     the same of the last night before it that looked for it; null if there is none
    nights    how many nights in a row have it, this one included
    range     "COMMIT..COMMIT", what came in between, for `git log`; "" if that is unknown or nothing
    bisect    commands that find the commit; "" if there is no range, or no scenario that shows it

A night looked if one of the steps that met it was done, for the same shard, and did not leave out the target and
build that met it. It proves little where a bug is rare, so the range is a place to begin.
"""

from printable import shell_path

from .cause import cause


def _name(night):
    return {"name": night["name"], "commit": night["commit"]}


def _did(step, met):
    """Whether a step did what has met a finding. Cases of fuzz targets have the names of both target and build."""
    return (step["state"] == "done" and step["name"] == met["step"]
            and all(case["result"] == "passed" for case in step["cases"]
                    if case["name"] == f"{met['target']} {met['build']}"))


def _looked(night, met, shard):
    return night["shard"] == shard and any(_did(step, one) for step in night["steps"] for one in met)


def trace(night, history, met, has):
    """The record, without "bisect". `history`: the nights before, oldest first. `met`: who met it, as in a
    finding. `has(night)`: whether that night has it."""
    first, clean, nights = night, None, 1
    for before in reversed(history):
        if before["started"] >= night["started"]:
            continue
        if has(before):
            first, nights = before, nights + 1
        elif _looked(before, met, night["shard"]):
            clean = before
            break
    between = clean and clean["commit"] != first["commit"]
    return {"first": _name(first), "clean": _name(clean) if clean else None, "nights": nights,
            "range": f"{clean['commit'][:12]}..{first['commit'][:12]}" if between else "", "bisect": ""}


def _bisect(finding, record, place):
    """Commands for the top of a checkout. `place`: the file that shows it, seen from there."""
    tool = "ukeyfuzz_fine" if finding["target"].endswith("_fine") else "ukeyfuzz"
    good, bad = record["range"].split("..")
    file = shell_path(place)
    return "\n".join([f"cp {file} /tmp/{finding['id']}",
                      f"git bisect start {bad} {good}",
                      f"git bisect run build/{finding['build']}/targets/{tool} bisect --signature "
                      f"--build {finding['build']}{'-fine' if tool.endswith('_fine') else ''} "
                      f"/tmp/{finding['id']}",
                      "git bisect reset"])


def of_finding(finding, night, history, place):
    """The record of a finding. `place(path)`: a path of the night's folder, seen from a checkout."""
    mine = cause(finding["signature"])
    record = trace(night, history, finding["met"] or [finding], lambda before: any(
        cause(other["signature"]) == mine for other in before["findings"]))
    if record["range"] and finding["kind"] == "scenario" and not finding["planted"]:
        record["bisect"] = _bisect(finding, record, place(finding["minimized"] or finding["input"]))
    return record


def in_words(record):
    """One line for people."""
    n = record["nights"]
    first = f"{record['first']['name']} ({record['first']['commit'][:12]})"
    seen = f"first seen this night, {first}" if n == 1 else f"in {n} nights, since {first}"
    if not record["clean"]:
        return f"{seen}; no earlier night looked for it"
    clean = f"{record['clean']['name']} ({record['clean']['commit'][:12]})"
    same = "" if record["range"] else ", which is the same commit: what found it was luck or a change of the search"
    return f"{seen}; the last clean night was {clean}{same}"
