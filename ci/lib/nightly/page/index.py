"""index.html of build/nightly/: all nights that are kept, the newest first. One file, no scripts."""

from pathlib import Path

from .. import shelf
from ..cause import bugs
from ..summary import write_atomically
from . import news
from .finding import title
from .html import duration, fill, when

FILES = ("summary.json", "junit.xml", "results.sarif", "corpora.tar.gz")


def _facts(record, reviewed):
    disk = record["disk"].get("night")
    return [record["commit"][:12] + (" with changes" if record["dirty"] else ""),
            when(record["started"]), duration(record["spent"]),
            shelf.in_words(disk) if disk else None,
            f"with {record['planted']} planted" if record["planted"] else None,
            f"shard {record['shard']}" if record["shard"] != "1/1" else None,
            "reviewed" if reviewed else None]


def _row(night, known_findings):
    """What the page says of a night: each bug, and what failed, and whether somebody has seen it."""
    record = night.record
    kind, mark, headline, _ = news.verdict(record)
    unseen = shelf.unseen(night, known_findings)
    return {"place": night.folder.name, "kind": kind, "mark": mark, "headline": headline,
            "facts": _facts(record, night.reviewed), "trouble": news.folded(news.trouble(record)),
            "findings": [(variants[0], title(variants[0]), variants[0]["signature"] not in unseen, len(variants))
                         for variants in bugs(record["findings"], lambda finding: finding["signature"] not in unseen)],
            "failed": [(step, case, bool(case["known"] or night.reviewed))
                       for step in record["steps"] for case in step["cases"] if case["result"] == "failed"],
            "files": [name for name in FILES if (night.folder / name).is_file()]}


def render(kept, known_findings, damaged=None):
    """The page of some nights (shelf.Kept), the newest first, and of those that cannot be read: {name: why}."""
    disk = next((night.record["disk"] for night in kept if night.record["disk"]), None)
    return fill("nights.html", nights=[_row(night, known_findings) for night in kept], disk=disk, size=shelf.in_words,
                damaged=damaged or {},
                unseen=sum(bool(shelf.unseen(night, known_findings)) for night in kept))


def write(folder, known_findings):
    """Writes the index of a folder of nights, atomically. Raises OSError if there is no space."""
    write_atomically(Path(folder) / "index.html", render(shelf.nights(folder), known_findings, shelf.damaged(folder)))
