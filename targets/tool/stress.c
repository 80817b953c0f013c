/*
 * ukeyfuzz stress: hands over to ukeyfuzz_stress, the same tool with a cache for real threads,
 * beside this one.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

static int run(int argc, char **argv)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - sizeof "ukeyfuzz_stress");
    char *name;

    if (n <= 0) {
        return tool_error("stress: cannot find my own folder: %s", strerror(errno));
    }
    path[n] = '\0';
    name = strrchr(path, '/') + 1;
    strcpy(name, "ukeyfuzz_stress");
    execv(path, argv);
    return tool_error("stress: %s: %s; make it with: ninja -C build/%s ukeyfuzz_stress", path,
                      strerror(errno), UKEYFUZZ_BUILD);
}

const struct command stress_command = {
    .name = "stress",
    .summary = "Run the cache on real threads under load, and check it.",
    .help =
        "usage: ukeyfuzz stress [OPTION]...\n\n"
        "Runs the cache with its own handlers and revalidators, the real liburcu and the real\n"
        "clock, beside a datapath with faults and packet threads. Main changes rules, purges,\n"
        "pauses, flushes and reconfigures at random. While it runs, and every few seconds at a\n"
        "quiet point, the invariants are checked: harness/stress/stress.h says which and how. A\n"
        "run is not a function of its seed.\n\n"
        "  --seconds N          how long packets flow [10]\n"
        "  --handlers N         at most so many handlers, 1 to 32 [2]\n"
        "  --revalidators N     at most so many revalidators, 1 to 32 [2]\n"
        "  --packet-threads N   threads that send packets as a kernel does, 0 to 64 [2]\n"
        "  --pmds N             packet threads of userspace, with a flow table each, 0 to 8 [1]\n"
        "  --flows N            flows that there are in each table, up to 1048576 [10000]\n"
        "  --rate N             packets per second, of all threads; 0: as many as can be [0]\n"
        "  --skew N             exponent of Zipf's law of the flows' popularity; 0: uniform [1]\n"
        "  --burst N            packets per burst, on the average, 1 to 256 [32]\n"
        "  --faults LIST        none, or a list of all and NAME, each also with =N: its rate, in\n"
        "                       millionths of what it could strike (harness/stress/faults.h has\n"
        "                       names and usual rates) [all]\n"
        "  --seed N             of all random choices [1]\n"
        "  --steady             main leaves the cache alone: rules and threads stay as they are\n"
        "  --flow-limit N       the cache's setting [200000]\n"
        "  --max-idle N         ... in ms [1000]\n"
        "  --max-revalidator N  ... in ms [100]\n"
        "  --umaps N            ... [512]\n"
        "  --full-dump          ... dumps are not terse\n"
        "  --transitions N      flows per second whose rules change so that they must be deleted "
        "and\n"
        "                       installed again, --steady or not [0]\n"
        "  --tolerate-stalls    misses may be refused for ever: to measure a cache that does so\n"
        "  --quiet-every N      seconds between quiet points; 0: only one, at the end [5]\n"
        "  --patience N         seconds after which a thread that does not move is a violation;\n"
        "                       all stacks are printed [30]\n"
        "  --no-progress        no line of progress on standard error\n"
        "  --json OUT           write the result to a file, or - for standard output:\n"
        "                       {\"settings\", \"options\": as a command line, \"result\": "
        "\"clean\",\n"
        "                       \"interrupted\" or \"violation\", \"violation\": {\"tag\", "
        "\"message\"} or\n"
        "                       null, \"seconds\": of traffic, \"whole_seconds\", "
        "\"live_flows_most\",\n"
        "                       \"rates\": {\"packets_per_s\", \"upcalls_per_s\",\n"
        "                       \"flows_revalidated_per_s\", \"installs_per_s\"}, \"counts\": of "
        "what the\n"
        "                       datapath saw, \"verdicts\": of upcalls, \"faults\": that struck,\n"
        "                       \"counters\": the cache's own, \"grace_periods\", "
        "\"reader_ages\":\n"
        "                       looks under RCU by the age of what they saw, of which only 0 and "
        "1\n"
        "                       are legal, \"measures\": histograms with \"count\",\n"
        "                       \"mean\", \"p50\" to \"p99.99\", \"max\" and \"buckets\", of each "
        "deletion under\n"
        "                       traffic (\"packets\" on the slow path, \"slow_path_ns\"), of "
        "deletion to\n"
        "                       sweep (\"sweep_wait_ns\"), \"dump_ns\", \"round_ns\"}\n\n"
        "Interrupted by Ctrl-C, it checks what is to be checked at the end. A violation ends the\n"
        "run where it is; so does a crash, which is one.\n\n"
        "Exit code: 0 clean, 1 an invariant was violated, 2 an option cannot be used, 65 or 66\n"
        "AddressSanitizer or ThreadSanitizer has found something, 130 interrupted and clean.\n",
    .run = run,
};
