"""What interleaving feedback is worth: what fuzz_interleave keeps and reaches with all of it, without each of its
signals, and without any (harness/execution/feedback.h).

Each run starts from corpus/seeds and ends after so many executions, so that a busy machine changes nothing but the
time. `ukeyfuzz reach` then counts who did what to a flow in which state in the corpus that is left. How soon planted
bugs are found in these ways is said by ci/bench ablation. Finished runs are kept in build/feedback, and made again
when the fuzz target, the seeds or --executions have changed.

Environment: UKEYFUZZ_JOBS, how many processes (one per processor).
Exit code: 0 done, 2 cannot run, 130 interrupted.
"""

import argparse
import json
import shutil
import subprocess
from functools import partial

import campaign
import runs
from bench import page
from bench.ways import ways_without_signals
from build import build, install_needed
from command_line import Parser, command_of, page_file, positive
from entries import ROOT, UserError, seed_files
from locks import hold
from report import kept, table
from report.templates import markup
from supervisor import watch
from workers import Worker

WORK = ROOT / "build" / "feedback"
FUZZER, TOOL = (ROOT / "build/plain/targets" / name for name in ("fuzz_interleave", "ukeyfuzz"))
ALL = "default"


def arguments(argv):
    """Reads the command line."""
    parser = Parser(prog="ci/bench feedback", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--executions", type=positive, default=400000, metavar="N", help="of each run (400000)")
    parser.add_argument("--seeds", type=positive, default=3, metavar="N",
                        help="runs of each way, each with another seed (3)")
    parser.add_argument("--results", type=page_file, metavar="FILE", help="write a page of the table too")
    return parser.parse_args(argv)


def ways():
    """{name: environment}."""
    return {ALL: {}, **{way.name: way.environment for way in ways_without_signals()}}


def _reached(corpus):
    """(how many triples the files reach, how many there could be)."""
    done = subprocess.run([TOOL, "reach", "--json", corpus], capture_output=True, text=True, check=False)
    said = json.loads(done.stdout) if done.returncode in (0, 1) else {}
    if not said or said["violations"]:
        raise UserError(f"{TOOL.name} reach ended with {done.returncode}: {done.stderr.strip()[-300:] or said}")
    return said["reached"], said["possible"]


def run_one(way, environment, seed, executions, mark, stop):
    """One run, unless it is there already. Returns its record, or None if it was interrupted."""
    folder = WORK / "runs" / way / str(seed)
    record = runs.kept(folder, mark)
    if record or stop.is_set():
        return record
    shutil.rmtree(folder, ignore_errors=True)
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for file in seed_files():
        shutil.copy(file, corpus)
    worker = Worker([FUZZER, f"-seed={seed}", "-reload=0", f"-runs={executions}", f"-artifact_prefix={folder}/", corpus],
                    folder / "fuzz", environment, cwd=folder)
    watch([worker], is_over=stop.is_set)
    if worker.asked:
        return None
    campaign.check_end(FUZZER, worker.files["log"], worker.process.returncode, worker.executions())
    triples, possible = _reached(corpus)
    record = {"way": way, "seed": seed, "fingerprint": mark, "triples": triples, "possible": possible,
              "files": sum(1 for _ in corpus.iterdir())}
    shutil.rmtree(corpus)
    runs.keep(folder, record)
    return record


def describe(record):
    """One run as a line."""
    return f"{record['way']} seed {record['seed']}: {record['triples']} triples, {record['files']} files"


def data_of(records, executions):
    """What the page is made of, as JSON has it."""
    found = {way: [record for record in records if record["way"] == way] for way in ways()}
    return {"executions": executions, "possible": max(record["possible"] for record in records), "ways": [
        {"way": way, "triples": [record["triples"] for record in those], "files": [record["files"] for record in those]}
        for way, those in found.items()]}


def _lines(data):
    """The head of the table, and its lines."""
    return ("way", "triples, by seed", "files kept"), [
        [way["way"], *(", ".join(map(str, way[key])) for key in ("triples", "files"))] for way in data["ways"]]


def page_of(data, name):
    """The Markdown of docs/results/feedback.md."""
    header, lines = _lines(data)
    return page.page("feedback.md.j2", "What is interleaving feedback worth?", data, name,
                     table=markup(table.markdown(header, lines, len(header))))


def main(argv):
    """The script."""
    options = arguments(argv)
    install_needed()
    build("plain", ["fuzz_interleave", "ukeyfuzz", "corpus_seeds"])
    where, mark = page.machine(), runs.fingerprint(FUZZER, str(options.executions))
    planned = [(way, environment, seed) for seed in range(1, options.seeds + 1) for way, environment in ways().items()]
    with hold(WORK, "ci/bench feedback"):
        if not runs.make_all([partial(run_one, *one, options.executions, mark) for one in planned], describe, "ci/bench",
                             WORK):
            return 130
        records = [runs.kept(WORK / "runs" / way / str(seed), mark) for way, _, seed in planned]
    data = data_of(records, options.executions)
    if options.results:
        kept.write(options.results, page.measured(command_of("ci/bench feedback", argv), where, **data), page_of)
    header, lines = _lines(data)
    print(table.text([header, *lines], len(header)))
    print(f"\n{data['possible']} triples are possible; {data['executions']} executions of each run.")
    return 0
