"""A page of docs/results: a question, the command that has measured, the commit, the machine, and the figures."""

import os
import re
from pathlib import Path

from commit import commit_name
from files import write_atomically


def machine():
    """The processor, as the kernel calls it, how many there are, and how many processes they have to share."""
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    return (f"{model[1].strip() if model else os.uname().machine}, {len(os.sched_getaffinity(0))} processors, "
            f"load {os.getloadavg()[0]:.0f} before")


def page(question, command, commit, where, body):
    """The Markdown. `where`: machine(), asked before anything was measured."""
    return "\n".join([
        f"# {question}", "", "Written by the command below with `--results`; do not edit it.", "",
        f"`{command}` at {commit}, on {where}.", "A load above 0 means that others used the machine as well: then "
        "figures tell no more than their size.", "", *body, ""])


def write(file, question, command, where, body):
    """Replaces the file as a whole."""
    write_atomically(file, page(question, command, commit_name(), where, body))
