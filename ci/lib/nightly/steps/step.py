"""A step of a night, and what the night offers to it.

A step is a class with `name`, `title`, `share` and `run`, listed in steps.py. It may be interrupted
at any moment, by SIGKILL even, and is then run again: what it has put into `record["data"]` and given
to `night.save()` is there again, so it goes on from that.

The night (night.py) has

    night.output      the night's folder; night.work is a folder in it for what need not be kept
    night.corpora     the folder that is carried from night to night; night.corpus(target) is the
                      corpus of a fuzz target, the same for all builds
    night.history     the summaries of earlier nights, oldest first (summary.read_history)
    night.processes   how many processes to run at a time
    night.planted     the entry of the planted bug that is fuzzed (entries.Entry), or None
    night.shard       (i, n): do only the i-th of n parts, if the step can be divided
    night.step_seconds()   how long this step has run, all parts of an interrupted night together
    night.space_left()   false if the disk is about to be full: begin nothing more
    night.stopping()  true once the night is to end: return soon
    night.say(text)   shows what is going on
    night.trouble(line)   notes what went wrong without ending the night
    night.save()      writes summary.json, with the step's record as it is now
    night.program(build, name)   path of a program of that build, with the planted bug in it if there
                      is one; None if it was not built
    night.start(command, log, environment, cwd, stdout, patience)   starts a program that ends with the
                      night, whatever ends that (supervisor.Program). What it prints is appended to the file
                      `log`; its standard output goes to the file `stdout` instead, if that is given
    night.start_worker(command, base, cwd)   the same for a fuzzing process (workers.Worker)
    night.finish_program(program, seconds, poll)   waits until it has ended, for `seconds` at most or until
                      the night is to end; then asks it to end, as well as when poll(), which is called
                      once a second, returns true. Returns its exit code, None if it was asked
    night.findings    see findings.py: night.findings.folder(...) is where a fuzzer puts its
                      artefacts, night.findings.add_raw(...) takes one from elsewhere
"""

from abc import ABC, abstractmethod

from printable import counted


class Skip(Exception):
    """Raised by a step that has nothing to do; the text says why."""


class Failed(Exception):
    """Raised by a step that could not do its work; the text says why, in one line."""


class Step(ABC):
    """One step. `share` is its part of the budget, relative to the shares of the other steps; time
    that a step does not use goes to those after it."""

    name = ""
    title = ""
    share = 1.0
    planted = False  # Whether it has something to do where a bug is planted.

    @abstractmethod
    def run(self, night, seconds, record):
        """Does the work in about `seconds`. Fills in `cases`, `figures`, `data` and `message` of
        `record`, its part of summary.json, which is what it was left as if the night was interrupted
        here. Raises Skip or Failed."""


def case(name, result, seconds=0, message=""):
    """A case of summary.json. What has "failed" is news unless it is known by the signature
    "STEP: NAME: MESSAGE"."""
    return {"name": name, "result": result, "seconds": round(seconds, 2), "message": message,
            "known": None}


def not_begun(names):
    """Cases of what there was no time or space for."""
    return [case(name, "skipped", 0, "not begun") for name in names]


def of_planned(begun, planned, unit):
    """How much was begun: "1 of 14 campaigns", or "14 campaigns" if none was left out."""
    return (f"{begun} of " if begun < planned else "") + counted(planned, unit)


def figure(name, value, unit, better=""):
    """A figure of summary.json."""
    return {"name": name, "value": value, "unit": unit, "better": better}
