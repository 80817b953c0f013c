"""What fuzzing processes have found, as it is stored and told: one head for all of it."""

import base64
from dataclasses import dataclass, field
from pathlib import Path

import artefacts
import said
from entries import reason
from printable import printable, printable_lines, shell_path

HEAD_LINES = 60


@dataclass
class Finding:
    """One. `file` is None if it could not be stored: then `data` is all that there is of it."""

    tag: str
    message: str
    target: str
    build: str
    file: object
    data: object = None
    head: str = ""
    next: list = field(default_factory=list)

    def record(self):
        """For programs."""
        return {"tag": self.tag, "message": self.message, "target": self.target, "build": self.build,
                "file": str(self.file) if self.file else None, "next": self.next}


def once_each(findings):
    """Processes of one corpus may die of the same input: that is one finding."""
    first = {}
    for finding in findings:
        first.setdefault((finding.file or id(finding), finding.tag), finding)
    return list(first.values())


def _store(prefix, data, trouble):
    """The file with an input, which is written if libFuzzer has not, or not well. None if it cannot be.
    `prefix` is what libFuzzer was given as -artifact_prefix."""
    digest = artefacts.digest(data)
    path = Path(f"{prefix}crash-{digest}")
    try:
        for other in artefacts.listed(prefix):
            if other.name.endswith(digest):
                if artefacts.is_whole(other):
                    return other
                other.unlink()
        artefacts.store(path, data)
    except OSError as error:
        trouble.append(f"{reason(error)}; the input is printed instead")
        return None
    return path


def _head(tag, message, target, build, log):
    """What there is to read first: the target's own block, or one like it."""
    block = said.block_of(log)
    if not block:
        block = f"==== VIOLATION {tag}\n{message}\n---- found by {target}, {build} build\n"
    report = said.report_of(log)
    if "ERROR: libFuzzer" in report.split("\n", 1)[0] and said.block_of(log):
        report = ""  # It says no more than the block does.
    lines = [*block.splitlines()[:HEAD_LINES], *(["---- report", *report.splitlines()] if report else [])]
    return "\n".join(lines) + "\n"


def of_worker(worker, target, build, prefix, trouble):
    """What a worker that has ended has found; None if nothing."""
    tag, log = worker.tag(), bytes(worker.said)
    if not tag or not worker.failed():
        return None
    data = worker.present_input()
    file = (_store(prefix, data, trouble) if data is not None
            else said.written_to(log))
    if not file and data is None:
        trouble.append(f"{tag}: the input that shows it is not known")
    commands = [said.with_file(line, shell_path(file)) for line in said.next_of(log)] if file else []
    message = worker.message()
    return Finding(tag, message, target, build, file, data, _head(tag, message, target, build, log),
                   commands)


def tell(finding, replay, out=None):
    """Prints one, with what to do next, on standard output unless `out` is given."""
    print(printable_lines(finding.head), end="", file=out)
    if finding.file:
        print(f"---- file: {printable(finding.file)}", file=out)
        for command in finding.next or [f"{replay} {shell_path(finding.file)}"]:
            print(f"       {printable_lines(command)}", file=out)
    elif finding.data is not None:
        print(f"---- input, which could not be stored: {len(finding.data)} bytes; base64 -d makes a file "
              f"of it\n{base64.b64encode(finding.data).decode()}", file=out)
    else:
        print("---- its input is not known", file=out)
    print("====", file=out)
