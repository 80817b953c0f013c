"""This night among those before it: what a plot is made of."""

import statistics

NIGHTS_MAX = 30


class Nights:
    """The nights before, the latest of them, and this night as the last."""

    def __init__(self, night, history):
        before = [one for one in history if one["started"] < night["started"]]
        self.all = [*before[-(NIGHTS_MAX - 1):], night]
        # Of nights on the same day, too.
        self.names = [one["name"][-14:] for one in self.all]

    def steps(self, name):
        """The step of that name of each night; None where it was not run to its end."""
        return [next((step for step in night["steps"]
                      if step["name"] == name and step["state"] == "done"), None)
                for night in self.all]

    def figures(self, step):
        """{name: (figure of the latest night that has it, [value of each night or None])}."""
        result = {}
        for i, record in enumerate(self.steps(step)):
            for figure in record["figures"] if record else ():
                values = result.setdefault(figure["name"], [figure, [None] * len(self.all)])
                values[0], values[1][i] = figure, figure["value"]
        return {name: tuple(pair) for name, pair in result.items() if pair[1][-1] is not None}

    def ratios(self, step, wanted):
        """For each night, by how much the figures of a step were better than in the median of all
        nights: 1 is as usual. The geometric mean over the figures whose name is `wanted`."""
        figures = [(figure, values) for name, (figure, values) in self.figures(step).items()
                   if figure["better"] and wanted(name)]
        result = []
        for i in range(len(self.all)):
            ratios = []
            for figure, values in figures:
                usual = statistics.median(value for value in values if value is not None)
                if values[i] and usual:
                    higher = figure["better"] == "higher"
                    ratios.append(values[i] / usual if higher else usual / values[i])
            result.append(statistics.geometric_mean(ratios) if ratios else None)
        return result


def change(values, unit):
    """The last value against the median of those before, in words: what is in percent by how many
    points, all else by how many percent. "" if there is nothing to compare."""
    before = [value for value in values[:-1] if value is not None]
    if not before or values[-1] is None:
        return ""
    usual = statistics.median(before)
    if unit == "%":
        difference, unit = values[-1] - usual, "pt"
    elif usual:
        difference, unit = 100 * (values[-1] / usual - 1), "%"
    else:
        return ""
    return f"{difference:+.1f} {unit}" if abs(difference) >= 0.05 else f"±0 {unit}"
