"""Line charts as inline SVG: a value for each night, some of them missing.

Drawn for a width of 340 units, which is that of a phone; colours come from the page's style sheet, so
that they suit a light and a dark screen. A library of plots has colours of its own, and cannot name the value
under a finger.
"""

import math
from dataclasses import dataclass

from .html import e, number

WIDTH, HEIGHT = 340, 150
LEFT, RIGHT, TOP, BOTTOM = 40, 10, 10, 20
COLOURS = 6


@dataclass
class Series:
    """A line: `values` has None for a night without one."""

    name: str
    values: list
    unit: str = ""

    def last(self):
        """The value of the last night that has one."""
        return next((value for value in reversed(self.values) if value is not None), None)


def _linear_ticks(low, high):
    """Three to six round numbers between two."""
    step = 10 ** math.floor(math.log10(high - low))
    step *= next(f for f in (0.1, 0.2, 0.25, 0.5, 1, 2) if (high - low) / (f * step) <= 5)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


def _log_ticks(low, high):
    """Powers of ten; where those are few, 2 and 5 times them as well."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    every = max(1, math.ceil(math.log10(high / low) / 5))
    factors = (1, 2, 5) if math.log10(high / low) < 1.5 else (1, 3) if every == 1 and \
        math.log10(high / low) < 2.5 else (1,)
    ticks = [factor * 10.0 ** i for i in range(first, last + 1, every) for factor in factors]
    return [tick for tick in ticks if low <= tick <= high]


def scale(values, log=False):
    """What a chart's vertical axis goes from and to, and its ticks."""
    low, high = min(values), max(values)
    if log:
        low, high = max(low, 1e-6), max(high, 1e-6)
        low, high = low / 1.3, high * 1.3
        if high / low < 12:
            low, high = low / 3, high * 3
        return low, high, _log_ticks(low, high)
    margin = (high - low) * 0.1 or abs(high) * 0.05 or 1
    low, high = (low if low == 0 else low - margin), high + margin
    return low, high, _linear_ticks(low, high)


def _paths(points):
    """A path for each run of nights without a gap."""
    path, gap = [], True
    for point in points:
        if point:
            path.append(f"{'M' if gap else 'L'}{point[0]:.1f} {point[1]:.1f}")
        gap = not point
    return " ".join(path)


def _line(series, index, place, nights):
    points = [None if value is None else place(i, value) for i, value in enumerate(series.values)]
    colour = f"c{index % COLOURS}"
    dots = []
    for i, point in enumerate(points):
        if point:
            latest = i == len(points) - 1
            title = f"{nights[i]}: {number(series.values[i])} {series.unit}".rstrip()
            dots.append(e("g", e("title", f"{series.name}, {title}"),
                          e("circle", cx=f"{point[0]:.1f}", cy=f"{point[1]:.1f}",
                            r=4 if latest else 2), class_=f"dot {colour}"))
    return e("path", d=_paths(points), class_=f"line {colour}"), dots


def chart(label, series, nights, log=False):
    """The lines over the nights, whose names are the labels of the horizontal axis."""
    values = [value for one in series for value in one.values if value is not None]
    low, high, ticks = scale(values, log)
    transform = math.log10 if log else float

    def place(i, value):
        x = LEFT + (WIDTH - LEFT - RIGHT) * (i / (len(nights) - 1) if len(nights) > 1 else 0.5)
        part = ((transform(max(value, low)) - transform(low)) / (transform(high) - transform(low)))
        return x, TOP + (HEIGHT - TOP - BOTTOM) * (1 - part)

    grid = []
    for tick in ticks:
        y = f"{place(0, tick)[1]:.1f}"
        grid.append(e("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid"))
        grid.append(e("text", number(round(tick, 9)), x=LEFT - 5, y=y, class_="y"))
    ends = [e("text", nights[0], x=LEFT, y=HEIGHT - 5, class_="first")]
    if len(nights) > 1:
        ends.append(e("text", nights[-1], x=WIDTH - RIGHT, y=HEIGHT - 5, class_="last"))
    lines = [_line(one, i, place, nights) for i, one in enumerate(series)]
    told = ", ".join(f"{one.name} {number(one.last())} {one.unit}".rstrip() for one in series)
    return e("svg", grid, ends, lines, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img",
             aria_label=f"{label}: {told}", class_="chart")


def spark(values):
    """A line of the size of a word."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    points = [None if value is None else
              (2 + 76 * i / (len(values) - 1), 18 - 16 * ((value - low) / (high - low or 1)))
              for i, value in enumerate(values)]
    last = next(point for point in reversed(points) if point)
    return e("svg", e("path", d=_paths(points), class_="line c0"),
             e("circle", cx=f"{last[0]:.1f}", cy=f"{last[1]:.1f}", r=2.5, class_="c0"),
             viewBox="0 0 82 20", class_="spark", aria_hidden="true")
