"""ci/ovs test: the known is found in the untouched file, and each undone repair in a copy."""

import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

from campaign import GRACE_SECONDS
from entries import ROOT, UserError
from ovs import edits as edits_of
from ovs.program import Programs
from supervisor import watch
from workers import Worker

CORPUS = ROOT / "corpus" / "ovs"
SECONDS_PER_EDIT = 40
SECONDS_OF_SILENCE = 30
# The three cases of a miss beside a ukey, and what else must not be left out: counters of the file, and of
# the harness, that a short run has to reach. Only a sweep deletes what is EVICTED, and only a purge evicts
# what is VISIBLE.
MUST_REACH = ("upcall_ukey_replace", "handler_duplicate_upcall", "upcall_ukey_contention",
              "dumped_duplicate_flow", "revalidate_missed_dp_flow", "upcall_flow_limit_hit",
              "upcall_flow_limit_kill", "installed", "replaced", "duplicate", "contended", "limited", "EVICTED->DELETED", "VISIBLE->EVICTING", "put-covered",
              "put-no-space", "modify-busy", "delete-busy", "get-busy", "dump-ends-early", "vanish")


def _environment(promises):
    return {**os.environ, "UKEYFUZZ_OVS_PROMISES": promises}


def _verdict(tool, path, promises):
    """The tag of what a scenario shows, "clean" if nothing, and the message."""
    done = subprocess.run([tool, "replay", "--json", path], env=_environment(promises), capture_output=True,
                          text=True, check=False)
    try:
        said = json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise UserError(f"{path}: {done.stderr.strip() or 'no verdict'}") from error
    return said["invariant"] or "clean", said["message"]


def _expected(path):
    """What a scenario's first lines say that it shows: "# shows TAG: words of the message"."""
    found = re.search(r"^# shows (\w+)(?:: (.*))?$", path.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise UserError(f"{path}: there is no line '# shows TAG'")
    return found[1], found[2] or ""


def _corpus(tool):
    """Each scenario of corpus/ovs shows what it is kept for. Returns how many do not."""
    failed = 0
    for path in sorted(CORPUS.glob("*.scenario")):
        tag, words = _expected(path)
        seen, message = _verdict(tool, path, "upstream")
        good = seen == tag and words in message
        failed += not good
        print(f"  {path.stem}: {seen}{'' if good else f', expected {tag} ({words}): {message[:200]}'}")
    return failed


def _found_by_fuzzing(program, seeds, seconds, promises="new"):
    """(tag, seconds, message) of the first violation that fuzzing finds; tag None if there is none."""
    with tempfile.TemporaryDirectory(prefix="ukeyfuzz-ovs-") as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        start = time.monotonic()
        worker = Worker([program, f"-max_total_time={seconds}", "-seed=1", f"-artifact_prefix={folder}/", corpus,
                         seeds], Path(folder) / "fuzz", {"UKEYFUZZ_OVS_PROMISES": promises})
        watch([worker], seconds + GRACE_SECONDS)
        took = time.monotonic() - start
        tag = worker.tag() or ("CRASH" if worker.failed() else None)
    return tag, took, worker.message() if tag else ""


def _is_silent(mended):
    """Whether a copy in which the known is mended, and nothing else, shows nothing: else what is found in the
    others proves nothing."""
    tag, took, message = _found_by_fuzzing(mended.fuzz, mended.seeds, SECONDS_OF_SILENCE)
    print(f"what is left when the known is mended\n  {tag or 'nothing'} after {took:.0f} s: {message[:150]}",
          flush=True)
    return tag is None


def _is_found(programs, edit):
    """Whether an edit is found as what it is."""
    tag, took, message = _found_by_fuzzing(programs.fuzz, programs.seeds, SECONDS_PER_EDIT)
    good = tag in edit.found_as
    print(f"  {edit.name} ({edit.upstream}): {tag or 'not found'} after {took:.0f} s"
          f"{'' if good else ', expected ' + ' or '.join(edit.found_as)}: {message[:150]}", flush=True)
    return good


def _edits(library, chosen):
    """How many are not found, and whether something else would be."""
    silent = edits_of.mended()
    copies = {edit.name: edit.write_copy(library.source.upcall) for edit in (*chosen, silent)}
    programs = {name: Programs(library, copy, name) for name, copy in copies.items()}
    programs[silent.name].make(copies, others=[programs[edit.name].fuzz.name for edit in chosen])
    failed = not _is_silent(programs[silent.name])
    print("repairs undone in a copy, looked for from the seeds")
    return failed + sum(not _is_found(programs[edit.name], edit) for edit in chosen)


def _reached(programs):
    """What the scenarios must reach. Returns how many counters they do not."""
    done = subprocess.run([programs.beside("counters_ovs"),
                           *sorted((ROOT / "corpus" / "seeds").glob("*.scenario")),
                           *sorted(CORPUS.glob("*.scenario"))],
                          env=_environment("new"), capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"{programs.beside('counters_ovs').name}: {done.stderr.strip().splitlines()[-1]}")
    totals = {name: int(value) for name, value in re.findall(r"^(.+) (\d+)$", done.stdout, re.MULTILINE)}
    missing = [name for name in MUST_REACH if not totals.get(name)]
    print("what the scenarios reach\n  " + ", ".join(f"{name} {value}" for name, value in sorted(totals.items())))
    if missing:
        print(f"  not reached: {', '.join(missing)}")
    return len(missing)


def run(library, only):
    """All of it, or only some edits. Returns the exit code."""
    all_edits = edits_of.read_all()
    chosen = [edit for edit in all_edits if not only or edit.name in only]
    for name in set(only or ()) - {edit.name for edit in all_edits}:
        raise UserError(f"--only {name}: there is no such edit in ci/ovs-edits")
    failed = 0
    if not only:
        programs = Programs(library, library.source.upcall)
        programs.make(others=["counters_ovs"])
        print("what is known to be in the file")
        failed += _corpus(programs.tool) + _reached(programs)
    if library.source.own:
        print("edits: not for another tree; their lines are those of 3.1.0")
    else:
        failed += _edits(library, chosen)
    print(f"{failed} failed" if failed else "all found")
    return 1 if failed else 0
