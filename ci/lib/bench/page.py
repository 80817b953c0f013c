"""A page of docs/results: a question, the command that has measured, the commit, the machine, and the figures."""

import os
import re
from pathlib import Path

from commit import commit_name
from files import write_atomically
from report.templates import Templates

fill = Templates(Path(__file__).with_name("templates")).fill


def machine():
    """The processor, as the kernel calls it, how many there are, and how many processes they have to share."""
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    return (f"{model[1].strip() if model else os.uname().machine}, {len(os.sched_getaffinity(0))} processors, "
            f"load {os.getloadavg()[0]:.0f} before")


def page(template, question, command, commit, where, **values):
    """The Markdown. `template`: of templates/, with what it needs in `values`. `where`: machine(), asked before
    anything was measured."""
    return fill(template, question=question, command=command, commit=commit, where=where, **values)


def write(file, template, question, command, where, **values):
    """Replaces the file as a whole."""
    write_atomically(file, page(template, question, command, commit_name(), where, **values))
