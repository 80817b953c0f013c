"""What the tags of findings mean, in the tool's own words (`ukeyfuzz help tags`): one table for all."""

import re
import subprocess

SECONDS = 20


def parse(text):
    """{tag: {"line", "text"}} of "TAG: line." and, after an empty line, a paragraph."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text)]
    tags = {}
    for head, body in zip(blocks[::2], blocks[1::2]):
        name, between, line = head.partition(": ")
        if not between or not re.fullmatch(r"[A-Z]+", name):
            return {}
        tags[name] = {"line": line, "text": " ".join(body.split())}
    return tags


def read(tool):
    """Asks a tool; nothing if it cannot say."""
    try:
        done = subprocess.run([tool, "help", "tags"], capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return parse(done.stdout) if done.returncode == 0 else {}
