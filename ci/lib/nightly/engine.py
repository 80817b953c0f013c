"""Runs the steps of a night one after the other, each with its part of what is left of the budget.

A step that takes much longer than its part is ended (overrun.py), and has failed. Only building takes
the time that it takes.

What ends a night before its time, however it does, loses at most the last seconds of the step that
runs: summary.json says which steps are done, and what the one that ran has done so far.
"""

import contextlib
import traceback

from entries import UserError, reason as in_words

from . import left_over
from .overrun import Overrun, grace, limit
from .sorting import sort
from .steps.step import Failed, Skip

# Steps that are run whatever the budget says: without the first nothing can be done, without the
# last nothing can be read.
ALWAYS = ("build", "explain")
SECONDS_AT_LEAST = 60.0
SECONDS_TO_SORT = 120


def seconds_for(step, later, left):
    """A step's part of the `left` seconds, which it shares with the steps after it."""
    whole = step.share + sum(other.share for other in later)
    part = left * step.share / whole if whole else left
    return max(part, SECONDS_AT_LEAST) if step.name in ALWAYS else part


def _sort(night):
    """Puts what a step has left into findings at once: its artefacts may be many."""
    try:
        with limit(SECONDS_TO_SORT + grace(SECONDS_TO_SORT)):
            sort(night, SECONDS_TO_SORT)
    except Overrun:
        left_over.end_left_over(night.output)
        night.trouble(f"{night.step['name']}: its artefacts are kept, but not all of them are sorted: that "
                      "took too long")
    except (OSError, ValueError, KeyError) as error:
        night.trouble(f"artefacts are kept, but not sorted: {in_words(error)}")


def _run_step(night, step, seconds, record):
    """One step. Its state is still "running" afterwards if the night is to end."""
    night.step = record
    record["state"] = "running"
    night.save()
    night.show()
    state, reason = "done", ""
    try:
        with limit(None if step.name == "build" else seconds + grace(seconds)):
            step.run(night, seconds, record)
    except Overrun:
        left_over.end_left_over(night.output)
        state = "failed"
        reason = (f"ended after {night.step_seconds():.0f} s, as its part of the budget was {seconds:.0f} s; "
                  "what it had done until then is kept")
    except Skip as skip:
        state, reason = "skipped", str(skip)
    except (Failed, UserError, OSError) as error:
        state, reason = "failed", in_words(error)
    except Exception as error:  # pylint: disable=broad-except
        state, reason = "failed", f"{type(error).__name__}: {error}"
        with contextlib.suppress(OSError), (night.work / f"{step.name}.traceback").open("a", encoding="utf-8") as out:
            traceback.print_exc(file=out)
    if not night.stopped:
        if step.name != "explain":
            _sort(night)
        record["state"], record["message"] = state, reason or record["message"]
    night.save()
    night.step = None


def _skip(night, record, reason):
    record["state"], record["message"] = "skipped", reason
    night.save()


def run(night, steps):
    """Runs what has not been run. Returns true if the night is over, false if it is to go on another
    time."""
    records = {record["name"]: record for record in night.record["steps"]}
    waiting = [step for step in steps if records[step.name]["state"] in ("waiting", "running")]
    for number, step in enumerate(waiting):
        if night.stopping():
            break
        record, left = records[step.name], night.seconds_left()
        if records["build"]["state"] == "failed":
            _skip(night, record, "something could not be built")
        elif step.name not in ALWAYS and left <= 0:
            _skip(night, record, "no time was left")
        elif step.name not in ALWAYS and not night.space_left():
            _skip(night, record, "no space was left")
        else:
            # What an interrupted part has used already is in "spent", not in what is left.
            _run_step(night, step, seconds_for(step, waiting[number + 1:], left), record)
    if night.stopped:
        night.interrupt()
        return False
    night.finish()
    return True
