"""Has entries looked for, and tells what came of it."""

from build import install_needed
from entries import read_left_out
from zoo import minima, planted, planted_build, regressions, repair, walk, zoo_results, zoo_runs, zoo_table


def say_what_fits():
    """--fits."""
    patches = planted.all_patches()
    bad = planted.stale(patches)
    print(planted.line_about_all(bad, patches) if bad else f"all {len(patches)} patches fit")
    return int(bool(bad))


def judge(rows, must_find):
    """How many rows are not as they must be."""
    bad = {"does not fit", "does not build", "incomplete", "no replay"}
    return sum(row["result"] in bad if row["survey"] and not must_find else row["result"] != "found"
               for row in rows)


def look_for(entries, options, argv):
    """Builds, has them found, and tells. Returns the exit code."""
    install_needed()
    usable, missing = planted_build.build_entries(entries, "ci/zoo")
    if options.repair:
        right = [repair.repair(entry, options.work, options.seeds, options.seconds)
                 for entry in usable]
        return int(not all(right) or bool(missing))
    if options.fresh:
        zoo_runs.forget(usable, options)
    wrong = len(missing)
    if not (options.target or options.build):
        wrong += regressions.check(usable)
    if options.regressions:
        return int(wrong > 0)
    complete = options.table or zoo_runs.run_all(usable, options)
    finished = zoo_runs.finished_runs(usable, options)
    try:
        if options.minimize and complete:
            wrong += minima.minimize_all(usable, finished)
        if options.walk and complete:
            wrong += walk.walk_all(usable, finished)
    except KeyboardInterrupt:
        complete = False  # What was found is told.
    rows = zoo_table.rows(entries, finished, options.seeds, missing)
    whole = not (options.names or options.sample or options.shard or options.walk)
    left_out = read_left_out() if whole else []
    # Before it is kept: the disk may be full.
    print(zoo_table.render(rows, left_out, options.format, options), end="")
    if whole:
        zoo_results.keep(rows, left_out, options, argv)
    if not complete:
        return 130
    return int(wrong + judge(rows, options.must_find) > 0)
