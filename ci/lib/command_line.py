"""What the command lines of our scripts have in common."""

import argparse
import itertools
import os
import re
import shlex
import sys
import threading
from pathlib import Path

from entries import UserError, did_you_mean


def positive(text):
    """An argument that is a number from 1 on."""
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 on")
    return int(text)


def shard(text):
    """An argument i/n, 1 <= i <= n."""
    part, _, whole = text.partition("/")
    if not (part.isdigit() and whole.isdigit() and 1 <= int(part) <= int(whole)):
        raise argparse.ArgumentTypeError(f"'{text}' is not i/n with 1 <= i <= n")
    return int(part), int(whole)


def writable(text):
    """An argument that is a file to be written, which is found out before the work that is to be in it."""
    path = Path(text)
    folder = path.absolute().parent
    if path.is_dir() or not folder.is_dir() or not os.access(path if path.exists() else folder, os.W_OK):
        raise argparse.ArgumentTypeError(f"'{text}' cannot be written")
    return path


def page_file(text):
    """An argument that is a page of docs/results to be written: its data goes beside it."""
    if Path(text).suffix != ".md":
        raise argparse.ArgumentTypeError(f"'{text}' does not end in .md; its data goes beside it, into .json")
    return writable(text)


def command_of(program, argv):
    """The command that a page of docs/results names: as it was typed, but for what says where the page goes, and
    that it is made again."""
    words = [word for i, word in enumerate(argv) if word not in ("--table", "--results")
             and not word.startswith("--results=") and argv[i - 1:i] != ["--results"]]
    return shlex.join([*program.split(), *words])


def rewrites(stream):
    """Whether a stream is a terminal on which a line can be rewritten."""
    return stream.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


class Parser(argparse.ArgumentParser):
    """One line for an error, without the usage, but with what may have been meant."""

    _words = ()

    def parse_known_args(self, args=None, namespace=None):
        self._words = sys.argv[1:] if args is None else args
        return super().parse_known_args(args, namespace)

    def _options(self):
        return [option for action in self._actions for option in action.option_strings]

    def _first_unknown(self):
        """The first word that looks like an option and is none, nor the beginning of one; None if there is none."""
        words = itertools.takewhile(lambda word: word != "--", self._words)
        return next((word for word in words if re.match(r"--\w", word)
                     and not any(option.startswith(word.split("=")[0]) for option in self._options())), None)

    def _meant(self, message):
        """Of an option that is not known, or a value that is none of an option's."""
        options = self._options()
        unknown = re.search(r"^unrecognized arguments: (--[\w-]+)", message)
        if unknown:
            return did_you_mean(unknown[1], options)
        choice = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)$", message)
        return did_you_mean(choice[1], re.findall(r"'(.*?)'", choice[2])) if choice else ""

    def error(self, message):
        # What is missing may be missing because of a slip in an option.
        if message.startswith("the following arguments are required") and (unknown := self._first_unknown()):
            message = f"unrecognized arguments: {unknown}"
        raise UserError(f"{message}{self._meant(message)}; try --help")


class Progress:
    """A line for each finished run, on standard error; on a terminal it is one line, rewritten."""

    def __init__(self, total):
        self.total, self.done, self.lock = total, 0, threading.Lock()
        self.terminal = rewrites(sys.stderr)

    def say(self, text):
        """One more run is done."""
        with self.lock:
            self.done += 1
            line = f"[{self.done}/{self.total}] {text}"
            print(f"\r\033[K{line[:100]}" if self.terminal else line, file=sys.stderr,
                  end="" if self.terminal and self.done < self.total else "\n", flush=True)
