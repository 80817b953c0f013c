#include "program/run_options.h"

struct run_options run_options = {.seed = 1,
                                  .strategy = "all",
                                  .races = "last",
                                  .lock_order = "last",
                                  .held_at_end = "last",
                                  .joins_detached = "last",
                                  .time = "virtual",
                                  .jobs = 1};

const struct option_row run_option_rows[] = {
    {"--runs", .argument = "N", .whole = &run_options.runs, .least = 1, .most = 1e18,
     .help = "at most N schedules"},
    {"--seconds", .argument = "N", .real = &run_options.seconds, .least = 0.001, .most = 1e8,
     .help = "at most N seconds (60, if --runs is not given)"},
    {"--seed", .argument = "N", .whole = &run_options.seed, .most = 1e18,
     .help = "of all that is drawn (1)"},
    {"--strategy", .argument = "NAME", .text = &run_options.strategy, .one_of = RUN_STRATEGIES,
     .help = "who decides which thread runs: " RUN_STRATEGIES
             ". The default, all, is a mixture of them"},
    {"--jobs", .letter = 'j', .argument = "N", .whole32 = &run_options.jobs, .least = 1,
     .most = RUN_JOBS_MAX,
     .help = "processes at a time (1). With one of them the same seed finds the same"},
    {"--points", .argument = "N", .whole32 = &run_options.points, .least = 1, .most = 1e9,
     .help = "scheduling points of an execution, after which all threads get their turns for as "
             "many again, before it is said to come to no end (by what the program needs)"},
    {"--races", .argument = "WHEN", .text = &run_options.races, .one_of = "last first never",
     .help = "whether a data race is a failure: last, the default, if nothing worse turns up in "
             "the next schedules; first, at once; never"},
    {"--lock-order", .argument = "WHEN", .text = &run_options.lock_order,
     .one_of = "last first never",
     .help = "the same of a rule: locks are taken in one order (last)"},
    {"--held-at-end", .argument = "WHEN", .text = &run_options.held_at_end,
     .one_of = "last first never",
     .help = "of another: no thread ends while it holds a lock (last)"},
    {"--joins-detached", .argument = "WHEN", .text = &run_options.joins_detached,
     .one_of = "last first never",
     .help = "of another: nobody joins a thread that is detached (last)"},
    {"--time", .argument = "HOW", .text = &run_options.time, .one_of = "virtual any",
     .help = "virtual, the default: a sleep or a deadline ends when nobody can run; any: it may "
             "end at any point, as on a slow machine"},
    {"--spurious", .argument = "N", .whole32 = &run_options.spurious, .most = 1e6,
     .help = "so many times in an execution a condition may wake somebody whom nobody has "
             "signalled (0)"},
    {"--any-exit", .flag = &run_options.any_exit,
     .help = "an exit code other than 0 is no failure"},
    {"--no-minimize", .flag = &run_options.no_minimize,
     .help = "leave the schedule that fails as it is"},
    {"--output", .letter = 'o', .argument = "FILE", .text = &run_options.output,
     .help = "where to write the schedule that fails (PROGRAM-XXXX.uks)"},
    {"--quiet", .letter = 'q', .flag = &run_options.quiet, .help = "no progress"},
    {.name = NULL},
};
