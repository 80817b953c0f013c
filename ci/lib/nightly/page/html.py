"""What the templates of a night's pages have in common: numbers for people, and links that lead nowhere else."""

from pathlib import Path
from urllib.parse import quote

from printable import counted
from report import templates


def href(path, fragment=""):
    """The address of a file of the night's folder; "" if there is none, or if the path leads out of it. One with
    a scheme becomes a name that no file has."""
    if not path or path.startswith("/") or ".." in path.split("/"):
        return ""
    return quote(path) + (f"#{quote(fragment)}" if fragment else "")


def duration(seconds):
    """"1 h 8 min" of 4112."""
    seconds = int(round(seconds))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02d} s"
    return f"{seconds // 3600} h {seconds // 60 % 60:02d} min"


def number(value):
    """"41.9 M", "261 k", "12,345", "0.031": a number that is easily read."""
    if value is None:
        return "–"
    size = abs(value)
    for limit, unit in ((1e9, "G"), (1e6, "M")):
        if size >= limit:
            return f"{value / limit:.1f} {unit}"
    if size >= 1e5:
        return f"{value / 1e3:.0f} k"
    if size >= 1000 or value == int(value):
        return f"{value:,.0f}"
    if size >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def when(time):
    """"2026-11-23 01:00:00 UTC" of "2026-11-23T01:00:00Z"."""
    return f"{time.replace('T', ' ').removesuffix('Z')} UTC"


fill = templates.Templates(Path(__file__).with_name("templates"), href=href, counted=counted, duration=duration,
                           number=number, when=when).fill
