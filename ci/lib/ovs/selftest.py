"""ci/ovs test: the known is found in the untouched file, and each undone repair in a copy."""

import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

import artefacts
from campaign import GRACE_SECONDS
from entries import ROOT, UserError
from ovs import edits as edits_of
from ovs.library import Library
from ovs.program import Programs
from ovs.repairs import repaired_in
from supervisor import watch
from workers import Worker

CORPUS = ROOT / "corpus" / "ovs"
FOUND = ROOT / "build" / "ovs" / "found"  # Where a copy should be silent.
SECONDS_PER_EDIT = 40
SECONDS_OF_SILENCE = 30
# The three cases of a miss beside a ukey, and what else must not be left out: counters of the file, and of
# the harness, that a short run has to reach. Only a sweep deletes what is EVICTED, and only a purge evicts
# what is VISIBLE.
MUST_REACH = ("upcall_ukey_replace", "handler_duplicate_upcall", "upcall_ukey_contention",
              "dumped_duplicate_flow", "revalidate_missed_dp_flow", "upcall_flow_limit_hit",
              "upcall_flow_limit_kill", "installed", "replaced", "duplicate", "contended", "limited", "EVICTED->DELETED", "VISIBLE->EVICTING", "put-covered",
              "put-no-space", "modify-busy", "delete-busy", "get-busy", "dump-ends-early", "vanish",
              "recirculation-put", "recirculation-modified", "recirculation-refused", "recirculation-context-in-key",
              "recirculation-context-going", "slow-path-put", "slow-path-modified")


def _environment(promises):
    return {**os.environ, "UKEYFUZZ_OVS_PROMISES": promises}


