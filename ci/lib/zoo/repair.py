"""Scenarios of corpus/bugs/ made again.

A preemption names a point of an actor, so a scenario with preemptions decays when the cache gains or
loses a scheduling point before it. The bug is looked for again where it is planted, from the kept
scenario and the seeds; the scenario found is made as small as it can be, and takes the place of the
kept one if the correct cache passes it.
"""

import subprocess
import textwrap
import threading

import campaign
from zoo import regressions
from files import write_atomically
from entries import UserError

WIDTH = 100


def comment(entry):
    """The lines of comment that the scenario begins with: those of the kept one, if it has any, else
    what the patch says."""
    kept = entry.regression.read_text().splitlines()[1:] if entry.regression.exists() else []
    lines = []
    for line in kept:
        if not line.startswith("#"):
            break
        lines.append(line)
    return lines or textwrap.wrap(f"# {entry.name}: {entry.description}", WIDTH, subsequent_indent="# ")


def _tool(entry, *arguments):
    """What the tool with the bug in it prints. Raises UserError if it cannot do that."""
    done = subprocess.run([entry.program(entry.tool), *arguments], capture_output=True, text=True,
                          check=False)
    if done.returncode > 1:
        raise UserError(done.stderr.strip() or f"{entry.tool} {arguments[0]} failed")
    return done.stdout


def _smallest(entry, crash, folder):
    """Makes a crash file as small as it can be. Returns it as a text with the comment."""
    smallest = folder / "smallest"
    _tool(entry, "minimize", "--quiet", "--build", entry.build_name(entry.build), "-o", smallest,
          crash)
    text = regressions.without_record(_tool(entry, "show", "--bare", smallest))
    version, *rest = text.splitlines()
    return regressions.with_record(entry, "\n".join([version, *comment(entry), *rest]) + "\n", folder)


def _look(entry, folder, seed, seconds):
    """Looks for the bug once. Returns what it came to, and the scenario's text, or None."""
    kept = []
    if entry.regression.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept = [folder.parent / f"{entry.name}.bin"]
        _tool(entry, "compile", "-o", kept[0], entry.regression)
    outcome = campaign.run(entry.program(entry.target), folder, seed, seconds, threading.Event(),
                           more=kept)
    if outcome.tag not in entry.oracles:
        return f"{outcome.tag or 'nothing'} in {outcome.executions} executions", None
    candidate = folder / entry.regression.name
    candidate.write_text(_smallest(entry, outcome.crash, folder))
    trouble = regressions.trouble(entry, candidate)
    if trouble:
        return f"{outcome.tag}, but as small as it can be it {trouble}", None
    return f"{outcome.tag} after {outcome.executions} executions", candidate.read_text()


def _record(entry, folder):
    """The kept scenario's text with what it shows, if that is all that is wrong with it; else None."""
    if not entry.regression.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    candidate = folder / entry.regression.name
    candidate.write_text(regressions.with_record(entry, entry.regression.read_text(), folder))
    return None if regressions.trouble(entry, candidate) else candidate.read_text()


def repair(entry, work, seeds, seconds):
    """Makes the scenario of an entry again, unless it is right, with at most `seeds` attempts of
    `seconds` each in `work`. Prints what became of it. Returns whether it is right now."""
    name = f"corpus/bugs/{entry.regression.name}"
    if not regressions.trouble(entry):
        print(f"{name} is right as it is")
        return True
    text = _record(entry, work / "repair" / entry.name)
    if text:
        write_atomically(entry.regression, text)
        print(f"{name} says what it shows now", flush=True)
        return True
    for seed in range(1, seeds + 1):
        said, text = _look(entry, work / "repair" / entry.name / str(seed), seed, seconds)
        print(f"{name}: seed {seed}: {said}", flush=True)
        if text:
            write_atomically(entry.regression, text)
            return True
    return False
