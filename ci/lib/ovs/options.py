"""The command line of ci/ovs."""

import argparse

from command_line import Parser, positive
from entries import UserError
from ovs.library import FLAGS
from printable import shell_path

TOOL_COMMANDS = ("replay", "explain", "minimize", "show", "compile")


def _parsed(argv, manual):
    """The command line."""
    parser = Parser(prog="ci/ovs", description=manual, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["fuzz", "test", *TOOL_COMMANDS], metavar="COMMAND",
                        help="fuzz, test, or one of ukeyfuzz's: " + ", ".join(TOOL_COMMANDS))
    parser.add_argument("rest", nargs="*", metavar="SECONDS | FILE", help="of fuzz; of the others")
    parser.add_argument("--ovs", metavar="DIR", help="a checkout of Open vSwitch instead of Debian's source")
    parser.add_argument("--build", choices=sorted(FLAGS), default="plain", help="the sanitizer (plain)")
    parser.add_argument("--promises", choices=["ours", "upstream", "new"], default="upstream",
                        help="which violations count (upstream)")
    parser.add_argument("--mended", action="store_true",
                        help="a copy in which much of what is known is mended (ci/ovs-edits/mended)")
    parser.add_argument("--fine", action="store_true", help="a scheduling point at each load and store of the file")
    parser.add_argument("--fresh", action="store_true", help="fuzz: forget the working corpus")
    parser.add_argument("--quick", action="store_true", help="test: only what takes seconds")
    parser.add_argument("--only", metavar="NAME", action="append", help="test: only this edit, again for more")
    return parser.parse_known_args(argv)


def _split(argv):
    """(ours, the tool's): all that stands behind one of ukeyfuzz's commands is for it, but our options."""
    at = next((i for i, word in enumerate(argv) if word in TOOL_COMMANDS), None)
    if at is None or any(word in ("fuzz", "test") for word in argv[:at]):
        return argv, []
    ours, theirs, words = argv[:at + 1], [], iter(argv[at + 1:])
    for word in words:
        if word in ("--ovs", "--build", "--promises"):
            ours += [word, *([value] if (value := next(words, None)) is not None else [])]
        elif word in ("--mended", "--fine"):
            ours.append(word)
        else:
            theirs.append(word)
    return ours, theirs


def _seconds(words):
    """Of fuzz: how long, 60 if it does not say."""
    try:
        seconds, *more = [positive(text) for text in words] or [60]
    except argparse.ArgumentTypeError as error:
        raise UserError(f"{error}; try --help") from error
    if more:
        raise UserError("two numbers of seconds; try --help")
    return seconds


def as_words(options):
    """What to write behind a command of ukeyfuzz for the same program that judges in the same way."""
    words = ["--ovs", shell_path(options.ovs)] if options.ovs else []
    words += ["--build", options.build] if options.build != "plain" else []
    words += ["--promises", options.promises] if options.promises != "upstream" else []
    return " ".join(words + ["--mended"] * options.mended + ["--fine"] * options.fine)


def arguments(argv, manual):
    """Reads it: the options, with `seconds` and, for a command of ukeyfuzz, its words in `theirs`."""
    ours, theirs = _split(argv)
    options, unknown = _parsed(ours, manual)
    if unknown:
        Parser(prog="ci/ovs").error(f"unrecognized arguments: {' '.join(unknown)}")
    if options.command in TOOL_COMMANDS and not theirs:
        raise UserError(f"{options.command} wants a file; try --help")
    options.theirs, options.seconds = theirs, _seconds(options.rest if options.command == "fuzz" else [])
    return options
