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
from functools import partial

from zoo import planted
import runs
from build import build, install_needed
from command_line import Parser, command_of, page_file, positive
from entries import ROOT, UserError, did_you_mean, read_entries
from files import write_atomically
from locks import hold
from report import kept
from bench import ablation_table, page
from bench.ways import all_ways

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
    parser.add_argument("--results", type=page_file, metavar="FILE", help="write a page of the table too")
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
            raise UserError(f"there is no way '{name}'{did_you_mean(name, known)}; try --list")
    return [known[name] for name in dict.fromkeys(text.split(","))]


def mark_of(entry, way, seconds):
    """The fingerprint of an entry's runs of one way."""
    return runs.fingerprint(way.path(entry), f"{seconds} {sorted(way.environment.items())}")


def folder_of(entry, way, seed):
    """Where a run is kept."""
    return WORK / "runs" / entry.name / way.name / str(seed)


def run_one(entry, way, seed, seconds, mark, stop):
    """One run, unless it is there already. Returns its record, or None if it was interrupted."""
    folder = folder_of(entry, way, seed)
    record = runs.kept(folder, mark)
    if record or stop.is_set():
        return record
    outcome = way.run(way.path(entry), folder, seed, seconds, stop, way.environment)
    if not outcome.complete:
        return None
    record = {"entry": entry.name, "way": way.name, "seed": seed, "fingerprint": mark,
              "tag": outcome.tag, "executions": outcome.executions,
              "seconds": round(outcome.seconds, 2), "crash": outcome.crash}
    runs.keep(folder, record, describe(record))
    return record


def describe(record):
    """One run as a line."""
    what = f"{record['tag']} after" if record["tag"] else "nothing in"
    return (f"{record['entry']} {record['way']} seed {record['seed']}: {what} "
            f"{record['executions']} executions, {record['seconds']:.1f} s")


def run_all(entries, ways, options):
    """All runs: first each once, then each a second time. True if complete."""
    marks = {(entry.name, way.name): mark_of(entry, way, options.seconds)
             for entry in entries for way in ways}
    return runs.make_all(
        [partial(run_one, entry, way, seed, options.seconds, marks[entry.name, way.name])
         for seed in range(1, options.seeds + 1) for entry in entries for way in ways],
        describe, "ci/bench", WORK)


def finished_runs(entries, ways, options):
    """The records that stand, by names of entry and way."""
    finished = {}
    for entry in entries:
        for way in ways:
            mark = mark_of(entry, way, options.seconds)
            records = [runs.kept(folder_of(entry, way, seed), mark)
                       for seed in range(1, options.seeds + 1)]
            finished[entry.name, way.name] = [record for record in records if record]
    return finished


def main(argv):
    """The script."""
    options = arguments(argv)
    command = command_of("ci/bench ablation", argv)
    entries = planted.those_that_fit(read_entries(options.names), "ci/bench")
    install_needed()
    build("plain", ["fuzz_interleave", "corpus_seeds"])
    ways = chosen_ways(options.ways, all_ways(ROOT / "build/plain/targets/fuzz_interleave"))
    if options.list:
        for way in ways:
            print(f"{way.name:<14} {way.description}")
        return 0
    if options.table:
        return measure(entries, ways, options, command)
    with hold(WORK, "ci/bench ablation"):
        return measure(entries, ways, options, command)


def measure(entries, ways, options, command):
    """Builds, has them found in all ways, and tells. Returns the exit code."""
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
                runs.forget(WORK / "runs" / entry.name / way.name)
    where = page.machine()
    complete = options.table or run_all(entries, ways, options)
    data = ablation_table.data_of(entries, ways, finished_runs(entries, ways, options), options)
    if options.results:
        kept.write(options.results, page.measured(command, where, **data), ablation_table.page_of)
    # Before it is kept: the disk may be full.
    print(ablation_table.render(data, options.format, command), end="")
    for form, suffix in (("text", "txt"), ("markdown", "md"), ("json", "json")):
        write_atomically(WORK / f"ablation.{suffix}", ablation_table.render(data, form, command))
    return 0 if complete else 130
