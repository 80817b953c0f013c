"""What executing all corpora covers: src/ by line, branch and function, and by (state of a flow's
ukey, kind of actor, operation).

The build "coverage" counts (clang's source-based coverage). A branch is one outcome of a condition.
Conditions of CHECK() are left out: the other outcome ends the process. What a header makes in several
objects is counted once.

The result is a dictionary, which is also the JSON form:
    executions      of scenarios
    violations      of invariants, as `ukeyfuzz reach --json` has them
    lines, branches, functions   [covered, all]
    files           the same of each file of src/, and "missed_lines", "missed_branches": line numbers
    reach           possible, reached: how many triples; states: their names; rows: [actor, operation,
                    a count for each state]; the count of what is not possible is null
    unreached       [actor, operation, state] of what is possible and was not reached
    unforeseen      the same of what was reached and should not be possible
"""

import json
import os
import re
import subprocess
from functools import partial

from entries import COMPILED_BUGS, ROOT, SEEDS, UserError
from nightly.signatures import of_log

PRESET = "coverage"
PROGRAMS = ("ukeyfuzz", "fuzz_sequence")
FILES_AT_A_TIME = 2000
KINDS = ("lines", "branches", "functions")


def program(name):
    """Where a program of the coverage build is."""
    return ROOT / "build" / PRESET / "targets" / name


def files_in(folders):
    """The files of some folders. One that is not there is an OSError."""
    return [path for folder in folders for path in sorted(folder.iterdir())
            if path.is_file() and not path.name.startswith(".")]


def execute(command, environment, output, errors):
    """A program, to its end, with what it says in two files. Returns its exit code."""
    with output.open("wb") as out, errors.open("wb") as err:
        return subprocess.run(list(map(str, command)), env={**os.environ, **environment},
                              stdout=out, stderr=err, check=False).returncode


def execute_all(scenarios, sequences, work, execute):
    """Executes folders of scenarios and files for fuzz_sequence; the counts go to `work`. `execute`
    is called as execute(command, environment, file for standard output, file for errors) and returns
    the exit code, None if it has ended the program. Returns what `ukeyfuzz reach --json` has said, with
    the files that fuzz_sequence dies of among the violations, or None then."""
    work.mkdir(parents=True, exist_ok=True)
    for old in work.glob("*.profraw"):
        old.unlink()
    # %m: one file for each program, into which all its processes count.
    environment = {"LLVM_PROFILE_FILE": str(work / "%m.profraw")}
    said = work / "reach.json"
    code = execute([program("ukeyfuzz"), "reach", "--json", *scenarios], environment, said,
                   work / "reach.log")
    if code is None:
        return None
    if code not in (0, 1):
        raise UserError(f"ukeyfuzz reach ended with {code}; see {work / 'reach.log'}")
    result = json.loads(said.read_text(encoding="utf-8"))
    for start in range(0, len(sequences), FILES_AT_A_TIME):
        violations = _execute_sequences(sequences[start:start + FILES_AT_A_TIME], work,
                                        partial(execute, environment=environment))
        if violations is None:
            return None
        result["violations"] += violations
    return result


def _execute_sequences(files, work, execute):
    """Executes files for fuzz_sequence. Returns the violations, None if `execute` has ended it. A
    process that dies leaves no counts, so the others are executed again without the file it died of."""
    files, violations, log = list(files), [], work / "sequence.log"
    while files:
        log.unlink(missing_ok=True)
        code = execute([program("fuzz_sequence"), *files], output=work / "sequence.out", errors=log)
        if code is None:
            return None
        if code == 0:
            break
        text = log.read_text(encoding="utf-8", errors="replace")
        begun = len(re.findall(r"^Running: ", text, re.M))
        if not begun:
            raise UserError(f"fuzz_sequence ended with {code}; see {log}")
        _, invariant, message = of_log(text, "CRASH")
        violations.append({"file": str(files.pop(begun - 1)), "invariant": invariant,
                           "message": message})
    return violations


def _llvm(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, check=False)
    if done.returncode:
        raise UserError(f"{command[0]}: {done.stderr.decode(errors='replace').strip()[-300:]}")
    return done.stdout.decode(errors="replace")


def _objects():
    first, *others = map(program, PROGRAMS)
    return [first, *(word for path in others for word in ("-object", path))]


def _merge(work):
    merged = work / "merged.profdata"
    _llvm("llvm-profdata", "merge", "-sparse", "-o", merged, *sorted(work.glob("*.profraw")))
    return merged


def write_html(work, folder):
    """llvm-cov's own pages, source and all."""
    _llvm("llvm-cov", "show", "-format=html", f"-output-dir={folder}",
          f"-instr-profile={work / 'merged.profdata'}", *_objects(), ROOT / "src")


