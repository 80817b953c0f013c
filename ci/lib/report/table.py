"""Tables as text and as Markdown, by tabulate. Cells are texts; the first `left` columns stand to the left, the
others to the right."""

from entries import UserError


def _tabulate(lines, n_columns, left, **how):
    try:
        from tabulate import tabulate  # pylint: disable=import-outside-toplevel; ci/deps installs it.
    except ImportError as error:
        raise UserError("python3-tabulate is missing; run ci/deps") from error
    aligned = ["left"] * left + ["right"] * (n_columns - left) if lines else None
    return "\n".join(line.rstrip() for line in
                     tabulate(lines, disable_numparse=True, colalign=aligned, **how).splitlines())


def text(lines, left=1):
    """A table for a terminal, the first line being its head."""
    return _tabulate(lines, len(lines[0]), left, tablefmt="plain")


def markdown(header, lines, left=1):
    """A table for a document. A | in a cell is not taken for the end of the cell."""
    escaped = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return _tabulate(escaped, len(header), left, headers=header, tablefmt="pipe")
