#include "options.h"

#include <string.h>

#include "support/near_miss.h"
#include "support/options_page.h"

static struct stress_options options;

/* A fault that is not known, or whose rate is none. */
static bool refuse_fault(const char *name, struct options_error *error)
{
    struct near_miss near = {.word = name};

    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        const char *known = stress_fault_name((enum stress_fault)i);

        near_miss_try(&near, known, strlen(known));
    }
    return options_refuse(error,
                          "--faults: there is no fault '%s', or no such rate (in millionths)%s",
                          name, near_miss_text(&near).text);
}

static bool take_faults(const char *list, struct options_error *error)
{
    char wrong[64];

    return stress_faults_parse(list, &options.settings.faults, wrong, sizeof wrong) ||
           refuse_fault(wrong, error);
}

#define WHOLE(MEMBER, LEAST, MOST) \
    .argument = "N", .whole32 = &options.settings.MEMBER, .least = (LEAST), .most = (MOST)
#define WHOLE64(MEMBER, MOST) .argument = "N", .whole = &options.settings.MEMBER, .most = (MOST)
#define REAL(MEMBER, LEAST, MOST) \
    .argument = "N", .real = &options.settings.MEMBER, .least = (LEAST), .most = (MOST)

static const struct option_row rows[] = {
    {"--seconds", REAL(seconds, 0.001, 1e7), .help = "how long packets flow [10]"},
    {"--handlers", WHOLE(n_handlers, 1, STRESS_MAX_THREADS),
     .help = "at most so many handlers, 1 to 32 [2]"},
    {"--revalidators", WHOLE(n_revalidators, 1, STRESS_MAX_THREADS),
     .help = "at most so many revalidators, 1 to 32 [2]"},
    {"--packet-threads", WHOLE(n_packet_threads, 0, STRESS_MAX_PACKET_THREADS),
     .help = "threads that send packets as a kernel does, 0 to 64 [2]"},
    {"--pmds", WHOLE(n_pmds, 0, STRESS_MAX_PMDS),
     .help = "packet threads of userspace, with a flow table each, 0 to 8 [1]"},
    {"--flows", WHOLE(n_flows, 1, STRESS_MAX_FLOWS),
     .help = "flows that there are in each table, up to 1048576 [10000]"},
    {"--rate", WHOLE64(rate, 1e12),
     .help = "packets per second, of all threads; 0: as many as can be [0]"},
    {"--skew", REAL(skew, 0, 10),
     .help = "exponent of Zipf's law of the flows' popularity; 0: uniform [1]"},
    {"--burst", WHOLE(burst, 1, STRESS_MAX_BURST),
     .help = "packets per burst, on the average, 1 to 256 [32]"},
    {"--faults", .argument = "LIST", .take = take_faults, .completes = "none all",
     .help = "none, or a list of all and NAME, each also with =N: its rate, in millionths of what "
             "it could strike (harness/stress/world/faults.h has names and usual rates) [all]"},
    {"--seed", WHOLE64(seed, 0x1p64), .help = "of all random choices [1]"},
    {"--steady", .flag = &options.settings.steady,
     .help = "main leaves the cache alone: rules and threads stay as they are"},
    {"--flow-limit", WHOLE(flow_limit, 1, 10000000), .help = "the cache's setting [200000]"},
    {"--max-idle", WHOLE(max_idle_ms, 10, 1e9), .help = "... in ms [1000]"},
    {"--max-revalidator", WHOLE(max_revalidator_ms, 10, 60000), .help = "... in ms [100]"},
    {"--umaps", WHOLE(n_umaps, 1, 65536), .help = "... [512]"},
    {"--full-dump", .flag = &options.settings.full_dump, .help = "... dumps are not terse"},
    {"--transitions", WHOLE(transitions, 0, 1e9),
     .help = "flows per second whose rules change so that they must be deleted and installed "
             "again, --steady or not [0]"},
    {"--tolerate-stalls", .flag = &options.settings.tolerate_stalls,
     .help = "misses may be refused for ever: to measure a cache that does so"},
    {"--quiet-every", REAL(quiet_every_s, 0, 1e7),
     .help = "seconds between quiet points; 0: only one, at the end [5]"},
    {"--patience", WHOLE(patience_s, 1, 3600),
     .help = "seconds after which a thread that does not move is a violation; all stacks are "
             "printed [30]"},
    {"--no-progress", .flag = &options.quiet, .help = "no line of progress on standard error"},
    {"--json", .argument = "OUT", .text = &options.json,
     .help =
         "write the result to a file, or - for standard output: {\"settings\", \"options\": as a "
         "command line, \"result\": \"clean\", \"interrupted\" or \"violation\", \"violation\": "
         "{\"tag\", \"message\"} or null, \"seconds\": of traffic, \"whole_seconds\", "
         "\"live_flows_most\", \"rates\": {\"packets_per_s\", \"upcalls_per_s\", "
         "\"flows_revalidated_per_s\", \"installs_per_s\"}, \"counts\": of what the datapath saw, "
         "\"verdicts\": of upcalls, \"faults\": that struck, \"counters\": the cache's own, "
         "\"grace_periods\", \"reader_ages\": looks under RCU by the age of what they saw, of "
         "which only 0 and 1 are legal, \"measures\": histograms with \"count\", \"mean\", \"p50\" "
         "to \"p99.99\", \"max\" and \"buckets\", of each deletion under traffic (\"packets\" on "
         "the slow path, \"slow_path_ns\"), of deletion to sweep (\"sweep_wait_ns\"), "
         "\"dump_ns\", \"round_ns\"}"},
    {.name = NULL},
};

static const struct command_line line = {
    .program = "ukeyfuzz stress",
    .rows = rows,
    .about =
        "Runs the cache with its own handlers and revalidators, the real liburcu and the real "
        "clock, beside a datapath with faults and packet threads. Main changes rules, purges, "
        "pauses, flushes and reconfigures at random. While it runs, and every few seconds at a "
        "quiet point, the invariants are checked: harness/stress/stress.h says which and how. A "
        "run is not a function of its seed.",
    .notes = "Interrupted by Ctrl-C, it checks what is to be checked at the end. A violation ends "
             "the run where it is; so does a crash, which is one.",
    .exit_codes = "0 clean, 1 an invariant was violated, 2 an option cannot be used, 65 or 66 "
                  "AddressSanitizer or ThreadSanitizer has found something, 130 interrupted and "
                  "clean.",
};

const struct stress_options *stress_options_read(int argc, char **argv)
{
    static struct options_given given;

    options.settings = stress_defaults();
    options_read_or_exit(&line, argc, argv, &given);
    if (!options.settings.n_packet_threads && !options.settings.n_pmds) {
        options_exit(&line, "without packet threads and pmds there are no packets");
    }
    return &options;
}
