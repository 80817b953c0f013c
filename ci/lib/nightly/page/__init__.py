"""index.html: a night as a page for somebody who has just got up. One file, which asks for nothing
else; no scripts. Made of summary.json alone, and of the explanations that it names."""

from pathlib import Path

from files import write_atomically

from . import coverage, news, steps, tables, trends
from .html import POLICY, Markup, e, link
from .nights import Nights


def _footer(folder):
    names = [name for name in ("summary.json", "junit.xml", "results.sarif", "corpora.tar.gz", "bundles", "findings")
             if (Path(folder) / name).exists()]
    return e("footer", e("p", "In this folder: ", *(part for name in names
                                                     for part in (link(name, name), " "))))


def render(night, history, folder):
    """The page of a night. `history`: the summaries of the nights before. `folder` has the files that
    the summary names."""
    nights = Nights(night, history)
    style = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    _, mark, headline, _ = news.verdict(night)
    sections = (news.banner(night), news.tiles(night), news.what_is_new(night, folder),
                steps.steps(night), trends.plots(nights), tables.memcheck(night),
                tables.stall(nights), tables.stress(nights), tables.cache(nights),
                tables.zoo(nights), coverage.coverage(nights), tables.fuzzing(night), trends.figures_table(nights),
                news.what_is_known(night, folder), _footer(folder))
    return "<!DOCTYPE html>\n" + e(
        "html",
        e("head", e("meta", charset="utf-8"),
          e("meta", http_equiv="Content-Security-Policy", content=POLICY),
          e("meta", name="viewport", content="width=device-width, initial-scale=1"),
          e("meta", name="color-scheme", content="light dark"),
          e("title", f"{mark} {night['name']}: {headline}"), e("style", Markup(style))),
        e("body", e("main", sections)), lang="en") + "\n"


def write(night, history, folder):
    """Writes index.html into the night's folder, atomically. Raises OSError if there is no space."""
    write_atomically(Path(folder) / "index.html", render(night, history, folder))
