"""The plots over the nights, and the table of all figures."""

import os
import re
import statistics

from .chart import COLOURS, Series, chart, spark
from .html import fill, number
from .nights import change

# What is measured: the executions of each build, and the cache alone.
MEASURED = ("plain", "asan", "tsan", "cache")
LINES_MAX = 6


def _with_unit(value, unit):
    return f"{number(value)} {unit}".rstrip()


def _plot(title, note, series, nights, log=False):
    """A chart with its legend; nothing where no line has two nights."""
    series = [one for one in series if any(value is not None for value in one.values)][:LINES_MAX]
    if all(sum(value is not None for value in one.values) < 2 for one in series):
        return None
    return fill("plot.html", title=title, note=note, chart=chart(title, series, nights.names, log), colours=COLOURS,
                legend=[(one.name, _with_unit(one.last(), one.unit), change(one.values, one.unit)) for one in series])


def _of_step(nights, step, wanted, strip=""):
    return [Series(name.removeprefix(strip), values, figure["unit"])
            for name, (figure, values) in nights.figures(step).items() if wanted(name)]


def _zoo(nights):
    """Quantiles of the time to find a planted bug."""
    seconds = [sorted(entry["seconds"] for entry in step["data"].get("entries", ())
                      if entry["seconds"]) if step else [] for step in nights.steps("zoo")]
    quantile = [("median", lambda s: statistics.median(s)), ("9 of 10", lambda s: s[len(s) * 9 // 10]),
                ("slowest", max)]
    return [Series(name, [of(one) if one else None for one in seconds], "s") for name, of in quantile]


def _speed(nights, step):
    """By build, in percent of the median of the nights."""
    def of(what):
        ratios = nights.ratios(step, lambda name: re.match(rf"{what}\b", name))
        return [None if ratio is None else 100 * ratio for ratio in ratios]

    return [Series(what, of(what), "%") for what in MEASURED]


def _without_prefix(series):
    """What the names of all begin with, up to a comma or a colon, and the series without it."""
    prefix = os.path.commonprefix([one.name for one in series])
    at = max(prefix.rfind(", "), prefix.rfind(": "))
    if at < 0:
        return "", series
    title = prefix[:at]
    return title[:1].upper() + title[1:], [Series(one.name[at + 2:], one.values, one.unit)
                                           for one in series]


def _stalls(nights):
    """How long a flow was on the slow path: a plot for each unit in which the step gives it."""
    series = _of_step(nights, "stall", lambda name: True)
    plots = []
    for unit in dict.fromkeys(one.unit for one in series):
        of_unit = [one for one in series if one.unit == unit and (one.last() or 0) > 0]
        for start in range(0, len(of_unit), LINES_MAX):
            title, lines = _without_prefix(of_unit[start:start + LINES_MAX])
            plots.append(_plot(title or "Slow path after a deletion", f"in {unit}, logarithmic",
                               lines, nights, log=True))
    return plots


def plots(nights):
    """The section of plots."""
    figures = [
        _plot("Coverage of src/", "percent of lines, branches and functions that the corpora execute",
              _of_step(nights, "coverage", lambda name: name.startswith("src/: "), "src/: "), nights),
        _plot("Actor, operation, state", "triples reached by the corpora",
              _of_step(nights, "coverage", lambda name: name.startswith("actor")), nights),
        _plot("Speed", "against a fixed piece of other work; 100 % is the median of these nights, "
              "more is faster", _speed(nights, "bench"), nights),
        _plot("Load on real threads", "upcalls per second of the runs that earlier nights made as well; "
              "100 % is their median", _speed(nights, "stress"), nights),
        *_stalls(nights),
        _plot("Time to find a planted bug", "of the zoo; logarithmic", _zoo(nights), nights, log=True),
    ]
    return fill("trends.html", plots=list(filter(None, figures)))


def figures_table(nights):
    """Every figure of this night, and how it was before."""
    rows = []
    for step in nights.all[-1]["steps"]:
        for name, (figure, values) in nights.figures(step["name"]).items():
            rows.append({"step": step["name"], "name": name, "value": _with_unit(figure["value"], figure["unit"]),
                         "worse": figure.get("worse", False), "change": change(values, figure["unit"]),
                         "spark": spark(values)})
    return fill("figures.html", rows=rows) if rows else None
