"""What is said when a night is over, and what becomes of old nights."""

from entries import from_root
from nightly import shelf, summary
from nightly.cause import bug, bugs
from nightly.page import index, news
from nightly.tonight import NIGHTS
from printable import counted, printable, shell_path


def exit_code(verdict, written):
    """Of ci/nightly. `written`: whether all that the night had to say could be written."""
    if verdict == "new":
        return 1
    return 0 if verdict == "clean" and written else 2


def _tell_finding(night, finding, indent):
    state = "known" if finding["known"] else "EXPIRED" if finding["expired"] else "NEW"
    place = from_root(night.output / (finding["bundle"] or finding["input"]))
    print(f"{indent}{state}: {printable(finding['signature'])}\n"
          f"{indent}    {printable(finding['step'])}, {printable(finding['target'])} {printable(finding['build'])}, "
          f"{counted(finding['files'], 'file')}, "
          f"{f'ci/replay-bundle {shell_path(place)}' if finding['bundle'] else printable(place)}")


def _tell_findings(night):
    """Each bug, with its variants below it if there are several."""
    for variants in bugs(night.record["findings"]):
        if variants[1:]:
            print(f"{printable(bug(variants[0]['signature']))}: one finding, {counted(len(variants), 'variant')}")
        for finding in variants:
            _tell_finding(night, finding, "  " if variants[1:] else "")


def tell(night):
    """What there is to say at the end."""
    _tell_findings(night)
    for folder, files in night.findings.waiting().items():
        print(f"NEW: not sorted yet: {counted(len(files), 'file')} in {printable(from_root(folder))}")
    for step in night.record["steps"]:
        print(f"{step['name']:<10} {step['state']:<8} {step['seconds']:8.0f} s  "
              f"{printable(step['message'])}")
        for case in step["cases"]:
            if case["result"] == "failed":
                state = "known" if case["known"] else "NEW"
                print(printable(f"    {state}: {case['name']}: {case['message']}"))
    for line in news.folded(night.record["trouble"]):
        print(f"trouble: {printable(line)}")
    notes = [f"{what}: {', '.join(names)}" for what, names in (
        ("skipped", summary.skipped(night.record)), ("in part", summary.in_part(night.record))) if names]
    note = f" ({'; '.join(notes)})" if notes else ""
    print(f"{night.record['verdict']}{note}: {from_root(night.output / 'index.html')}")


def note_reviewed(names, known_findings):
    """--reviewed."""
    for name in names:
        print(f"reviewed: {from_root(shelf.review(NIGHTS, name))}")
    index.write(NIGHTS, known_findings)
    return 0


def retire(keep, known_findings):
    """--keep."""
    gone, stay = shelf.retire(NIGHTS, keep, known_findings)
    for name in gone:
        print(f"deleted: {name}")
    for name, why in stay.items():
        print(f"kept: {name}: {why}")
    index.write(NIGHTS, known_findings)
