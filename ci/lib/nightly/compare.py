"""This night's figures against those of the nights before, of the same machine.

The noise of the nights before is the median absolute deviation (MAD) from their median, scaled to be a
standard deviation where the noise is normal. Worse is what lies more than five of these on the wrong
side of the median, and more than 3 % of it: a few nights may have been alike by chance.

Five, and after ten nights, because there are dozens of figures, and the MAD of a few nights is often
too small. Of 36 figures with normal noise of 3 % one at least is worse by chance in 15 of 100 nights
after ten, in 3 after twenty. With three deviations that is in 60 and 31; after five nights, in 90.
"""

import statistics

from .steps.step import case

NIGHTS_MIN = 10  # With fewer nothing is said.
NIGHTS_MAX = 20
DEVIATIONS = 5.0
TO_DEVIATION = 1.4826
SHARE = 0.03


def earlier(history, machine, step, name):
    """The values of a figure in the nights before, of machines like this one, the latest last."""
    same = [night for night in history
            if all(night["machine"].get(key) == machine[key] for key in ("model", "processors"))]
    return [figure["value"] for night in same for record in night["steps"]
            if record["name"] == step and record["state"] == "done"
            for figure in record["figures"] if figure["name"] == name][-NIGHTS_MAX:]


def judge(figure, values):
    """Adds "median", "mad", "nights" and "worse" to a figure; "worse" is false while there are too
    few nights."""
    median = statistics.median(values) if values else None
    mad = statistics.median(abs(value - median) for value in values) if values else None
    worse = False
    if len(values) >= NIGHTS_MIN and figure["better"]:
        margin = max(DEVIATIONS * TO_DEVIATION * mad, SHARE * abs(median))
        loss = median - figure["value"] if figure["better"] == "higher" else figure["value"] - median
        worse = loss > margin
    figure.update(median=median, mad=mad, nights=len(values), worse=worse)


def mark(night, record):
    """Judges all figures of a step, and adds a case for each that can be worse."""
    for figure in record["figures"]:
        values = earlier(night.history, night.record["machine"], record["name"], figure["name"])
        judge(figure, values)
        if not figure["better"]:
            continue
        if len(values) < NIGHTS_MIN:
            record["cases"].append(case(figure["name"], "skipped", 0,
                                        f"{len(values)} nights before are too few to compare with"))
        else:
            record["cases"].append(case(
                figure["name"], "failed" if figure["worse"] else "passed", 0,
                "worse than the noise of the nights before" if figure["worse"] else ""))
