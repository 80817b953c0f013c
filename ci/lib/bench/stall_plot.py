"""The plot of ci/bench stall: percentiles of packets and of time on the slow path, HdrHistogram's way."""

from report import plot
from bench.histograms import curve, percentile, thinned
from files import write_atomically

MS = 1e6
COLOURS = {"with": "#1b7837", "without": "#c51b1b"}
SHARES = ((1, "0 %"), (10, "90 %"), (100, "99 %"), (1000, "99.9 %"), (10000, "99.99 %"),
          (100000, "99.999 %"))


def draw(axes, merged, titles, measure, unit):
    """One panel."""
    last = 1
    for name, title in titles.items():
        points = thinned(curve(merged[name][measure]))
        axes.plot([x for x, _ in points], [y / unit for _, y in points], label=title,
                  color=COLOURS[name], linewidth=1.5)
        last = max(last, points[-1][0])
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(1, last)
    ticks = [share for share in SHARES if share[0] <= last]
    axes.set_xticks([x for x, _ in ticks], [label for _, label in ticks])
    axes.minorticks_off()
    axes.set_xlabel("percentile of deletions under traffic")
    axes.grid(True, alpha=0.3)


def write(merged, titles, path):
    """Draws both panels into an SVG file."""
    with plot.style("stall", **{"font.size": 9}):
        figure = plot.figure(648, 259)
        packets, time = figure.subplots(1, 2)
        draw(packets, merged, titles, "packets", 1)
        packets.set_title("packets on the slow path")
        draw(time, merged, titles, "slow_path_ns", MS)
        time.set_title("ms on the slow path")
        window = percentile(merged["without"]["sweep_wait_ns"], 50)
        if window:
            time.axhline(window / MS, color="#555555", linestyle="--", linewidth=1,
                         label=f"deletion to sweep: median {window / MS:.2g} ms")
        time.legend(loc="lower right", fontsize=8)
        figure.suptitle("From a flow's deletion until it is back")
        figure.tight_layout()
        write_atomically(path, plot.svg(figure))
