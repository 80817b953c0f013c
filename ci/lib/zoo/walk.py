"""From a raw crash file to its cause, as a reader goes: minimize, explain, look at the first screen.

For some entries of the zoo, the steps that decide, in the order in which they happen, each as we say
it and as a line of the first screen says it.
"""

import re
import subprocess

from entries import UserError
from zoo.minima import first_crash, minimize

SCREEN_LINES, SCREEN_COLUMNS = 24, 80

STEPS = {
    "B15": (("the handler has looked, and is not told to end", r"PREEMPTED by main"),
            ("main tells it, and wakes all who sleep", r"broadcasts queue->not_empty"),
            ("the handler goes to sleep", r"waits on queue->not_empty")),
    "B57": (("the flow is deleted in the dump phase", r"datapath: delete ok"),
            ("its ukey waits for the sweep", r"ukey 1 EVICTING->EVICTED"),
            ("a miss finds it, and installs nothing", r"handled: duplicate")),
    "B58": (("the deletion is decided", r"ukey 1 OPERATIONAL->EVICTING"),
            ("a handler comes in between", r"PREEMPTED by (handler|packet)"),
            ("it replaces the ukey before the deletion is over", r"ukey 1 EVICTING->DELETED")),
    "B59": (("the ukey is evicted", r"ukey 1 \w+->EVICTED"),
            ("somebody replaces it after the sweep has looked", r"ukey 1 EVICTED->DELETED"),
            ("the sweep removes it once more", r"ukey 1 DELETED->DELETED")),
    "B61": (("the ukey is evicted while its put is on its way", r"ukey 1 \w+->EVICTING"),
            ("the put works", r"datapath: put ok"),
            ("the handler takes the ukey back", r"ukey 1 EVICTING->OPERATIONAL")),
    "B63": (("the deletion is decided", r"ukey 1 \w+->EVICTING"),
            ("the datapath refuses it", r"delete FAILS"),
            ("rounds later the ukey is where it was", r"VIOLATION of (BIJ|STALL).* 1 EVICTING")),
    "B68": (("the dump has two records of the flow", r"FAULT dump-"),
            ("a handler replaces its ukey", r"ukey 2 CREATED->VISIBLE"),
            ("the new one believes a record of the flow that is gone",
             r"AGAIN: instance 1|VIOLATION of CNT")),
    "B69": (("the flow's packets are credited", r"CREDITS 1 packet"),
            ("the dump does not show the flow", r"FAULT dump-|WITHOUT the flow"),
            ("all of its packets are credited again", r"VIOLATION of ONCE")),
    "B74": (("the rules change", r"the rules change"),
            ("the datapath refuses the modify", r"modify FAILS"),
            ("a later round finds nothing to do", r"VIOLATION of VALID")),
    "O07": (("the flow has a base in its layer", r"CREDITS \d+ packet|dumped: instance"),
            ("it moves to another", r"FAULT move-layer"),
            ("what it counted after its last dump is lost", r"instance \d+ ends: moved")),
}


def first_screen(entry, file):
    """The first lines of what explain says of `file`, as on a terminal of 80 by 24."""
    tool = entry.program(entry.tool)
    done = subprocess.run([tool, "explain", "--build", entry.build_name(entry.build), file.name],
                          cwd=file.parent, capture_output=True, text=True, check=False)
    if done.returncode != 1:
        raise UserError(f"{tool} explain {file}: {done.stdout}{done.stderr}".strip())
    return done.stdout.splitlines()[:SCREEN_LINES]


def trouble_on(screen, steps):
    """What is wrong with a screen; "" if it has the steps in their order."""
    wide = [line for line in screen if len(line) > SCREEN_COLUMNS]
    if wide:
        return f"a line is longer than {SCREEN_COLUMNS} columns: {wide[0]}"
    at = 0
    for words, pattern in steps:
        found = [i for i in range(at, len(screen)) if re.search(pattern, screen[i])]
        if not found:
            return f"not seen: {words} ('{pattern}' after line {at})"
        at = found[0] + 1
    return ""


def walk(entry, crash):
    """Walks from `crash`, a file's path. Returns the screen and what is wrong with it."""
    small = crash.with_name("crash.min")
    minimize(entry, crash, small)
    screen = first_screen(entry, small)
    return screen, trouble_on(screen, STEPS[entry.name])


def walk_all(entries, finished):
    """Walks from what was found. Prints a line for each entry, or the screen that is wrong; returns
    how many are."""
    wrong = 0
    for entry in entries:
        crash = first_crash(finished, entry)
        screen, trouble = walk(entry, crash) if crash else ([], "nothing was found")
        wrong += bool(trouble)
        print("\n".join([f"{entry.name}: {trouble or 'its cause is on the first screen'}",
                         *(f"  {line}" for line in (screen if trouble else []))]), flush=True)
    return wrong
