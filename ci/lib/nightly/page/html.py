"""Elements of HTML and SVG. Whatever is not made by this module is text, and is escaped: a name or a
message cannot become markup, nor a path a link to elsewhere.

There is no template: what a page is made of are functions, so each part has tests of its own, and no part of a
page can forget to escape."""

import html
from urllib.parse import quote


# Nothing is fetched, whatever a name or a message says.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class Markup(str):
    """Text that is HTML already."""


def text_of(child):
    """A child of an element, as HTML."""
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, (list, tuple)) or hasattr(child, "__next__"):
        return "".join(map(text_of, child))
    return html.escape(str(child))


def e(tag, *children, **attributes):
    """An element. `class_` is the attribute "class", "_" in other names stands for "-"; one that is
    None is left out."""
    words = [tag]
    for name, value in attributes.items():
        if value is not None:
            name = name.rstrip("_").replace("_", "-")
            words.append(f'{name}="{html.escape(str(value))}"')
    if tag in ("meta", "br", "circle", "path", "line", "rect"):
        return Markup(f"<{' '.join(words)}/>")
    return Markup(f"<{' '.join(words)}>{text_of(children)}</{tag}>")


def link(text, path, fragment="", **attributes):
    """A link to a file of the night's folder; nothing if there is none, or if the path leads out of
    it. One with a scheme becomes a name that no file has."""
    if not path or path.startswith("/") or ".." in path.split("/"):
        return None
    return e("a", text, href=quote(path) + (f"#{quote(fragment)}" if fragment else ""), **attributes)


def table(heads, rows, class_=None):
    """A table that scrolls sideways where it is too wide."""
    return e("div", e("table",
                      e("thead", e("tr", (e("th", head, scope="col") for head in heads))),
                      e("tbody", (e("tr", (cell if isinstance(cell, Markup) and
                                           cell.startswith(("<td", "<th")) else e("td", cell)
                                           for cell in row)) for row in rows)), class_=class_),
             class_="wide", tabindex="0")


def details(summary, *content, open_=False):
    """What is shown when somebody asks."""
    return e("details", e("summary", summary), *content, open="" if open_ else None)


def badge(text, class_):
    """A word that stands out."""
    return e("span", text, class_=f"badge {class_}")


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
