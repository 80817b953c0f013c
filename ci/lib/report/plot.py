"""Plots as SVG, by matplotlib: the same bytes for the same data, with text as text."""

import contextlib
import io
import os
import re
import xml.etree.ElementTree as ET

from entries import ROOT, UserError

_XLINK = "{http://www.w3.org/1999/xlink}href"
_DROPPED = ("metadata", "style", "title")
# A unit of the drawing is a pixel.
DPI = 72


@contextlib.contextmanager
def style(salt, **settings):
    """Within it a figure is made and drawn. It takes half a second, so it is for who draws. `salt`: what makes the ids
    of this drawing differ from those of others on the same page."""
    # Whatever somebody has configured for plots of their own is none of these.
    os.environ.setdefault("MPLCONFIGDIR", str(ROOT / "build" / "matplotlib"))
    try:
        import matplotlib  # pylint: disable=import-outside-toplevel; ci/deps installs it.
    except ImportError as error:
        raise UserError("python3-matplotlib is missing; run ci/deps") from error
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": salt, "text.parse_math": False,
                                    "font.family": "sans-serif", "figure.dpi": DPI, **settings})
        yield


def figure(width, height):
    """An empty figure of so many pixels. Call it within style()."""
    from matplotlib.figure import Figure  # pylint: disable=import-outside-toplevel; slow.
    return Figure(figsize=(width / DPI, height / DPI))


def svg(drawn):
    """The file of a figure: a function of what is drawn. Call it within style()."""
    out = io.BytesIO()
    drawn.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue().decode()


def _referenced(root):
    """The ids that something in the drawing uses."""
    used = set()
    for element in root.iter():
        used.update(element.get("href", "").removeprefix("#").split())
        for value in element.attrib.values():
            used.update(re.findall(r"url\(#([^)]+)\)", value))
    return used


def _strip(element):
    """Leaves out what says nothing in a page, and groups with nothing in them."""
    for child in list(element):
        child.tag = child.tag.rpartition("}")[2]
        if _XLINK in child.attrib:
            child.set("href", child.attrib.pop(_XLINK))
        _strip(child)
        if child.tag in _DROPPED or (child.tag in ("g", "defs") and not len(child)):
            element.remove(child)


def _name_points(root, titles):
    """Gives each point of a line a title, which a browser shows under the pointer."""
    for group in root.iter("g"):
        names = titles.get(group.get("id"), ())
        for point, name in zip(group.iter("use"), names):
            ET.SubElement(point, "title").text = name


def element(text, label, colours, titles):
    """The SVG element for a page, of a file that svg() has made. `label`: what is read out in place of it. `colours`: a
    colour of the drawing, and that of the page's style that it stands for. `titles`: of each point of a line, by the
    gid of the line. The size is the page's business."""
    root = ET.fromstring(text)
    _strip(root)
    _name_points(root, titles)
    used = _referenced(root)
    for one in root.iter():
        if one.get("id") not in used:
            one.attrib.pop("id", None)
        if "style" in one.attrib:
            # The page chooses the fonts.
            style_ = re.sub(r"font: [^;]*;? ?", "", one.get("style"))
            one.set("style", re.sub(r"#[0-9a-f]{6}\b", lambda m: colours.get(m[0], m[0]), style_))
    root.tag = "svg"
    root.attrib = {"viewBox": root.get("viewBox"), "role": "img", "aria-label": label, "class": "chart"}
    return ET.tostring(root, encoding="unicode")
