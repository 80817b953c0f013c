"""What must be true of the targets when they are run: from another folder than they were built for,
which cannot be written to, with neither source nor build folder in sight. A rule takes an Output and
an empty folder to work in, and returns its complaints."""

import os
import re
import shutil
import subprocess
import zipfile

from ossfuzz import environment

RUNS = 4 # bad_build_check's.
LEAST_EDGES = 100
# A run that takes longer is stuck, however busy the machine is.
PATIENCE_S = 300
AFL_SECONDS = 5


def unprivileged():
    """What a command begins with, to be refused what a folder's mode forbids, even to root."""
    if os.geteuid() or not shutil.which("setpriv"):
        return []
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def _end_of(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return " / ".join(lines[-3:])[-300:]


def _run(command, out, target, given=b"", **more):
    """Runs a command of a target's in the folder of the targets. `given`: its standard input."""
    env = {**environment.for_run(out.engine, out.options(target)), **more}
    try:
        done = subprocess.run([*unprivileged(), *map(str, command)], cwd=out.folder, env=env,
                              input=given, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired as late:
        return None, (late.stdout or b"").decode(errors="replace")
    return done.returncode, done.stdout.decode(errors="replace")


def _libfuzzer(out, target, work, *arguments):
    """Runs a target as run_fuzzer does, its options after the others."""
    options = [f"-{name}={value}" for name, value in
               out.options(target).get("libfuzzer", {}).items()]
    dictionary = out.dictionary(target)
    if dictionary and not any(o.startswith("-dict=") for o in options):
        options.append(f"-dict={dictionary.name}")
    return _run([f"./{target.name}", *environment.LIBFUZZER_ARGUMENTS, f"-artifact_prefix={work}/",
                 *arguments, *options], out, target, LLVM_PROFILE_FILE=str(work / "profraw"))


def _afl(out, target, work):
    """Runs a target under afl-fuzz; what it said, and its figures."""
    (work / "in").mkdir()
    (work / "in" / "input").write_text("input\n")
    dictionary = out.dictionary(target)
    code, said = _run(["afl-fuzz", "-m", "none", "-t", "5000+", "-V", AFL_SECONDS, "-i", work / "in",
                       "-o", work / "out", *(["-x", dictionary] if dictionary else []), "--",
                       f"./{target.name}"], out, target)
    stats = work / "out" / "default" / "fuzzer_stats"
    figures = dict(re.findall(r"^(\w+) *: (.*)$", stats.read_text() if stats.exists() else "", re.M))
    return code, said, figures


def _starts_under_afl(out, target, work):
    # AFL++'s tools ask for one input from standard input so. An option that the target adds breaks it.
    code, said = _run([f"./{target.name}", "-"], out, target, b"input\n")
    if code != 0 or "Execution successful." not in said:
        return f"{target.name}: does not read standard input: ends with {code}: {_end_of(said)}"
    _, said, figures = _afl(out, target, work)
    if "All set and ready to roll" not in said or re.search("target binary (crashed|terminated)", said):
        return f"{target.name}: afl-fuzz does not get it going: {_end_of(said)}"
    if int(figures.get("edges_found", 0)) < LEAST_EDGES:
        return f"{target.name}: {figures.get('edges_found', 0)} edges in {AFL_SECONDS} s of AFL++"
    return None


def starts(out, work):
    """It runs a few inputs, with no corpus. (In a build for coverage reports libFuzzer sees no edges, and
    refuses that.)"""
    complaints = []
    if out.sanitizer == "coverage":
        return complaints
    for target in out.targets:
        folder = work / target.name
        folder.mkdir()
        if out.engine == "afl":
            complaint = _starts_under_afl(out, target, folder)
            complaints += [complaint] if complaint else []
            continue
        code, said = _libfuzzer(out, target, folder, "-seed=1337", f"-runs={RUNS}")
        if code != 0 or f"Done {RUNS} runs" not in said:
            complaints.append(f"{target.name}: ends with {code} at start: {_end_of(said)}")
    return complaints


def instrumented(out, work):
    """libFuzzer sees the edges of the code. (Of AFL++'s the rule above speaks; a build for coverage
    reports has none.)"""
    complaints = []
    if out.engine != "libfuzzer" or out.sanitizer == "coverage":
        return complaints
    for target in out.targets:
        _, said = _libfuzzer(out, target, work, "-seed=1337", f"-runs={RUNS}")
        loaded = re.search(r"INFO: Loaded \d+ modules? +\((\d+) (?:inline 8-bit counters|guards)\)", said)
        edges = int(loaded[1]) if loaded else 0
        if edges < LEAST_EDGES:
            complaints.append(f"{target.name}: {edges} instrumented edges, at least {LEAST_EDGES} are wanted")
    return complaints


def seeds(out, work):
    """It passes each of its seeds."""
    complaints = []
    for target in out.targets:
        folder = work / target.name
        folder.mkdir()
        if not zipfile.is_zipfile(out.seeds(target)):
            continue # The rule of seed corpora says it.
        zipfile.ZipFile(out.seeds(target)).extractall(folder)
        files = sorted(f for f in folder.rglob("*") if f.is_file())
        if not files:
            continue # As above.
        if out.engine == "afl":
            code, said = _run([f"./{target.name}", *files], out, target)
            passed = said.count("Execution successful.") == len(files)
        else:
            code, said = _libfuzzer(out, target, work, "-runs=0", folder)
            passed = f"seed corpus: files: {len(files)} " in said
        if code != 0 or not passed:
            complaints.append(f"{target.name}: does not pass its seeds: ends with {code}: {_end_of(said)}")
    return complaints


def dictionary(out, work):
    """The engine reads the dictionary, and knows every option."""
    complaints = []
    if out.engine != "libfuzzer":
        return complaints
    for target in out.targets:
        wanted = out.dictionary(target)
        if wanted and not wanted.exists():
            complaints.append(f"{target.name}: there is no {wanted.name}")
            continue
        _, said = _libfuzzer(out, target, work, "-runs=0")
        unknown = re.search(r"WARNING: unrecognized flag '(.*?)'", said)
        if unknown:
            complaints.append(f"{target.name}.options: libFuzzer does not know {unknown[1]}")
        entries = re.search(r"Dictionary: (\d+) entries", said)
        if wanted and not (entries and int(entries[1])):
            complaints.append(f"{target.name}: libFuzzer cannot read {wanted.name}")
    return complaints


RULES = {"starts": starts, "instrumented": instrumented, "seeds": seeds, "dictionary": dictionary}
