"""How soon `ukeyfuzz run` finds the bugs of corpus/programs/, by strategy; and whether their twins are silent.

Prints a table: a row per program, a column per strategy, the median of the schedules and of the seconds to the
first failure. Then each corrected twin is run for as many schedules as --twins says. Ends with 1 if the mixture of
strategies has not found a bug, or if a twin has failed.
"""

import argparse
import re
import statistics
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import programs
from report import kept, table
from bench import page
from build import build, install_needed, jobs_wanted
from command_line import Parser, Progress, command_of, page_file
from commit import commit_name
from entries import ROOT, UserError
from report.templates import markup

UKEYFUZZ = ROOT / "build" / "plain" / "targets" / "ukeyfuzz"
MIXTURE = "all"
STRATEGIES = (MIXTURE, "random", "pct", "pos", "surw", "surw-object", "delay-bound")
NEEDED = {"time any": ["--time", "any"], "spurious wake-ups": ["--spurious", "2"]}
SILENT = re.compile(r"nothing found in (\d+) schedules?\b")
FAILED = re.compile(r"^FAILED after (\d+) schedules? \([^)]*?([\d.]+) s\): (.*)", re.M)


@dataclass(frozen=True)
class Run:
    schedules: int | None  # None: nothing was found.
    seconds: float
    said: str


def twin_path(folder: Path, program: programs.Program) -> Path:
    """Where compile_all() puts the corrected twin."""
    return _path(folder, program, True)


def compile_all(folder: Path, chosen: list[programs.Program]) -> None:
    def compile_one(job):
        program, fixed = job
        compiler = (str(UKEYFUZZ), "c++" if program.compiler == "c++" else "cc")
        done = subprocess.run(program.command(_path(folder, program, fixed), fixed, compiler),
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise UserError(f"{program.path}: ukeyfuzz {compiler[1]} cannot build it: {done.stderr.strip()}")

    with ThreadPoolExecutor(jobs_wanted()) as pool:
        list(pool.map(compile_one, [(p, fixed) for p in chosen for fixed in (False, True)]))


def _path(folder: Path, program: programs.Program, fixed: bool) -> Path:
    return folder / f"{program.name}{'-fixed' if fixed else ''}.uk"


def command(path: Path, program: programs.Program, runs: int, seed: int, strategy: str) -> list[str]:
    needed = [option for need in program.needs for option in NEEDED[need]]
    return [str(UKEYFUZZ), "run", "--quiet", "--no-minimize", f"--output={path}.uks", f"--runs={runs}", f"--seed={seed}",
            f"--strategy={strategy}", *needed, str(path)]


def parse(text: str, returncode: int) -> Run:
    """What `ukeyfuzz run` has said; UserError if that is neither a failure nor silence."""
    found = FAILED.search(text)
    if found and returncode == 1:
        return Run(int(found[1]), float(found[2]), found[3])
    if returncode == 0 and "nothing found" in text:
        return Run(None, 0, "")
    raise UserError(f"ukeyfuzz run ended with {returncode}: {text.strip()[-300:]}")


def run(folder: Path, program: programs.Program, fixed: bool, runs: int, seed: int, strategy: str) -> Run:
    done = subprocess.run(command(_path(folder, program, fixed), program, runs, seed, strategy),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return parse(done.stdout, done.returncode)


def cell(results: list[Run]) -> str:
    """The medians, and how many runs have found nothing: "12, 0.01 s (1 of 5 not)"."""
    found = [result for result in results if result.schedules is not None]
    if not found:
        return "-"
    missed = len(results) - len(found)
    return (f"{statistics.median(r.schedules for r in found):.0f}, {statistics.median(r.seconds for r in found):.2f} s"
            + (f" ({missed} of {len(results)} not)" if missed else ""))


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(prog="ci/bench programs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of programs in corpus/programs (all)")
    parser.add_argument("--runs", type=int, default=20000, help="schedules at most (20000)")
    parser.add_argument("--seeds", type=int, default=5, help="runs of each strategy (5)")
    parser.add_argument("--twins", type=int, default=20000, help="schedules of each twin (20000); 0: none")
    parser.add_argument("--strategies", default=",".join(STRATEGIES), metavar="NAME[,NAME]...", type=lambda text: text.split(","),
                        help="separated by commas (%(default)s)")
    parser.add_argument("--results", type=page_file, metavar="FILE", help="write a page of the table too")
    return parser.parse_args(words)


def choose(names: list[str]) -> list[programs.Program]:
    known = {program.name: program for program in programs.all_programs()}
    for name in names:
        if name not in known:
            raise UserError(f"there is no program '{name}' in corpus/programs")
    return [known[name] for name in names] if names else list(known.values())


def measure(folder: Path, chosen: list[programs.Program], options: argparse.Namespace) -> list[list[str]]:
    """A row of cells for each program. Says each as soon as it is known."""
    rows, progress = [], Progress(len(chosen))
    for program in chosen:
        cells = [cell([run(folder, program, False, options.runs, seed, strategy)
                       for seed in range(1, options.seeds + 1)]) for strategy in options.strategies]
        progress.say(f"{program.name}: {'; '.join(cells)}")
        rows.append([program.name, *cells])
    return rows


def missed_by_mixture(rows: list[list[str]], strategies: list[str]) -> list[str]:
    """What the mixture has not found, if it was asked."""
    if MIXTURE not in strategies:
        return []
    at = 1 + strategies.index(MIXTURE)
    return [row[0] for row in rows if row[at] == "-"]


def twins(folder: Path, chosen: list[programs.Program], runs: int) -> list[str]:
    """Returns those that have failed, and how."""
    failed = []
    for program in chosen:
        result = run(folder, program, True, runs, 1, MIXTURE)
        if result.schedules is not None:
            failed.append(f"{program.name}: {result.said}")
    return failed


def page_of(data: dict, name: str) -> str:
    """The Markdown of docs/results/programs.md."""
    return page.page("programs.md.j2", "How soon are the bugs of corpus/programs found?", data, name,
                     table=markup(table.markdown(data["header"], data["rows"], len(data["header"]))))


def main(argv: list[str]) -> int:
    options = arguments(argv)
    chosen = choose(options.names)
    install_needed()
    build("plain", ["ukeyfuzz"])
    where = page.machine()
    with tempfile.TemporaryDirectory() as folder:
        compile_all(Path(folder), chosen)
        rows = measure(Path(folder), chosen, options)
        failed = twins(Path(folder), chosen, options.twins) if options.twins else []
    missed = missed_by_mixture(rows, options.strategies)
    header = ["program", *options.strategies]
    print(f"Median schedules and seconds to the first failure; {options.seeds} seeds, at most {options.runs} "
          f"schedules each, commit {commit_name()}.\n\n{table.text([header, *rows], len(header))}")
    for name in missed:
        print(f"not found: {name}")
    for line in failed:
        print(f"the twin fails: {line}")
    if options.twins:
        print(f"\n{len(chosen) - len(failed)} of {len(chosen)} twins silent for {options.twins} schedules")
    if options.results:
        kept.write(options.results, page.measured(
            command_of("ci/bench programs", argv), where, seeds=options.seeds, runs=options.runs, twins=options.twins,
            failed=failed, missed=missed, header=header, rows=rows), page_of)
    return 1 if missed or failed else 0
