"""What ci/fuzz does once its packages are there: one fuzz target in one build, on all processors.

usage: fuzz.py SECONDS BUILD TARGET FRESH [RESULT]   (FRESH: true or false; RESULT: a file for the result)
"""

import json
import shutil
import sys
import time
from pathlib import Path

import artefacts
import found
from build import build as make, jobs_wanted
from command_line import rewrites
from entries import ROOT, UserError, from_root, main_of, reason
from locks import hold
from printable import counted, printable, printable_lines, shell_path
from terminal import GREEN, RED, RESET, say
from workers import EXCUSE, Crew

TERMINAL = rewrites(sys.stdout)
PROGRESS_SECONDS = 10
# A process ends an execution after its time. One that takes longer is asked to end.
GRACE_SECONDS = 15
STILL_WIDTH = 56  # On a terminal, where a line is written over the one before.
_NOT_REACHED = ("executions", "distinct_schedules", "points", "switches", "preemptions")


class Run:
    """One run of ci/fuzz, its names and its folder."""

    def __init__(self, seconds, build, target, fresh):
        fine = build.endswith("-fine")
        self.preset = build.removesuffix("-fine")
        self.tool = "ukeyfuzz_fine" if fine else "ukeyfuzz"
        self.seconds, self.build, self.fresh = seconds, build, fresh
        self.interleaves = target == "fuzz_interleave"
        self.target = target + ("_fine" if fine else "")
        programs = ROOT / "build" / self.preset / "targets"
        self.program = programs / self.target
        self.replay = (f"{shell_path(from_root(programs / self.tool))} replay"
                       if self.interleaves else shell_path(from_root(self.program)))
        name = build if self.interleaves else f"{build}-{target}"
        self.work = ROOT / "build" / "fuzz" / name
        self.corpus = self.work / "corpus"
        self.prefix = self.work / (f"{build}-" if self.interleaves else f"{build}-{target[5:]}-")
        self.seeds = ROOT / "build" / self.preset / "corpus" / "seeds"
        self.trouble, self.findings = [], []

    def prepare(self):
        """The working corpus, with the seeds in it. Nothing begins with nothing."""
        if self.fresh:
            shutil.rmtree(self.corpus, ignore_errors=True)
        self.corpus.mkdir(parents=True, exist_ok=True)
        broken = artefacts.remove_broken(self.corpus)
        if broken:
            print(f"warning: removed: {counted(broken, 'file')} of an earlier run, empty or broken, from "
                  f"{from_root(self.corpus)}", file=sys.stderr)
        seeds = sorted(self.seeds.glob("*.bin"))
        if not seeds:
            raise UserError(f"no seeds in {self.seeds}: they are what the target corpus_seeds makes")
        if self.target == "fuzz_scenario":
            seeds += sorted((ROOT / "corpus" / "seeds").glob("*.scenario"))
        for seed in seeds:
            artefacts.store(self.corpus / seed.name, seed.read_bytes())
        for path in self.work.glob("worker-*"):
            path.unlink()

    def command(self, number):
        """The command line of worker `number`."""
        # libFuzzer looks at each file of the corpus whenever it reloads: each second is too often.
        return [self.program, f"-max_total_time={self.seconds}", f"-seed={number}", "-reload=10",
                "-print_final_stats=1", f"-artifact_prefix={self.prefix}", self.corpus]

    def fuzz(self):
        """Fuzzes. Returns the crew, which has ended."""
        crew, workers = Crew(), jobs_wanted()
        start = last = time.monotonic()
        print(f"fuzzing for {self.seconds} s with {workers} process{'' if workers == 1 else 'es'}; Ctrl-C ends it early and keeps "
              "everything", flush=True)
        for number in range(1, workers + 1):
            crew.start(self.command(number), self.work / f"worker-{number}")

        def progress(last_one=False):
            nonlocal last
            now = time.monotonic()
            if last_one or now - last >= (1 if TERMINAL else PROGRESS_SECONDS):
                last = now
                print(self.line(crew, now - start), end="" if TERMINAL else "\n", flush=True)

        crew.watch(self.seconds + GRACE_SECONDS, progress)
        progress(last_one=True)
        print()
        self.took = time.monotonic() - start
        return crew

    def line(self, crew, elapsed):
        """A line of progress, over the last one on a terminal."""
        executions = crew.executions()
        return (f"{chr(13) if TERMINAL else ''}{elapsed:5.0f} s  {executions:12d} executions  "
                f"{executions / max(elapsed, 1):8.0f}/s  coverage {crew.largest('cov'):5d}  "
                f"features {crew.largest('ft'):6d}  corpus {self.files():5d}  "
                f"{crew.still():{STILL_WIDTH if TERMINAL else 0}}")

    def files(self):
        """In the working corpus; 0 if that is gone, which collect() says."""
        try:
            return sum(1 for path in self.corpus.iterdir() if path.is_file())
        except OSError:
            return 0

    def _attempt(self, work, otherwise):
        """What `work` returns. Where files are in its way that is noted, and it is `otherwise`."""
        try:
            return work()
        except OSError as error:
            self.trouble.append(reason(error))
            return otherwise

    def _remove_if_broken(self, path):
        """Whether an artefact was cut short."""
        if artefacts.is_whole(path):
            return False
        self.trouble.append(f"{path}: was cut short, and is removed")
        path.unlink()
        return True

    def collect(self, crew, before):
        """What was found, and what could not be stored. Returns the files that are new."""
        found_by_each = [found.of_worker(worker, self.target, self.build, self.prefix, self.trouble)
                         for worker in crew.workers]
        self.findings = found.once_each(filter(None, found_by_each))
        there = self._attempt(lambda: artefacts.listed(self.prefix), {})
        new = [path for path, mark in sorted(there.items()) if before.get(path) != mark
               and not self._attempt(lambda path=path: self._remove_if_broken(path), True)]
        for worker in crew.workers:
            if worker.log_trouble():
                self.trouble.append(worker.log_trouble())
        broken = self._attempt(lambda: artefacts.remove_broken(self.corpus), 0)
        # One that was ended may have been writing.
        if broken > sum(1 for worker in crew.workers if worker.asked):
            self.trouble.append(f"{self.corpus}: {counted(broken, 'file')} could not be written, now removed")
        return new

    def tell_tried(self, crew):
        """What was tried."""
        print("\nwhat was tried")
        print(f"  {self.target}: {crew.executions()} executions in {self.took:.0f} s ({self.build} build)")
        schedules = crew.total("distinct_schedules") // max(len(crew.workers), 1)
        if schedules:
            print(f"  about {schedules} distinct schedules per process")
        print(f"  coverage: {crew.largest('cov')} edges, {crew.largest('ft')} features; {self.files()} "
              "inputs in the working corpus")
        names = dict.fromkeys(name for worker in crew.workers for name in worker.statistics()
                              if name not in _NOT_REACHED and not name.startswith(EXCUSE))
        counts = {name: crew.total(name) for name in names}
        reached = [f"{name:<26} {count:10d}" for name, count in counts.items() if count]
        if counts:
            print("  reached, how often:")
            for i in range(0, len(reached), 3):
                print("    " + "  ".join(reached[i:i + 3]))
            missing = [n for n, count in counts.items() if not count and n != "unsettled"]
            print("  not reached:", *(missing or ["none"]))

    def tell_found(self, crew, before, new):
        """What was found. Returns the exit code."""
        print("what was found")
        if before:
            print(f"  (not counted: {counted(len(before), 'file')} of earlier runs in {self.work})")
        for finding in self.findings:
            found.tell(finding, self.replay)
        kept = {finding.file for finding in self.findings}
        slow = [path for path in new if artefacts.kind_of(path.name) == "slow-unit"]
        others = [path for path in new if path not in kept and path not in slow]
        files = sorted({*(kept - {None}), *others})
        if self.findings or others:
            print(f"{RED}  {counted(len(files), 'file')}:{RESET}")
        for path in files:
            print(f"    {printable(path)}\n      replay: {self.replay} {shell_path(path)}")
        for path in slow:
            print(f"  slow: {printable(path)}")
        for line in self.trouble:
            print(f"ci/fuzz: {printable(line)}", file=sys.stderr)
        if self.trouble:
            raise UserError("not all that was found could be stored: this run proves nothing")
        if self.findings or others:
            return 1
        for worker in crew.workers:
            if worker.failed():
                print(printable_lines(worker.said.decode(errors="replace")[-2000:]), file=sys.stderr)
                raise UserError("a fuzzing process failed without a finding; its log is "
                             f"{worker.files['log']}")
        if not crew.interrupted and not crew.executions():
            raise UserError(f"nothing was executed; see {self.work / 'worker-1.log'}")
        print(f"{GREEN}  nothing{RESET}")
        return 130 if crew.interrupted else 0

    def record(self, crew, code):
        """The result for programs."""
        return {"target": self.target, "build": self.build, "seconds": round(self.took, 1),
                "executions": crew.executions(), "exit": code, "trouble": self.trouble,
                "findings": [finding.record() for finding in self.findings]}


def write_result(path, record):
    """--json. It need not be a file: /dev/stdout is none."""
    try:
        Path(path).write_text(json.dumps(record) + "\n", encoding="utf-8")
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from error


def main(argv):
    """Returns the exit code."""
    seconds, build, target, fresh, *result = argv
    run = Run(int(seconds), build, target, fresh == "true")
    say(f"building ({build})")
    make(run.preset, [run.target, run.tool, "corpus_seeds"])
    lock = hold(run.work, f"ci/fuzz --build {build} --target {target}")
    run.prepare()
    before = artefacts.listed(run.prefix)
    crew, code = run.fuzz(), 2
    try:
        new = run.collect(crew, before)
        run.tell_tried(crew)
        code = run.tell_found(crew, before, new)
    finally:
        for path in result:
            write_result(path, run.record(crew, code))
        sys.stdout.flush()
        crew.dismiss()
        lock.close()
    return code


if __name__ == "__main__":
    main_of("ci/fuzz", main)
