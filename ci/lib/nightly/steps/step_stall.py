"""The step that measures how long a flow is on the slow path after its deletion, with the replacement
of ukeys and without it (`ci/bench stall`). The same load every night.

data: what `ci/bench stall --format json` prints, and "plot", the path of the plot in the night's
folder
"""

from .. import ci_bench
from .step import Skip, Step, figure

SECONDS_PER_RUN = 10
REPEATS_MAX = 6
CACHES = {"with": "replacing", "without": "not replacing"}
QUANTILES = {"median": "median", "p99.9": "99.9 %", "max": "most"}
NS_PER_MS = 1e6


def repeats_of(seconds):
    """How often each cache can be run: a run lasts some seconds more than its traffic, and building
    takes half a minute."""
    return min(REPEATS_MAX, int((seconds - 30) / (len(CACHES) * (SECONDS_PER_RUN + 2))))


def figures_of(data):
    """In ms, and the figure that the patch of 2016 is about first."""
    return [figure(f"slow path after deletion, {title}: {name}",
                   round(data["figures"][cache]["slow_path_ns"][key] / NS_PER_MS, 4), "ms",
                   "lower" if cache == "with" else "")
            for cache, title in CACHES.items() for key, name in QUANTILES.items()]


class Stall(Step):
    """See above."""

    name = "stall"
    title = "how long flows are on the slow path after their deletion (ci/bench stall)"
    share = 3.0

    def run(self, night, seconds, record):
        """Figures; what is violated meanwhile is the business of the step "stress"."""
        if night.shard[0] != 1:
            raise Skip("the first shard measures")
        repeats = repeats_of(seconds)
        if repeats < 1:
            raise Skip("there is too little time to measure")
        plot = night.output / "stall.svg"
        night.say(f"{repeats} runs of each cache")
        data = ci_bench.run(night, "stall", ("--seconds", SECONDS_PER_RUN, "--repeats", repeats,
                                             "--plot", plot), 2 * seconds + 60)
        if night.stopping():
            return
        if not data:
            raise Skip("its time was over before everything was measured")
        record["data"] = {**data, "plot": plot.name if plot.exists() else ""}
        record["figures"] = figures_of(data)
        ms = {name: data["figures"][name]["slow_path_ns"]["median"] / NS_PER_MS for name in CACHES}
        record["message"] = (f"median {ms['with']:.3g} ms, without replacement {ms['without']:.3g} ms; "
                             f"{data['figures']['with']['packets']['count']} deletions under traffic")
