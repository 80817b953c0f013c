"""One AFL++ process from the seeds to its first finding, as campaign.run() does it for ours."""

import re
import shutil
import subprocess
import time

import campaign
from campaign import GRACE_SECONDS
from entries import SEEDS
from supervisor import Program, watch

# Nobody looks at its screen, and nothing of the machine is to be set up for it.
_ENVIRONMENT = {"AFL_NO_UI": "1", "AFL_NO_COLOR": "1", "AFL_BENCH_UNTIL_CRASH": "1",
                "AFL_SKIP_CPUFREQ": "1", "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
                "AFL_NO_AFFINITY": "1"}


def crashing_seed(log):
    """The number (from 1) and name of the first seed that AFL++ says it left out, because it crashed
    before any fuzzing; None if there is none."""
    match = re.search(rb"Test case 'id:(\d+)[^']*?orig:([^']+)' results in a crash", log)
    return (int(match[1]) + 1, match[2].decode()) if match else None


def _tag(program, crash):
    """What the program says of a crash file."""
    done = subprocess.run([program, crash], capture_output=True, check=False)
    return campaign.tag_of_log(done.stderr) or "CRASH"


def run(program, folder, seed, seconds, stop, environment=None):
    """Runs `program`, built by afl-clang-fast, under afl-fuzz."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    out = folder / "out"
    command = ["afl-fuzz", "-s", str(seed), "-V", str(seconds), "-i", SEEDS, "-o", out, "--", program]
    start = time.monotonic()
    with (folder / "log").open("wb") as log:
        process = Program(command, log, environment={**_ENVIRONMENT, **(environment or {})}, cwd=folder)
    watch([process], seconds + GRACE_SECONDS,
          lambda: stop.is_set() or crashing_seed((folder / "log").read_bytes()))
    took = time.monotonic() - start
    left_out = crashing_seed((folder / "log").read_bytes())
    interrupted = process.asked and not left_out
    crashes = sorted((out / "default" / "crashes").glob("id:*"))
    stats = out / "default" / "fuzzer_stats"
    counted = re.search(r"^execs_done *: (\d+)", stats.read_text() if stats.exists() else "", re.M)
    executions, crash, tag = int(counted[1]) if counted else 0, "", ""
    if left_out:
        executions, crash = left_out[0], str(SEEDS / left_out[1])
    elif crashes:
        crash = str(shutil.copy(crashes[0], folder / "crash-afl"))
    if crash:
        tag = _tag(program, crash)
    elif not interrupted:
        campaign.check_end(f"afl-fuzz of {program}", folder / "log", process.process.returncode, executions)
    shutil.rmtree(out, ignore_errors=True)
    return campaign.Outcome(tag, executions, took, crash, bool(tag) or not interrupted)
