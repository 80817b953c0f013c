"""A page of docs/results: a question, the command that has measured, the commit, the machine, and the figures."""

import os
import re
from pathlib import Path

from commit import commit_name
from report.templates import Templates

fill = Templates(Path(__file__).with_name("templates")).fill


def machine():
    """The processor, as the kernel calls it, how many there are, and how many processes they have to share."""
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    return (f"{model[1].strip() if model else os.uname().machine}, {len(os.sched_getaffinity(0))} processors, "
            f"load {os.getloadavg()[0]:.0f} before")


def measured(command, where, **figures):
    """The data of a page. `where`: machine(), asked before anything was measured."""
    return {"command": command, "commit": commit_name(), "machine": where, **figures}


def page(template, question, data, name, **values):
    """The Markdown of a page, by a template that extends page.md.j2. `data`: of measured(), as JSON has it. `name`: the
    page's file without .md. `values`: what else the template needs."""
    return fill(template, question=question, name=name, data=data, **values)
