"""index.html: a night as a page for somebody who has just got up. One file, which asks for nothing
else; no scripts. Made of summary.json alone, and of the explanations that it names, from templates/."""

from pathlib import Path

from files import write_atomically

from . import coverage, news, steps, tables, trends
from .html import fill
from .nights import Nights

FILES = ("summary.json", "junit.xml", "results.sarif", "corpora.tar.gz", "bundles", "findings")


def render(night, history, folder):
    """The page of a night. `history`: the summaries of the nights before. `folder` has the files that
    the summary names."""
    nights = Nights(night, history)
    _, mark, headline, _ = news.verdict(night)
    sections = (news.banner(night), news.tiles(night), news.what_is_new(night, folder),
                steps.steps(night), trends.plots(nights), tables.memcheck(night),
                tables.stall(nights), tables.stress(nights), tables.cache(nights),
                tables.zoo(nights), coverage.coverage(nights), tables.fuzzing(night), trends.figures_table(nights),
                news.what_is_known(night, folder))
    return fill("night.html", mark=mark, name=night["name"], headline=headline, sections=sections,
                files=[name for name in FILES if (Path(folder) / name).exists()])


def write(night, history, folder):
    """Writes index.html into the night's folder, atomically. Raises OSError if there is no space."""
    write_atomically(Path(folder) / "index.html", render(night, history, folder))
