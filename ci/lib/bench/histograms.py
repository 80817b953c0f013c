"""Histograms as `ukeyfuzz stress --json` writes them: merged, asked, and as a curve."""

from collections import Counter


def merge(histograms):
    """One histogram of the values of all, as a sorted list of (highest value of a bucket, count)."""
    counts = Counter()
    for histogram in histograms:
        for highest, count in histogram["buckets"]:
            counts[highest] += count
    return sorted(counts.items())


def count_of(buckets):
    """How many values there are."""
    return sum(count for _, count in buckets)


def percentile(buckets, percent):
    """A value that `percent` of all do not exceed; None if there are none."""
    wanted, seen = count_of(buckets) * percent / 100, 0
    for highest, count in buckets:
        seen += count
        if seen >= wanted:
            return highest
    return None


def figures(buckets):
    """The figures of a table."""
    return {"count": count_of(buckets), "median": percentile(buckets, 50),
            "p99.9": percentile(buckets, 99.9), "max": percentile(buckets, 100)}


def thinned(points, step=0.015):
    """Those points of a curve that an eye can tell apart where both axes are logarithmic: each at
    least so far from the one before, or on a corner."""
    kept = points[:1]
    for before, (x, y) in zip(points, points[1:]):
        last_x, last_y = kept[-1]
        if x > last_x * (1 + step) or y > last_y * (1 + step):
            if before != kept[-1] and before[0] > last_x and y > before[1]:
                kept.append(before)
            kept.append((x, y))
    return kept if kept[-1:] == points[-1:] else kept + points[-1:]


def curve(buckets):
    """The values over 1 / (1 - p), p being the share of values below: a step for each bucket, the
    last of which ends at the number of values, which is as far as they can tell."""
    total, below = count_of(buckets), 0
    points = []
    for highest, count in buckets:
        points.append((total / (total - below), highest))
        below += count
        points.append((total / max(total - below, 1), highest))
    return points
