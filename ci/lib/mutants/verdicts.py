"""Has mutants looked for, and tells what came of them."""

import json
import sys

from command_line import command_of
from commit import commit_name
from entries import ROOT, UserError
from mutants import equivalent, score, search
from report import kept


def tell(records, reasons, options, argv, drawn_from):
    """Prints what came of them, and writes the page."""
    if options.json:
        counts = score.count(records, reasons)
        print(json.dumps({"score": score.score(counts), "counts": {c: counts[c] for c in score.COLUMNS},
                          "commit": commit_name(), "seconds": options.seconds, "builds": options.builds,
                          "mutants": [{**r, "verdict": score.verdict(r, reasons)} for r in records]}, indent=2))
    else:
        print(score.text(records, reasons), end="")
    if options.results:
        kept.write(options.results, score.data_of(records, reasons, command_of("ci/mutants", argv), commit_name(),
                                                  drawn_from, kept.read(options.results)), score.page_of)


def run(mutants, reasons, options, argv, drawn_from):
    """Looks for them, and tells. Returns the exit code."""
    looking = search.Search(options.work, {} if options.table else search.prepare(options.builds),
                            options.builds, options.seconds)
    if options.fresh:
        looking.forget()
    complete = options.table or search.look_for_all(looking, mutants)
    records = [record for record in map(looking.kept, mutants) if record]
    if options.table and not records:
        raise UserError(f"no verdict is kept in {options.work} for these mutants and this budget")
    tell(records, reasons, options, argv, drawn_from)
    wrong = score.wrongly_equivalent(records, reasons)
    for name in wrong:
        print(f"ci/mutants: {name} was killed; it is not equivalent: remove it from "
              f"{equivalent.DEFAULT.relative_to(ROOT)}", file=sys.stderr)
    if not complete:
        return 130
    return int(bool(wrong or score.survivors(records, reasons)))
