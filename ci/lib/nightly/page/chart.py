"""Line charts: a value for each night, some of them missing.

Drawn by matplotlib for a width of 340 pixels, which is that of a phone. The page's style sheet gives the colours, which
suit a light and a dark screen, and a browser names the value under the pointer.
"""

import math
from dataclasses import dataclass

from report import plot
from printable import printable
from report.templates import markup

from .html import fill, number

WIDTH, HEIGHT = 340, 150
LEFT, RIGHT, TOP, BOTTOM = 40, 10, 10, 20
COLOURS = 6
# What is drawn in these, the page shows in colours of its style sheet. (Black is not written: it is what SVG has anyway.)
_LINES = {f"#0100{i:02x}": f"var(--c{i})" for i in range(COLOURS)}
_SOFT, _RULE = "#0100f0", "#0100f1"
_PAGE = {**_LINES, _SOFT: "var(--soft)", _RULE: "var(--rule)"}
# A logarithm has none of nothing.
LEAST = 1e-6


@dataclass
class Series:
    """A line: `values` has None for a night without one."""

    name: str
    values: list
    unit: str = ""

    def last(self):
        """The value of the last night that has one."""
        return next((value for value in reversed(self.values) if value is not None), None)


def _scale(axes, values, log):
    """The vertical axis: room around the values, and some round numbers."""
    from matplotlib import ticker  # pylint: disable=import-outside-toplevel; slow.
    low, high = min(values), max(values)
    if log:
        low, high = low / 1.3, high * 1.3
        if high / low < 12:
            low, high = low / 3, high * 3
        decades = math.log10(high / low)
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(ticker.LogLocator(
            subs=(1, 2, 5) if decades < 1.5 else (1, 3) if decades < 2.5 else (1,), numticks=6))
        axes.yaxis.set_minor_locator(ticker.NullLocator())
    else:
        margin = (high - low) * 0.1 or abs(high) * 0.05 or 1
        low, high = (low if low == 0 else low - margin), high + margin
        axes.yaxis.set_major_locator(ticker.MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.set_ylim(low, high)
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda tick, _: number(round(tick, 9))))


def _axes(figure, nights):
    """The room to draw in: lines for values, and the first and the last night below."""
    axes = figure.add_axes((LEFT / WIDTH, BOTTOM / HEIGHT, (WIDTH - LEFT - RIGHT) / WIDTH,
                            (HEIGHT - TOP - BOTTOM) / HEIGHT))
    axes.patch.set_visible(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, pad=5, labelcolor=_SOFT)
    axes.grid(axis="y", color=_RULE, linewidth=1)
    axes.set_axisbelow(True)
    last = len(nights) - 1
    if last:
        axes.set_xlim(0, last)
        axes.set_xticks([0, last], [printable(nights[0]), printable(nights[last])])
        for label, side in zip(axes.get_xticklabels(), ("left", "right")):
            label.set_horizontalalignment(side)
    else:
        axes.set_xticks([0], [printable(nights[0])])
    return axes


def _line(axes, index, one, nights, log):
    """Draws a line with a point for each night, the last one larger. Returns {gid: what each point is}."""
    values = [math.nan if value is None else max(value, LEAST) if log else value for value in one.values]
    at = [i for i, value in enumerate(one.values) if value is not None]
    names = [printable(f"{one.name}, {nights[i]}: {number(one.values[i])} {one.unit}".rstrip()) for i in at]
    style = {"color": list(_LINES)[index % COLOURS], "marker": "o", "markeredgewidth": 0, "clip_on": False}
    axes.plot(range(len(values)), values, linewidth=1.8, markersize=4, gid=f"line-{index}", solid_capstyle="round", **style)
    titles = {f"line-{index}": names}
    if at and at[-1] == len(values) - 1:
        axes.plot(at[-1:], values[-1:], markersize=8, gid=f"last-{index}", **style)
        titles[f"last-{index}"] = names[-1:]
    return titles


def chart(label, series, nights, log=False):
    """The lines over the nights, whose names are the labels of the horizontal axis."""
    values = [max(value, LEAST) if log else value for one in series for value in one.values if value is not None]
    shown = ", ".join(f"{one.name} {number(one.last())} {one.unit}".rstrip() for one in series)
    words = printable(f"{label}: {shown}")
    with plot.style(words, **{"font.size": 11}):
        figure = plot.figure(WIDTH, HEIGHT)
        figure.patch.set_visible(False)
        axes = _axes(figure, nights)
        _scale(axes, values, log)
        titles = {}
        for i, one in enumerate(series):
            titles.update(_line(axes, i, one, nights, log))
        return markup(plot.element(plot.svg(figure), words, _PAGE, titles))


def spark(values):
    """A line of the size of a word, without axes."""
    there = [value for value in values if value is not None]
    if len(there) < 2:
        return None
    low, high = min(there), max(there)
    points = [None if value is None else
              (2 + 76 * i / (len(values) - 1), 18 - 16 * ((value - low) / (high - low or 1)))
              for i, value in enumerate(values)]
    return fill("spark.html", points=points, last=next(point for point in reversed(points) if point))
