"""The command line of ci/nightly, and which steps it means."""

import argparse
from pathlib import Path

from command_line import Parser, positive, shard
from entries import UserError, did_you_mean
from nightly import engine, shelf
from nightly.steps.steps import STEPS
from nightly.tonight import NIGHTS

DEFAULT_HOURS = 8.0


def hours(text):
    """An argument that is a number above 0, fractions allowed."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < 10000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a time above 0")
    return value


def amount(text):
    """An argument that is a number of bytes."""
    try:
        return shelf.bytes_of(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not an amount such as 20G or 500M") from None


def arguments(argv, manual):
    """Reads the command line."""
    parser = Parser(prog="ci/nightly", description=manual,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--hours", type=hours, metavar="H",
                        help=f"the budget, building included ({DEFAULT_HOURS:g})")
    budget.add_argument("--minutes", type=hours, metavar="M", help="the same in minutes")
    parser.add_argument("--output", type=Path, metavar="DIR",
                        help="the night's folder (the unfinished one, else build/nightly/DATE)")
    parser.add_argument("--corpora", type=Path, metavar="DIR", default=NIGHTS / "corpora",
                        help="what is carried from night to night (build/nightly/corpora)")
    parser.add_argument("--known", type=Path, metavar="FILE",
                        help="known findings (ci/known-findings.toml)")
    parser.add_argument("--fresh", action="store_true",
                        help="start a new night; an unfinished one is left as it is")
    parser.add_argument("--only", action="append", metavar="STEP", default=[],
                        help="only this step, and what it cannot do without; may be repeated")
    parser.add_argument("--shard", type=shard, metavar="I/N", default=(1, 1),
                        help="only the I-th of N parts of what can be divided")
    parser.add_argument("--plant", metavar="NAME",
                        help="fuzz the cache with this bug of ci/planted/ in it, from the seeds alone, "
                             "to see that all this works; that it is not found is an error")
    parser.add_argument("--keep", type=positive, metavar="N",
                        help="afterwards delete old nights until N are left; a night whose findings nobody has "
                             "looked at stays, and so does the newest")
    parser.add_argument("--reviewed", action="append", metavar="NIGHT", default=[],
                        help="only note that somebody has looked at what that night found; may be repeated")
    parser.add_argument("--disk-limit", type=amount, metavar="SIZE",
                        help="begin nothing more once all nights hold so much, as 20G or 500M (no limit)")
    parser.add_argument("--list", action="store_true", help="list the steps, and end")
    return parser.parse_args(argv)


def budget_of(options):
    """Seconds; None if the command line does not say."""
    if options.hours:
        return options.hours * 3600
    return options.minutes * 60 if options.minutes else None


def list_steps():
    """--list."""
    whole = sum(step.share for step in STEPS)
    for step in STEPS:
        print(f"{step.name:<10} {100 * step.share / whole:4.0f} %  {step.title}")


def chosen_steps(only, planted):
    """The steps of the command line."""
    names = [step.name for step in STEPS]
    for name in only:
        if name not in names:
            raise UserError(f"there is no step '{name}'{did_you_mean(name, names)}; try --list")
    wanted = set(only) or {step.name for step in STEPS if not planted or step.planted}
    return [step for step in STEPS if step.name in wanted or step.name in engine.ALWAYS]
