"""The command line of ci/mutants."""

import argparse
from pathlib import Path

from command_line import Parser, page_file, positive, shard
from entries import ROOT
from mutants import operators, workshop

DEFAULT_WORK = ROOT / "build" / "mutants"


def arguments(argv, manual):
    """Reads the command line."""
    parser = Parser(prog="ci/mutants", description=manual, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ids", nargs="*", metavar="ID", help="which mutants, as --list names them (all)")
    parser.add_argument("--list", action="store_true", help="list the mutants, and end")
    parser.add_argument("--operators", action="store_true", help="list the operators, and end")
    parser.add_argument("--file", action="append", default=[], metavar="FILE",
                        help="only mutants of this file of src/; may be given again")
    parser.add_argument("--operator", action="append", default=[], choices=operators.NAMES, metavar="NAME",
                        help="only what this operator makes; may be given again")
    parser.add_argument("--sample", type=positive, metavar="N", help="only N of them, drawn at random")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="draws another sample (1)")
    parser.add_argument("--shard", type=shard, metavar="I/N", help="only the I-th of N parts of them")
    parser.add_argument("--seconds", type=positive, default=30, metavar="S",
                        help="how long each fuzz target looks for each (30)")
    parser.add_argument("--builds", default="plain", metavar="BUILD,...",
                        help=f"which builds look, in this order (plain): {', '.join(workshop.BUILDS)}")
    parser.add_argument("--table", action="store_true", help="run nothing; tell of the verdicts that are kept")
    parser.add_argument("--json", action="store_true", help="tell as JSON")
    parser.add_argument("--results", type=page_file, metavar="FILE", help="write a page of the tables too")
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK, metavar="DIR",
                        help="where verdicts are kept (build/mutants)")
    parser.add_argument("--fresh", action="store_true", help="forget the verdicts that are kept")
    return parser.parse_args(argv)
