"""The night in Markdown, for the summary of a step of GitHub Actions (GITHUB_STEP_SUMMARY)."""

import os
import re

from .. import since
from ..page import news
from ..page.html import duration

# GitHub refuses more than 1 MiB in all.
BYTES_MAX = 256 << 10
FINDINGS_MAX = 50


def _text(text):
    """Text that stays text in a paragraph or a cell."""
    text = " ".join(text.encode("utf-8", "replace").decode().split())
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&@-])", r"\\\1", text)


def _block(text):
    """Lines to be copied: a fence that is longer than any in them."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _finding(finding):
    lines = [f"### {_text(finding['signature'])}", "", _text(finding["message"])]
    if finding["known"]:
        lines += ["", f"Known: {_text(finding['known']['reason'])}"]
    if finding["since"]:
        lines += ["", f"Since: {_text(since.in_words(finding['since']))}"]
    if finding["met"]:
        met = ", ".join(f"{m['target']} {m['build']}" for m in finding["met"])
        lines += ["", f"Met by: {_text(met)}"]
    if finding["since"] and finding["since"]["bisect"]:
        lines += ["", _block(finding["since"]["bisect"])]
    if finding["bundle"]:
        lines += ["", f"Bundle: {_text(finding['bundle'])}"]
    return "\n".join(lines)


def render(summary):
    """The Markdown of a summary."""
    _, mark, headline, sentence = news.verdict(summary)
    parts = [f"## {mark} ukeyfuzz {_text(summary['name'])}: {_text(headline)}", _text(sentence)]
    trouble = news.trouble(summary)
    if trouble:
        parts.append("\n".join(f"- {_text(line)}" for line in trouble))
    rows = [f"| {_text(step['name'])} | {_text(step['state'])} | {duration(step['seconds'])} | {_text(step['message'])} |"
            for step in summary["steps"]]
    parts.append("\n".join(["| step | state | time | |", "|---|---|---|---|", *rows]))
    parts += [f"- failed: {_text(step['name'])}: {_text(case['name'])}: {_text(case['message'])}"
              for step, case in news.new_cases(summary)]
    parts += [_finding(finding) for finding in summary["findings"][:FINDINGS_MAX]]
    left = len(summary["findings"]) - FINDINGS_MAX
    if left > 0:
        parts.append(f"and {left} more findings in summary.json")
    text = "\n\n".join(part for part in parts if part) + "\n"
    if len(text.encode()) > BYTES_MAX:
        text = text.encode()[:BYTES_MAX].decode(errors="ignore") + "\n\n(cut off; the rest is in summary.json)\n"
    return text


def append(summary):
    """Appends it to the file that the environment names, if it does. Raises OSError."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with open(path, "a", encoding="utf-8") as out:
            out.write(render(summary))
