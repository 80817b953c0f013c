"""What to fuzz when certain files have changed."""

import fnmatch
import subprocess

from entries import UserError, did_you_mean

# Each thing that can be fuzzed: a target, and a build of ci/fuzz's. The order is that of importance: what
# there is no time for is left out from the end.
RUNS = (("fuzz_interleave", "asan"), ("fuzz_interleave", "tsan"), ("fuzz_sequence", "asan"),
        ("fuzz_scenario", "asan"), ("fuzz_stress", "asan"), ("fuzz_interleave", "asan-fine"),
        ("fuzz_interleave", "plain"), ("fuzz_stress", "plain"))

_INTERLEAVE = {("fuzz_interleave", "asan"), ("fuzz_interleave", "plain")}
_CACHE = _INTERLEAVE | {("fuzz_interleave", "tsan"), ("fuzz_interleave", "asan-fine"),
                        ("fuzz_sequence", "asan"), ("fuzz_stress", "asan"), ("fuzz_stress", "plain")}
_SEQUENCE, _SCENARIO = {("fuzz_sequence", "asan")}, {("fuzz_scenario", "asan")}
_STRESS = {("fuzz_stress", "asan"), ("fuzz_stress", "plain")}
_FINE = {("fuzz_interleave", "asan-fine")}

# The first pattern that fits a path says what it is part of. A * stands for slashes as well.
PATTERNS = (
    ("*/test/*", set()),
    ("src/*", _CACHE),
    ("harness/cache/*", _CACHE),
    ("harness/runtime/memory_points*", _FINE),
    ("harness/runtime/gdb/*", set()),
    ("harness/runtime/*", _INTERLEAVE | _FINE | {("fuzz_interleave", "tsan")}),
    ("harness/model/*", _INTERLEAVE | _SEQUENCE),
    ("harness/oracle/*", _INTERLEAVE | _SEQUENCE),
    ("harness/scenario/*", _INTERLEAVE | _SEQUENCE | _SCENARIO),
    ("harness/execution/*", _INTERLEAVE | _SEQUENCE),
    ("harness/generation/*", _INTERLEAVE | _SEQUENCE),
    ("harness/sequential/*", _SEQUENCE),
    ("harness/stress/*", _STRESS),
    ("harness/threads/*", _STRESS),
    ("harness/measure/*", _STRESS),
    ("harness/*/*", _INTERLEAVE),
    ("harness/*", _CACHE | _SCENARIO),
    ("targets/fuzz/fuzz_scenario*", _SCENARIO),
    ("targets/*stress*", _STRESS),
    ("targets/*sequen*", _SEQUENCE),
    ("targets/fine.cmake", _FINE),
    ("targets/fuzz/peer_threads.c", set()),
    ("targets/fuzz/*", _INTERLEAVE | _SEQUENCE),
    ("targets/CMakeLists.txt", _CACHE | _SCENARIO),
    ("targets/*", set()),
    ("corpus/*", _INTERLEAVE | _SCENARIO),
    ("CMake*", _CACHE | _SCENARIO),
    ("ci/fuzz", {("fuzz_interleave", "asan")}),
    ("ci/common.sh", {("fuzz_interleave", "asan")}),
    ("ci/lib/fuzz.py", {("fuzz_interleave", "asan")}),
    ("ci/lib/workers.py", {("fuzz_interleave", "asan")}),
    ("ci/lib/supervisor.py", {("fuzz_interleave", "asan")}),
    ("ci/lib/build.py", {("fuzz_interleave", "asan")}),
    ("ci/*", set()),
    (".*", set()),
    ("*.md", set()),
    ("docs/*", set()),
    ("LICENSE", set()),
)


def runs_of(paths):
    """What to fuzz for these changed paths, in the order of RUNS. What nobody has thought of is taken for
    part of everything."""
    wanted = set()
    for path in paths:
        wanted |= next((runs for pattern, runs in PATTERNS if fnmatch.fnmatchcase(path, pattern)),
                       set(RUNS))
    return [run for run in RUNS if run in wanted]


def divide(runs, seconds, least):
    """Pairs of a run and its seconds: at least `least` each, so that the last may have none."""
    n = min(len(runs), max(1, seconds // least))
    share, rest = divmod(seconds, n) if n else (0, 0)
    return [(run, share + (i < rest)) for i, run in enumerate(runs[:n])]


def _git(root, *arguments, near=""):
    """What git prints. Raises UserError, with `near` behind what git says, if it fails."""
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"git {' '.join(arguments)}: {done.stderr.strip() or 'failed'}{near}")
    return done.stdout


def paths_since(base, root):
    """The files that differ between the working tree and where it left `base`."""
    names = _git(root, "for-each-ref", "--format=%(refname:short)").split()
    fork = _git(root, "merge-base", base, "HEAD", near=did_you_mean(base, names)).strip()
    changed = _git(root, "diff", "--name-only", "--no-renames", "-z", fork)
    new = _git(root, "ls-files", "-z", "--others", "--exclude-standard")
    return sorted(filter(None, (changed + new).split("\0")))
