"""Runs of the zoo: an entry looked for once, and what is kept of it."""

import subprocess
from functools import partial

import campaign
from zoo import regressions
import runs


def mark_of(entry, seconds):
    """The fingerprint of an entry's runs."""
    return runs.fingerprint(entry.program(entry.target), str(seconds))


def folder_of(entry, seed, options):
    """Where a run is kept: that of another target or build than the header says, beside the others."""
    way = f"runs-{entry.target}-{entry.build}" if entry.survey else "runs"
    return options.work / way / entry.name / str(seed)


def shown_again(entry, crash):
    """The tag of what a crash file shows once more; "" if nothing."""
    if entry.tool:
        return regressions.shows(entry, crash)
    done = subprocess.run([entry.program(entry.target), crash], capture_output=True, check=False,
                          cwd=entry.program(entry.target).parent)
    return campaign.tag_of_log(done.stderr)


def run_one(entry, seed, options, mark, stop):
    """One run, unless it is there already. Returns its record, or None if it was interrupted."""
    folder = folder_of(entry, seed, options)
    record = runs.kept(folder, mark)
    if record or stop.is_set():
        return record
    outcome = campaign.run(entry.program(entry.target), folder, seed, options.seconds, stop)
    if not outcome.complete:
        return None
    shown = shown_again(entry, outcome.crash) if outcome.crash else ""
    record = {"entry": entry.name, "seed": seed, "fingerprint": mark, "tag": outcome.tag,
              "replays": shown == outcome.tag, "executions": outcome.executions,
              "seconds": round(outcome.seconds, 2), "crash": outcome.crash}
    runs.keep(folder, record, describe(record))
    return record


def describe(record):
    """One run as a line."""
    what = f"{record['tag']} after" if record["tag"] else "nothing in"
    bad = "" if record["replays"] or not record["tag"] else ", but it DOES NOT REPLAY"
    return (f"{record['entry']} seed {record['seed']}: {what} {record['executions']} executions, "
            f"{record['seconds']:.1f} s{bad}")


def run_all(entries, options):
    """All runs: first each entry once, then each a second time. True if complete."""
    marks = {entry.name: mark_of(entry, options.seconds) for entry in entries}
    return runs.make_all(
        [partial(run_one, entry, seed, options, marks[entry.name])
         for seed in range(1, options.seeds + 1) for entry in entries], describe, "ci/zoo",
        options.work)


def finished_runs(entries, options):
    """The records that stand, by entry."""
    finished = {}
    for entry in entries:
        mark = mark_of(entry, options.seconds)
        records = [runs.kept(folder_of(entry, seed, options), mark)
                   for seed in range(1, options.seeds + 1)]
        finished[entry.name] = [record for record in records if record]
    return finished


def forget(entries, options):
    """--fresh."""
    for entry in entries:
        runs.forget(folder_of(entry, 1, options).parent)