def _said(tool, path, promises):
    """What `replay --json` says of a scenario."""
    done = subprocess.run([tool, "replay", "--json", "--no-rewrite", path], env=_environment(promises),
                          capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise UserError(f"{path}: {done.stderr.strip() or 'no verdict'}") from error


def _verdict(tool, path, promises):
    """The signature of what a scenario shows (harness/scenario/signature.h), "clean" if nothing, and the message, which
    is for people alone."""
    said = _said(tool, path, promises)
    return said["signature"] or "clean", said["message"]


def _is_as_expected(signature, expected):
    """Whether a signature is of the rule, or of the tag, that `expected` begins with, and has its other words in it."""
    rule, _, words = expected.partition(" ")
    is_of = signature.split(" ")[0] == rule or signature.startswith(f"{rule}/")
    return is_of and f" {words} ".replace("  ", " ") in f"{signature} "


def _expected(text, repaired):
    """(promises, what is shown) that the first lines of a scenario say: "# shows RULE WORDS", the words being of its
    signature, "# shows by ours RULE" if all of the specification is to count, and for a tree with a repair "# with ID
    repaired shows ...". What is known shows nothing where it is repaired."""
    shows = re.findall(r"^# (?:with (\w+) repaired )?shows (by ours )?(\S.*)$", text, re.MULTILINE)
    fitting = [rest for name, *rest in shows if not name or name in repaired]
    if not fitting:
        raise UserError("there is no line '# shows RULE'")
    ours, what = fitting[-1]
    known = re.search(r" known (\w+)$", what)
    if known and known[1] in repaired:
        return "upstream", "clean"
    return "ours" if ours else "upstream", what


def _corpus(tool, source):
    """Each scenario of corpus/ovs shows what it is kept for, or nothing where that is repaired. In another tree the
    interleaving may be another one, and then it shows nothing. Returns how many do not."""
    failed, repaired = 0, repaired_in(source.text)
    for path in sorted(CORPUS.glob("*.scenario")):
        promises, expected = _expected(path.read_text(encoding="utf-8"), repaired)
        seen, message = _verdict(tool, path, promises)
        good = _is_as_expected(seen, expected)
        elsewhere = source.own and not good and seen == "clean"
        failed += not good and not elsewhere
        print(f"  {path.stem}: {seen}{' (its interleaving is that of 3.1.0)' if elsewhere else '' if good else f', expected {expected}: {message[:200]}'}")
    return failed


def _same_under(build, plain, source):
    """Each scenario's event log is the same under a sanitizer, which has nothing to say. Returns how many differ."""
    library = Library(source, build)
    library.make()
    programs = Programs(library, source.upcall)
    programs.make()
    paths = sorted(CORPUS.glob("*.scenario"))
    differ = [path.stem for path in paths if len({_said(tool, path, "upstream")["hash"]
                                                  for tool in (plain.tool, programs.tool)}) > 1]
    print(f"event logs in the {build} build\n  of {len(paths)} scenarios {len(paths) - len(differ)} are those of the "
          f"plain one{', but not of ' + ', '.join(differ) if differ else ''}", flush=True)
    return len(differ)


def _keep(folder):
    """Copies the files that show what was found out of a folder that goes. Returns the copies."""
    FOUND.mkdir(parents=True, exist_ok=True)
    files = [path for path in sorted(folder.iterdir()) if artefacts.kind_of(path.name)]
    for path in files:
        artefacts.store(FOUND / path.name, path.read_bytes())
    return [FOUND / path.name for path in files]


def _found_by_fuzzing(program, seeds, seconds, promises="new", kept=None):
    """(tag, seconds, message) of the first violation that fuzzing finds; tag None if there is none. `kept`: a list
    for copies of the files that show it, which are thrown away without one."""
    with tempfile.TemporaryDirectory(prefix="ukeyfuzz-ovs-") as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        start = time.monotonic()
        worker = Worker([program, f"-max_total_time={seconds}", "-seed=1", f"-artifact_prefix={folder}/", corpus,
                         seeds], Path(folder) / "fuzz", {"UKEYFUZZ_OVS_PROMISES": promises})
        watch([worker], seconds + GRACE_SECONDS)
        took = time.monotonic() - start
        tag = worker.tag() or ("CRASH" if worker.failed() else None)
        if tag and kept is not None:
            kept += _keep(Path(folder))
    return tag, took, worker.message() if tag else ""


def _is_silent(mended):
    """Whether a copy in which the known is mended, and nothing else, shows nothing: else what is found in the
    others proves nothing."""
    kept = []
    tag, took, message = _found_by_fuzzing(mended.fuzz, mended.seeds, SECONDS_OF_SILENCE, kept=kept)
    print(f"what is left when the known is mended\n  {tag or 'nothing'} after {took:.0f} s: {message[:150]}",
          *(f"\n    ci/ovs explain --mended --promises new {path}" for path in kept), flush=True)
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


def _totals(text):
    """{counter: how often} of what counters_ovs prints."""
    return {name: int(value) for name, value in re.findall(r"^(.+) (\d+)$", text, re.MULTILINE)}


def _unreached(totals):
    """What must be reached, and was not."""
    return [name for name in MUST_REACH if not totals.get(name)]


def _reached(programs):
    """What the scenarios must reach. Returns how many counters they do not."""
    done = subprocess.run([programs.beside("counters_ovs"),
                           *sorted((ROOT / "corpus" / "seeds").glob("*.scenario")),
                           *sorted(CORPUS.glob("*.scenario"))],
                          env=_environment("new"), capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"{programs.beside('counters_ovs').name}: {done.stderr.strip().splitlines()[-1]}")
    totals = _totals(done.stdout)
    missing = _unreached(totals)
    print("what the scenarios reach\n  " + ", ".join(f"{name} {value}" for name, value in sorted(totals.items())))
    if missing:
        print(f"  not reached: {', '.join(missing)}")
    return len(missing)


def run(library, only, quick):
    """All of it, or only some edits, or only what takes seconds. Returns the exit code."""
    all_edits = edits_of.read_all()
    chosen = [edit for edit in all_edits if not only or edit.name in only]
    for name in set(only or ()) - {edit.name for edit in all_edits}:
        raise UserError(f"--only {name}: there is no such edit in ci/ovs-edits")
    failed = 0
    if not only:
        programs = Programs(library, library.source.upcall)
        programs.make(others=["counters_ovs"])
        print("what is known to be in the file")
        failed += _corpus(programs.tool, library.source) + _reached(programs)
    if not only and not quick:
        failed += sum(_same_under(build, programs, library.source) for build in ("asan", "tsan"))
    if quick:
        print("undone repairs, and other builds: without --quick")
    elif library.source.own:
        print("edits: not for another tree; their lines are those of 3.1.0")
    else:
        failed += _edits(library, chosen)
    print(f"{failed} failed" if failed else "all found")
    return 1 if failed else 0