def _checks(source):
    """The numbers of the lines on which a CHECK() stands."""
    return {number for number, line in enumerate(source.splitlines(), 1)
            if re.search(r"\bCHECK\(", line)}


def parse(export, source_of):
    """Reads what llvm-cov exports in the form of lcov: {file: {"lines", "branches", "functions":
    {key: count}}}. `source_of(file)` is the text of a file."""
    files, counts, checks = {}, None, set()
    for line in export.splitlines():
        word, _, rest = line.partition(":")
        if word == "SF":
            counts = files.setdefault(rest, {kind: {} for kind in KINDS})
            checks = _checks(source_of(rest))
            continue
        *key, count = rest.split(",")
        if word == "DA":
            kind, key = "lines", int(key[0])
        elif word == "BRDA" and int(key[0]) not in checks:
            kind, key, count = "branches", tuple(map(int, key)), count.replace("-", "0")
        elif word == "FNDA":
            # "round.c:clock_ms" and "ukey.c:clock_ms" are one function; lcov puts the count first.
            kind, key, count = "functions", count.rpartition(":")[2], key[0]
        else:
            continue
        counts[kind][key] = counts[kind].get(key, 0) + int(count)
    return files


def _share(counts):
    return [sum(count > 0 for count in counts.values()), len(counts)]


def _of_file(name, counts):
    record = {"name": name, **{kind: _share(counts[kind]) for kind in KINDS}}
    record["missed_lines"] = sorted(n for n, count in counts["lines"].items() if not count)
    record["missed_branches"] = sorted({key[0] for key, count in counts["branches"].items()
                                        if not count and counts["lines"].get(key[0], 1)})
    return record


def _reach(said):
    states, rows = said["states"], {}
    for t in said["triples"]:
        cells = rows.setdefault((t["actor"], t["operation"]), [None] * len(states))
        cells[states.index(t["state"])] = t["count"]
    named = [[t["actor"], t["operation"], t["state"]] for t in said["triples"]]
    pairs = list(zip(said["triples"], named))
    return {"reach": {"possible": said["possible"], "reached": said["reached"], "states": states,
                      "rows": [[*key, cells] for key, cells in rows.items()]},
            "unreached": [name for t, name in pairs if t["possible"] and not t["count"]],
            "unforeseen": [name for t, name in pairs if not t["possible"]]}


def collect(said, work):
    """The result, of what `execute_all` has left."""
    export = _llvm("llvm-cov", "export", "-format=lcov", f"-instr-profile={_merge(work)}",
                   *_objects(), ROOT / "src")
    parsed = parse(export, lambda path: open(path, encoding="utf-8").read())
    files = [_of_file(os.path.relpath(path, ROOT), counts)
             for path, counts in sorted(parsed.items())]
    files = [record for record in files if record["lines"][1]]
    if not files:
        raise UserError("llvm-cov knows nothing of src/")
    totals = {kind: [sum(record[kind][i] for record in files) for i in (0, 1)] for kind in KINDS}
    return {"executions": said["executed"], "violations": said["violations"], **totals,
            "files": files, **_reach(said)}


def percent(share):
    """97.3 of [73, 75]; 100 of nothing."""
    return 100 * share[0] / share[1] if share[1] else 100.0


def _ranges(numbers):
    """"3-5 9" of [3, 4, 5, 9]."""
    out = []
    for number in numbers:
        if out and number == out[-1][1] + 1:
            out[-1][1] = number
        else:
            out.append([number, number])
    return " ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in out)


def text(result):
    """The result for a terminal."""
    lines = [f"{'file':<24} {'lines':>15} {'branches':>15} {'functions':>15}  missed lines"]
    for record in [*result["files"], {"name": "all of src/", **result, "missed_lines": []}]:
        cells = (f"{percent(record[kind]):6.1f}% of {record[kind][1]:4d}" for kind in KINDS)
        lines.append(f"{record['name']:<24} {' '.join(cells)}  {_ranges(record['missed_lines'])}")
    reach = result["reach"]
    lines += ["", f"{reach['reached']} of {reach['possible']} possible triples of actor, operation "
              f"and state reached in {result['executions']} executions"]
    lines += [f"  not reached: {actor}: {operation}, {state}"
              for actor, operation, state in result["unreached"]]
    lines += [f"  should not be possible: {actor}: {operation}, {state}"
              for actor, operation, state in result["unforeseen"]]
    lines += [f"violated {v['invariant']}: {v['file']}: {v['message']}"
              for v in result["violations"]]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def folders_of(more=()):
    """The folders of scenarios: the seeds, those kept for known bugs, and of `more` those that are
    there."""
    return [SEEDS, COMPILED_BUGS, *(folder for folder in more if folder.is_dir())]
