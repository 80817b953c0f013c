#!/usr/bin/env python3
"""How long each way of looking takes to find each planted bug: the fuzzer as it is, with a part
taken away, and what others use.

Every run starts from corpus/seeds alone and ends with its first finding, whatever that is: the
correct cache has none. Runs are made in parallel, and finished ones are kept in
build/ablation/runs: an interrupted table goes on where it stopped. A run is made again when its
program, the seeds or --seconds have changed.

Environment: UKEYFUZZ_JOBS, how many processes (one per processor).
Exit code: 0 done, 2 cannot run, 130 interrupted.
"""

import argparse
import hashlib
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import ablation_table
from build import build, install_needed, jobs_wanted
from command_line import Parser, Progress, positive
from entries import ROOT, SEEDS, Misfit, main_of, read_entries
from ways import all_ways

WORK = ROOT / "build" / "ablation"


def arguments(argv):
    """Reads the command line."""
    parser = Parser(prog="ci/bench ablation", description=__doc__,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="ENTRY", help="which planted bugs (all)")
    parser.add_argument("--seconds", type=positive, default=60, metavar="CAP",
                        help="how long each run looks (60)")
    parser.add_argument("--seeds", type=positive, default=3, metavar="N",
                        help="runs of each kind, each with another seed (3)")
    parser.add_argument("--ways", metavar="WAY[,WAY]...", help="which ways (all)")
    parser.add_argument("--list", action="store_true", help="list the ways, and end")
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text",
                        help="of the table on standard output (text)")
    parser.add_argument("--table", action="store_true",
                        help="run nothing; print the table of the finished runs")
    parser.add_argument("--fresh", action="store_true", help="forget finished runs")
    return parser.parse_args(argv)


def chosen_ways(text, ways):
    """The ways that --ways names."""
    if not text:
        return ways
    known = {way.name: way for way in ways}
    for name in text.split(","):
        if name not in known:
            raise Misfit(f"there is no way '{name}'; try --list")
    return [known[name] for name in dict.fromkeys(text.split(","))]


def fingerprint(entry, way, seconds):
    """Says whether a finished run still stands."""
    digest = hashlib.sha256(way.path(entry).read_bytes())
    for seed_file in sorted(SEEDS.glob("*.bin")):
        digest.update(seed_file.read_bytes())
    digest.update(f"{seconds} {sorted(way.environment.items())}".encode())
    return digest.hexdigest()


def folder_of(entry, way, seed):
    """Where a run is kept."""
    return WORK / "runs" / entry.name / way.name / str(seed)


def run_one(entry, way, seed, seconds, mark, stop):
    """One run, unless it is there already. Returns its record, or None if it was interrupted."""
    folder = folder_of(entry, way, seed)
    record_file = folder / "run.json"
    if record_file.exists():
        record = json.loads(record_file.read_text())
        if record["fingerprint"] == mark:
            return record
    if stop.is_set():
        return None
    outcome = way.run(way.path(entry), folder, seed, seconds, stop, way.environment)
    if not outcome.complete:
        return None
    record = {"entry": entry.name, "way": way.name, "seed": seed, "fingerprint": mark,
              "tag": outcome.tag, "executions": outcome.executions,
              "seconds": round(outcome.seconds, 2), "crash": outcome.crash}
    record_file.write_text(json.dumps(record, indent=2) + "\n")
    return record


def told(record):
    """One run as a line."""
    what = f"{record['tag']} after" if record["tag"] else "nothing in"
    return (f"{record['entry']} {record['way']} seed {record['seed']}: {what} "
            f"{record['executions']} executions, {record['seconds']:.1f} s")


def run_all(entries, ways, options):
    """All runs, in parallel: first each once, then each a second time. True if complete."""
    stop = threading.Event()
    marks = {(entry.name, way.name): fingerprint(entry, way, options.seconds)
             for entry in entries for way in ways}
    progress = Progress(len(marks) * options.seeds)
    with ThreadPoolExecutor(jobs_wanted()) as pool:
        futures = [pool.submit(run_one, entry, way, seed, options.seconds,
                               marks[entry.name, way.name], stop)
                   for seed in range(1, options.seeds + 1) for entry in entries for way in ways]
        try:
            for future in as_completed(futures):
                record = future.result()
                if record:
                    progress.say(told(record))
        except KeyboardInterrupt:
            stop.set()
            pool.shutdown(cancel_futures=True)
            print(f"\nci/bench: interrupted; what is finished is kept in {WORK}", file=sys.stderr)
            return False
    return True


def finished_runs(entries, ways, options):
    """The records that stand, by names of entry and way."""
    runs = {}
    for entry in entries:
        for way in ways:
            files = [folder_of(entry, way, seed) / "run.json"
                     for seed in range(1, options.seeds + 1)]
            runs[entry.name, way.name] = [json.loads(file.read_text())
                                          for file in files if file.exists()]
    return runs


def main(argv):
    """The script."""
    options = arguments(argv)
    entries = read_entries(options.names)
    install_needed()
    build("plain", ["fuzz_interleave", "corpus_seeds"])
    ways = chosen_ways(options.ways, all_ways(ROOT / "build/plain/targets/fuzz_interleave"))
    if options.list:
        for way in ways:
            print(f"{way.name:<14} {way.story}")
        return 0
    if any(way.build == "afl" for way in ways):
        install_needed("--afl")
    wanted = {}
    for entry in entries:
        for way in ways:
            wanted.setdefault(way.preset(entry), set()).add(way.target(entry))
    for preset, targets in sorted(wanted.items()):
        build(preset, sorted(targets))
    if options.fresh:
        for entry in entries:
            for way in ways:
                for file in (WORK / "runs" / entry.name / way.name).glob("*/run.json"):
                    file.unlink()
    complete = options.table or run_all(entries, ways, options)
    table = ablation_table.cells(entries, ways, finished_runs(entries, ways, options))
    WORK.mkdir(parents=True, exist_ok=True)
    for form, suffix in (("text", "txt"), ("markdown", "md"), ("json", "json")):
        (WORK / f"ablation.{suffix}").write_text(
            ablation_table.render(entries, ways, table, form, options))
    print(ablation_table.render(entries, ways, table, options.format, options), end="")
    return 0 if complete else 130


if __name__ == "__main__":
    main_of("ci/bench", main)
