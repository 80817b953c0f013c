"""Which mutants and builds a command line of ci/mutants means."""

import json
import random
from pathlib import Path

from entries import UserError, did_you_mean
from mutants import operators, workshop


def chosen_builds(text):
    """The builds of --builds."""
    builds = text.split(",")
    for build in builds:
        if build not in workshop.BUILDS:
            raise UserError(f"--builds: '{build}' is none of {', '.join(workshop.BUILDS)}"
                         f"{did_you_mean(build, workshop.BUILDS)}; try --help")
    return list(dict.fromkeys(builds))


def chosen_files(names):
    """The files of --file, from the root."""
    known = {Path(name).name: name for name in operators.all_files()}
    for name in names:
        if Path(name).name not in known or name not in (Path(name).name, known[Path(name).name]):
            raise UserError(f"--file: there is no {name} in src/{did_you_mean(name, known)}; try --list")
    return {known[Path(name).name] for name in names} or set(known.values())


def chosen(everything, options):
    """The mutants that the command line names."""
    files, known = chosen_files(options.file), {mutant.id for mutant in everything}
    for name in options.ids:
        if name not in known:
            raise UserError(f"there is no mutant {name}{did_you_mean(name, known)}; try --list")
    mutants = [mutant for mutant in everything
               if mutant.file in files and (not options.operator or mutant.operator in options.operator)
               and (not options.ids or mutant.id in options.ids)]
    if options.shard:
        part, whole = options.shard
        mutants = mutants[part - 1::whole]
    if options.sample and options.sample < len(mutants):
        drawn = set(random.Random(options.seed).sample(range(len(mutants)), options.sample))
        mutants = [mutant for number, mutant in enumerate(mutants) if number in drawn]
    if not mutants:
        raise UserError("no mutant is left to look for")
    return mutants


def print_list(mutants, as_json):
    """--list."""
    if as_json:
        print(json.dumps([mutant.__dict__ for mutant in mutants], indent=2))
        return
    for mutant in mutants:
        print(f"{mutant.id}  {mutant.file}:{mutant.line}  {mutant.summary}")
