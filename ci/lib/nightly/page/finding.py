"""A finding on the page: what it is, since when, and what to do with it."""

import re
import shlex
from pathlib import Path

from entries import from_root

from .. import known, since
from .html import badge, details, e, link

HEAD_LINES, HEAD_COLUMNS = 34, 120


def counted(n, word):
    """"1 file", "2 files"."""
    return f"{n} {word}{'' if n == 1 else 's'}"


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


def title(finding):
    """Its signature without the tag, which stands before it."""
    return re.sub(rf"^{re.escape(finding['invariant'])}:? ", "", finding["signature"])


def _commands(text):
    """Lines to be copied: a click selects all of them."""
    return e("pre", text, class_="copy", tabindex="0") if text else None


def _since(finding):
    """Since which night, the commits in between, and how to find the one."""
    record = finding["since"]
    if not record:
        return None
    return [e("p", e("b", "Since: "), since.in_words(record)),
            _commands(f"git log --oneline {record['range']}" if record["range"] else ""),
            details("Find the commit", _commands(record["bisect"])) if record["bisect"] else None]


def _met(finding):
    """Everyone who met it, if that is more than one."""
    met = finding["met"]
    if len(met) < 2:
        return None
    return e("p", e("b", "Met by: "), ", ".join(
        f"{m['target']} {m['build']} in “{m['step']}” ({counted(m['files'], 'file')})" for m in met), class_="quiet")


def _not_news(finding, night):
    """The entry of known findings that would make it no news."""
    if finding["known"]:
        return None
    return details("If this is known", e("p", "In ci/known-findings.toml, with a reason:"),
                   _commands(known.stanza(finding["signature"], night["started"])))


def card(finding, night, folder):
    """A finding with the head of its explanation, and where to read on."""
    rule = night["rules"].get(finding["invariant"])
    size = f"{finding['size']} bytes"
    if finding["minimized_size"] is not None:
        size += f", minimised to {finding['minimized_size']}"
    head = read_head(folder, finding["explanation"])
    why = finding["known"]
    return e("article",
             e("h3", badge(finding["invariant"], "known" if why else "bad"), " ",
               title(finding)),
             e("p", f"Known: {why['reason']} (until {why['expires']})") if why else None,
             e("p", "It was known, until that expired.") if finding["expired"] else None,
             e("p", f"{finding['invariant']}: {rule['line']}", class_="quiet", title=rule["text"]) if rule else None,
             e("p", finding["message"]),
             _since(finding),
             e("p", f"{finding['target']}, {finding['build']} build, in “{finding['step']}”; "
                    f"{counted(finding['files'], 'file')}, {size}", class_="quiet"),
             _met(finding),
             e("pre", head, tabindex="0") if head else None,
             e("p", link("Step through it", finding["page"], class_="button"),
               link("whole explanation", finding["explanation"]),
               link("bundle", finding["bundle"]),
               link("minimised", finding["minimized"]), link("input", finding["input"]),
               link("log", finding["log"]), class_="links"),
             _commands("\n".join(_how_to_replay(finding, folder))),
             _not_news(finding, night),
             id=finding["id"], class_="finding")


