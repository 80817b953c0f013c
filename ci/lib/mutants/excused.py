"""Which excuse of an oracle a mutant may live by: one that the oracles make in far more executions than with the
correct cache, of as many."""

from workers import EXCUSE

# Chance, and a corpus that is another one, make less of a difference.
TIMES, AT_LEAST = 5, 20


def excused(statistics, correct):
    """[(excuse, in how many executions, in how many it was to be expected)], of what a campaign has counted, and
    one with the correct cache."""
    executions = correct.get("executions", 0)
    found = []
    for name, number in statistics.items():
        if name.startswith(EXCUSE) and executions:
            expected = correct.get(name, 0) * statistics["executions"] / executions
            if number >= AT_LEAST + TIMES * expected:
                found.append((name.removeprefix(EXCUSE).replace("_", "-"), number, round(expected)))
    return found


def as_text(record):
    """What a line about a mutant that is alive says of that; "" if nothing."""
    return "; ".join(f"excuse {name} made in {number} executions, and in about {expected} with the correct cache"
                     for name, number, expected in record.get("excused", ()))
