"""What ci/correct does: of each build so many silent executions.

usage: correct.py FRESH RESULTS [BUILD EXECUTIONS]...   (FRESH: true or false. RESULTS: a page that each run is
added to, or empty)
"""

import hashlib
import shutil
import sys
import time
from pathlib import Path

import artefacts
import found
from bench import silence_page
from build import build as make, jobs_wanted
from commit import commit_name
from entries import ROOT, UserError, from_root, main_of, reason
from locks import hold
from printable import counted, printable_lines
from workers import Crew

SECONDS_PER_LINE = 60


def _number(path):
    """The number in a file, 0 if there is none."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return 0


def _counted(path):
    """The executions in a statistics file."""
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("executions: "):
            return int(line.split()[1])
    return 0


def largest_rss(crew):
    """The resident memory of the largest process, in MiB."""
    largest = 0
    for worker in crew.workers:
        try:
            with open(f"/proc/{worker.process.pid}/status", encoding="ascii", errors="replace") as status:
                largest = max([largest, *(int(line.split()[1]) for line in status
                                          if line.startswith("VmRSS:"))])
        except OSError:
            continue
    return largest // 1024


class Run:
    """One build."""

    def __init__(self, build, executions):
        preset = build.removesuffix("-fine")
        self.build, self.wanted = build, executions
        self.made, self.mib = 0, (None, None)
        programs = ROOT / "build" / preset / "targets"
        suffix = "_fine" if build.endswith("-fine") else ""
        self.target = f"fuzz_interleave{suffix}"
        self.program = programs / self.target
        self.replay = f"{from_root(programs / f'ukeyfuzz{suffix}')} replay"
        self.work = ROOT / "build" / "correct" / build
        self.seeds = ROOT / "build" / preset / "corpus" / "seeds"

    def resume(self, fresh):
        """Prepares the folder, and returns how many executions are behind it. Those of the processes that
        ran last are in their files, even if they were killed."""
        mark = hashlib.sha256(self.program.read_bytes()).hexdigest()
        seeds = sorted(self.seeds.glob("*.bin"))
        if not seeds:
            raise UserError(f"no seeds in {self.seeds}: they are what the target corpus_seeds makes")
        program = self.work / "program"
        if fresh or not program.exists() or program.read_text(encoding="ascii").strip() != mark:
            for path in self.work.iterdir():
                if path.name != ".lock":
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            (self.work / "corpus").mkdir()
            for seed in seeds:
                artefacts.store(self.work / "corpus" / seed.name, seed.read_bytes())
            artefacts.store(program, f"{mark}\n".encode())
        statistics = list(self.work.glob("worker-*.stats"))
        made = _number(self.work / "executions") + sum(map(_counted, statistics))
        artefacts.store(self.work / "executions", f"{made}\n".encode())
        for path in statistics:
            path.unlink()
        return made

    def work_on(self, made):
        """Makes the executions that are left. Returns the crew, which has ended."""
        left, crew = max(self.wanted - made, 0), Crew()
        workers = jobs_wanted() if left else 0
        start = last = time.monotonic()
        first = seen = None
        # libFuzzer looks at each file of the corpus whenever it reloads: each second is too often.
        for number in range(1, workers + 1):
            crew.start([self.program, f"-seed={made + number}", f"-runs={-(-left // workers)}",
                        "-reload=10", f"-artifact_prefix={self.work}/{self.build}-",
                        self.work / "corpus"], self.work / f"worker-{number}")

        def progress():
            nonlocal last, first, seen
            if time.monotonic() - last >= SECONDS_PER_LINE:
                last = time.monotonic()
                seen = largest_rss(crew)
                first = first or seen
                print(f"  {(last - start) // 60:.0f} min: {crew.executions()} executions, "
                      f"{seen} MiB ({first} MiB after the first minute)", flush=True)

        crew.watch(None, progress)
        self.mib = first, seen
        return crew, time.monotonic() - start

    def data(self, commit):
        """A run for docs/results/silence.json, if it has ended well."""
        return {"command": f"ci/correct {self.build} {self.wanted}", "commit": commit, "executions": self.made,
                "mib_first": self.mib[0], "mib_last": self.mib[1], "result": silence_page.SILENT}

    def judge(self, made, crew, took):
        """Says what came of it. Returns the exit code."""
        trouble = []
        findings = [finding for worker in crew.workers
                    if (finding := found.of_worker(worker, self.target, self.build,
                                                   f"{self.work}/{self.build}-", trouble))]
        for finding in findings:
            found.tell(finding, self.replay)
        for worker in crew.workers:
            if worker.log_trouble():
                trouble.append(worker.log_trouble())
        try:
            broken = artefacts.remove_broken(self.work / "corpus")
            if broken > sum(1 for worker in crew.workers if worker.asked):
                trouble.append(f"{self.work / 'corpus'}: {counted(broken, 'file')} could not be written, now removed")
            if findings or trouble:
                (self.work / "program").unlink()  # What has found something is not gone on with.
        except OSError as error:
            trouble.append(reason(error))
        for line in trouble:
            print(f"ci/correct: {line}", file=sys.stderr)
        if trouble:
            raise UserError("not all that was found could be stored: this run proves nothing")
        if findings:
            return 1
        if crew.interrupted:
            print("interrupted; the same command goes on")
            return 130
        for worker in crew.workers:
            if worker.failed():
                print(printable_lines(worker.said.decode(errors="replace")[-2000:]), file=sys.stderr)
                raise UserError(f"{self.build}: a process failed without a finding; its log is "
                             f"{worker.files['log']}")
        made += crew.executions()
        self.made = made
        if made < self.wanted:
            raise UserError(f"{self.build}: {made} executions, and no process is left to make the others; "
                         f"see {self.work}")
        print(f"{self.build}: {made} executions, the last {crew.executions()} in {took:.0f} s, about "
              f"{crew.total('distinct_schedules') // max(len(crew.workers), 1)} distinct schedules per "
              "process, nothing found")
        return 0


def run_silently(build, executions, fresh, results):
    """One build. Returns the exit code."""
    commit = commit_name()
    run = Run(build, executions)
    lock = hold(run.work, f"ci/correct {build}")
    made = run.resume(fresh)
    if made:
        print(f"{build}: {made} executions are behind it, {max(run.wanted - made, 0)} to go", flush=True)
    crew, took = run.work_on(made)
    code = run.judge(made, crew, took)
    crew.dismiss()
    lock.close()
    if results and code == 0:
        silence_page.add(Path(results), run.data(commit))
    return code


def main(argv):
    """Returns the exit code."""
    fresh, results, *wanted = argv
    codes = []
    for build, executions in zip(wanted[::2], wanted[1::2]):
        fine = "_fine" if build.endswith("-fine") else ""
        make(build.removesuffix("-fine"), [f"fuzz_interleave{fine}", f"ukeyfuzz{fine}", "corpus_seeds"])
        codes.append(run_silently(build, int(executions), fresh == "true", results))
        if codes[-1] == 130:
            return 130
    return max(codes)


if __name__ == "__main__":
    main_of("ci/correct", main)
