"""The night in Markdown, for the summary of a step of GitHub Actions (GITHUB_STEP_SUMMARY)."""

import os
import sys

from entries import reason
from printable import printable

from .. import since
from ..cause import bugs
from ..page import news
from ..page.html import fill

# GitHub refuses more than 1 MiB in all.
BYTES_MAX = 256 << 10
FINDINGS_MAX = 50


def render(summary):
    """The Markdown of a summary."""
    _, mark, headline, sentence = news.verdict(summary)
    text = fill("summary.md.j2", night=summary, mark=mark, headline=headline, sentence=sentence,
                trouble=news.folded(news.trouble(summary)), bugs=bugs(summary["findings"]),
                cases=news.new_cases(summary), findings_max=FINDINGS_MAX,
                in_words=since.in_words)
    if len(text.encode()) > BYTES_MAX:
        text = text.encode()[:BYTES_MAX].decode(errors="ignore") + "\n\n(cut off; the rest is in summary.json)\n"
    return text


def append(summary):
    """Appends it to the file that the environment names, if it does. Returns false, and says why, if that cannot be
    written."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    try:
        if path:
            with open(path, "a", encoding="utf-8") as out:
                out.write(render(summary))
        return True
    except OSError as error:
        print(f"ci/nightly: {printable(reason(error))}: the summary of the step is not there", file=sys.stderr)
        return False
