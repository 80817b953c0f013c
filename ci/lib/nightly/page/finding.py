"""A finding on the page: what it is, since when, and what to do with it."""

import re
from pathlib import Path

from entries import from_root
from printable import shell_path

from .. import known, since
from .html import fill

HEAD_LINES, HEAD_COLUMNS = 34, 120


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
        return shell_path(from_root(Path(folder) / finding[key]))

    commands = [f"ci/replay-bundle {file('bundle')}"] if finding["bundle"] else []
    where = f"planted/{finding['planted']}" if finding["planted"] else "targets"
    programs = f"build/{finding['build']}/{where}"
    if finding["command"]:
        commands.append(f"{programs}/{finding['command']}")
    elif finding["kind"] == "scenario" and finding["input"]:
        tool = "ukeyfuzz_fine" if finding["target"].endswith("_fine") else "ukeyfuzz"
        commands.append(f"{programs}/{tool} explain {file('minimized' if finding['minimized'] else 'input')}")
    return commands


def title(finding):
    """Its signature without the tag, which stands before it."""
    return re.sub(rf"^{re.escape(finding['invariant'])}(:? |/)", "", finding["signature"])


def card(variants, night, folder):
    """A bug: its first variant with the head of its explanation, and where to read on; then the other variants."""
    finding = variants[0]
    return fill("finding.html", finding=finding, others=variants[1:], title=title(finding),
                rule=night["rules"].get(finding["invariant"]),
                since=since.in_words(finding["since"]) if finding["since"] else "",
                explanation=read_head(folder, finding["explanation"]),
                commands="\n".join(_how_to_replay(finding, folder)),
                stanza="" if finding["known"] else
                "\n".join(known.stanza(variant["signature"], night["started"]) for variant in variants))
