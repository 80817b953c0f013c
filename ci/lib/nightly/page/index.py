"""index.html of build/nightly/: all nights that are kept, the newest first. One file, no scripts."""

from pathlib import Path

from .. import shelf
from ..summary import write_atomically
from . import news
from .finding import title
from .html import POLICY, Markup, badge, duration, e, link

STYLE = Path(__file__).with_name("style.css")
FILES = ("summary.json", "junit.xml", "results.sarif", "corpora.tar.gz")


def _findings(night, known_findings):
    """Each finding, with a link to it, and what failed."""
    record, place = night.record, night.folder.name
    unseen = shelf.unseen(night, known_findings)
    rows = [e("li", badge(finding["invariant"], "bad" if finding["signature"] in unseen else "known"), " ",
              link(title(finding), f"{place}/index.html",
                   fragment=finding["id"])) for finding in record["findings"]]
    rows += [e("li", badge("failed", "known" if case["known"] or night.reviewed else "bad"), f" {step['name']}: {case['name']}")
             for step in record["steps"] for case in step["cases"] if case["result"] == "failed"]
    return e("ul", rows, class_="cases") if rows else None


def _row(night, known_findings):
    record, place = night.record, night.folder.name
    kind, mark, headline, _ = news.verdict(record)
    disk = record["disk"].get("night")
    facts = [record["commit"][:12] + (" with changes" if record["dirty"] else ""),
             f"{record['started'].replace('T', ' ').removesuffix('Z')} UTC", duration(record["spent"]),
             shelf.in_words(disk) if disk else None,
             f"with {record['planted']} planted" if record["planted"] else None,
             f"shard {record['shard']}" if record["shard"] != "1/1" else None,
             "reviewed" if night.reviewed else None]
    trouble = news.trouble(record)
    return e("li", e("span", mark, class_=f"mark {kind}", aria_hidden="true"),
             e("div", e("h3", link(place, f"{place}/index.html"), " ", e("span", headline, class_=kind)),
               e("p", [e("span", fact) for fact in facts if fact], class_="facts"),
               _findings(night, known_findings),
               e("p", f"Trouble: {trouble[0]}" + (f" (and {len(trouble) - 1} more)" if trouble[1:] else ""),
                 class_="quiet") if trouble else None,
               e("p", [link(name, f"{place}/{name}") for name in FILES if (night.folder / name).is_file()],
                 class_="links")), class_="night")


def render(kept, known_findings):
    """The page of some nights (shelf.Kept), the newest first."""
    disk = next((night.record["disk"] for night in kept if night.record["disk"]), {})
    held = (f"All nights hold {shelf.in_words(disk['nights'])}, the corpora {shelf.in_words(disk['corpora'])} of it; "
            f"{shelf.in_words(disk['free'])} were free after the newest." if disk else None)
    unseen = sum(bool(shelf.unseen(night, known_findings)) for night in kept)
    told = f"{len(kept)} night{'' if len(kept) == 1 else 's'}, {unseen} with findings that nobody has looked at."
    return "<!DOCTYPE html>\n" + e(
        "html",
        e("head", e("meta", charset="utf-8"),
          e("meta", http_equiv="Content-Security-Policy", content=POLICY),
          e("meta", name="viewport", content="width=device-width, initial-scale=1"),
          e("meta", name="color-scheme", content="light dark"),
          e("title", "ukeyfuzz: nights"), e("style", Markup(STYLE.read_text(encoding="utf-8")))),
        e("body", e("main", e("h1", "Nights"), e("p", told), e("p", held, class_="quiet") if held else None,
                    e("ol", (_row(night, known_findings) for night in kept), class_="nights"),
                    e("footer", e("p", "Somebody has looked: ", e("code", "ci/nightly --reviewed NIGHT"),
                                  ". Old nights go with ", e("code", "ci/nightly --keep N"), ".")))),
        lang="en") + "\n"


def write(folder, known_findings):
    """Writes the index of a folder of nights, atomically. Raises OSError if there is no space."""
    write_atomically(Path(folder) / "index.html", render(shelf.nights(folder), known_findings))
