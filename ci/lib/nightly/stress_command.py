"""The command of a finding on real threads: `ukeyfuzz_stress` and its settings. It may come from
elsewhere, so it is taken apart, and only settings that are numbers, or faults, are put into the command
that is run."""

import re
import shlex

from entries import UserError

from .sorting import REAL_THREADS

# Options with a number: what their values end at, where we are to wait less long than the program.
SECONDS_MAX = 600
NUMBERS = {f"--{name}": None for name in (
    "seed handlers revalidators packet-threads pmds flows rate skew burst flow-limit max-idle "
    "max-revalidator umaps quiet-every patience transitions").split()} | {"--seconds": SECONDS_MAX}
FLAGS = ("--full-dump", "--steady", "--tolerate-stalls")
FAULTS = "--faults"
_NUMBER = re.compile(r"\d{1,20}(\.\d{1,9})?(e[+-]?\d{1,2})?")
_FAULTS = re.compile(r"[a-z-]{1,60}(=\d{1,7})?(,[a-z-]{1,60}(=\d{1,7})?)*")


def _value(option, value, where):
    """The value of an option as it may be."""
    form = _FAULTS if option == FAULTS else _NUMBER
    if not form.fullmatch(value, 0) or not value.isascii():
        what = "a list of faults" if option == FAULTS else "a number"
        raise UserError(f"{where}: \"command\": {option} {value[:40]}: not {what}")
    most = NUMBERS.get(option)
    if most is not None and float(value) > most:
        raise UserError(f"{where}: \"command\": {option} {value}: more than {most}")
    return value


def parse(command, where):
    """The options of a command, each a word. Raises UserError if there is anything else in it."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UserError(f"{where}: \"command\": {error}") from error
    if not words or words[0] not in REAL_THREADS:
        raise UserError(f"{where}: \"command\" is not one of {' or '.join(REAL_THREADS)}")
    options, rest = [], iter(words[1:])
    for option in rest:
        if option in FLAGS:
            options.append(option)
        elif option in NUMBERS or option == FAULTS:
            value = next(rest, None)
            if value is None:
                raise UserError(f"{where}: \"command\": {option} wants a value")
            options += [option, _value(option, value, where)]
        else:
            raise UserError(f"{where}: \"command\": {option[:40]} is not one of the options that a bundle "
                         "may have")
    return options
