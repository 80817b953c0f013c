"""Colours, only where somebody looks: at a terminal that has them."""

import os
import sys

import streams

streams.keep_open()

COLOURED = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("", "dumb")
BOLD, RED, GREEN, RESET = ("\033[1m", "\033[31m", "\033[32m", "\033[0m") if COLOURED else ("",) * 4


def say(text):
    """A heading: what begins now."""
    print(f"{BOLD}{text}{RESET}", flush=True)


def say_red(text):
    """What has failed."""
    print(f"{RED}{text}{RESET}", flush=True)
