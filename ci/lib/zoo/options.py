"""The command line of ci/zoo."""

import argparse
from pathlib import Path

from command_line import Parser, page_file, positive, shard
from entries import OTHER_BUILDS, OTHER_TARGETS, ROOT, UserError

DEFAULT_WORK = ROOT / "build" / "zoo"


def _check(options):
    """Refuses what does not go together."""
    judged = [name for name in ("minimize", "walk", "regressions", "repair") if getattr(options, name)]
    if judged and (options.target or options.build):
        raise UserError(f"--{judged[0]} is for what the headers say: it goes without --target and --build")
    if options.repair and not options.names:
        raise UserError("--repair wants the entries to repair")
    if options.resolved and not (options.rebase and options.names):
        raise UserError("--resolved goes with --rebase and the entries that are resolved")


def arguments(argv, manual):
    """Reads the command line."""
    parser = Parser(prog="ci/zoo", description=manual,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which entries (all)")
    parser.add_argument("--seconds", type=positive, default=600, metavar="S",
                        help="how long to look for each, per seed (600)")
    parser.add_argument("--seeds", type=positive, default=5, metavar="N",
                        help="how often, each time with another seed (5); the table has the median")
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text",
                        help="of the table on standard output (text)")
    parser.add_argument("--sample", type=positive, metavar="N",
                        help="only N of the entries, spread over the table")
    parser.add_argument("--shard", type=shard, metavar="I/N",
                        help="only the I-th of N parts of the entries")
    parser.add_argument("--target", choices=OTHER_TARGETS, default="",
                        help="look for them by this target, whatever the headers say")
    parser.add_argument("--build", choices=OTHER_BUILDS, default="",
                        help="look for them in this build; -fine is fuzz_interleave_fine")
    parser.add_argument("--must-find", action="store_true",
                        help="with --target or --build: what is not found is a failure as well")
    parser.add_argument("--minimize", action="store_true",
                        help="make what was found first as small as it can be, and judge its size")
    parser.add_argument("--walk", action="store_true",
                        help="from what was found first to its cause on the first screen, for the "
                             "entries whose steps are known")
    parser.add_argument("--regressions", action="store_true",
                        help="only check the scenarios of corpus/bugs/")
    parser.add_argument("--repair", action="store_true",
                        help="make new scenarios of these entries where the old ones do not show their "
                             "bug any more, looking --seeds times for --seconds each")
    parser.add_argument("--fits", action="store_true",
                        help="only say which patches do not fit src/ any more, canaries included")
    parser.add_argument("--rebase", action="store_true",
                        help="merge the patches that do not fit src/ any more, all or those named, with "
                             "what has changed, and check that they still show their bugs")
    parser.add_argument("--resolved", action="store_true",
                        help="with --rebase: the conflicts of these entries have been resolved by hand")
    parser.add_argument("--table", action="store_true",
                        help="run nothing; print the table of the finished runs")
    parser.add_argument("--results", type=page_file, metavar="FILE",
                        help="run nothing; write the tables kept in --work, by whichever target and "
                             "build, into one page")
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK, metavar="DIR",
                        help="where runs and tables are kept (build/zoo)")
    parser.add_argument("--fresh", action="store_true", help="forget finished runs")
    parser.add_argument("--list", action="store_true",
                        help="list the entries, and what is left out and why, and end")
    options = parser.parse_args(argv)
    options.work = options.work.resolve()
    _check(options)
    return options
