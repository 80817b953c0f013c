/*
 * fuzz_stress: `ukeyfuzz stress` in short bursts. The bytes choose threads, load, the cache's
 * settings and the faults; any byte string is legal, and what it lacks is 0. A violation says what
 * was violated, and which `ukeyfuzz stress` has the same settings: what happens is not a function
 * of the input, so that is where to look for it again, for longer.
 *
 * With UKEYFUZZ_STRESS_OPTIONS=1 in the environment an input is not run, but its `ukeyfuzz stress`
 * is printed on standard output.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz_death.h"
#include "fuzz_options.h"
#include "fuzz_run.h"
#include "libfuzzer.h"
#include "scenario/provenance.h"
#include "stress/stress.h"
#include "support/printable.h"

struct reader {
    const uint8_t *at, *end;
};

static unsigned take(struct reader *reader)
{
    return reader->at < reader->end ? *reader->at++ : 0;
}

static void decode_settings(struct reader *reader, struct stress_settings *s)
{
    static const uint64_t rates[] = {0, 1000000, 100000, 10000};
    static const unsigned umaps[] = {512, 1, 2, 48};
    unsigned n;

    n = take(reader);
    s->n_handlers = 1 + n % 4;
    s->n_revalidators = 1 + n / 4 % 4;
    n = take(reader);
    s->n_packet_threads = n % 4;
    s->n_pmds = n / 4 % 3;
    s->n_packet_threads += !s->n_packet_threads && !s->n_pmds;
    s->n_flows = 1U << take(reader) % 13;
    n = take(reader);
    s->rate = rates[n % 4];
    s->n_umaps = umaps[n / 4 % 4];
    s->full_dump = n & 64;
    s->steady = n & 128;
    s->skew = take(reader) / 64.0;
    s->burst = 1 + take(reader) % 64;
    s->seconds = (5 + take(reader) % 64) / 1000.0;
    s->max_idle_ms = 10 + take(reader);
    s->max_revalidator_ms = 10 + take(reader) % 24;
    n = take(reader);
    s->flow_limit = n < 128 ? 200000 : 1U << n % 8;
    s->quiet_every_s = 0;
    s->patience_s = 30;
    s->seed = 0;
    for (unsigned i = 0; i < 4; i++) {
        s->seed = s->seed << 8 | take(reader);
    }
}

/* What is left of the bytes: a fault, its rate; a fault, its rate; ... */
static void decode_listed(struct reader *reader, struct stress_faults *faults)
{
    memset(faults, 0, sizeof *faults);
    while (reader->at < reader->end) {
        unsigned fault = take(reader) % STRESS_FAULTS;
        unsigned rate = take(reader);

        faults->per_million[fault] = rate * rate * 15; /* Up to 97.5 %. */
    }
}

/* The first byte says which faults: all at their usual rates, or ten times as often; none; or those
 * that are listed after all the rest. */
static void decode(struct reader *reader, struct stress_settings *s)
{
    unsigned which = take(reader) % 4;

    *s = stress_defaults();
    decode_settings(reader, s);
    for (unsigned i = 0; which == 1 && i < STRESS_FAULTS; i++) {
        s->faults.per_million[i] *= 10;
    }
    if (which == 2) {
        memset(&s->faults, 0, sizeof s->faults);
    } else if (which == 3) {
        decode_listed(reader, &s->faults);
    }
}

static struct stress_settings settings;
static struct stress_result result;

/* How often each thing was counted is coverage as well. It is all that there is under
 * ThreadSanitizer, where the cache's edges are not counted. */
enum { N_COUNTERS = sizeof result.counters / sizeof result.counters[0] };
__attribute__((section("__libfuzzer_extra_counters"),
               used)) static uint8_t reached[STRESS_COUNT_N + VERDICTS + N_COUNTERS];

/* libFuzzer tells these values apart: one for each power of four. */
static uint8_t rough(uint64_t n)
{
    static const uint8_t values[] = {0, 1, 2, 3, 4, 8, 16, 32, 128};
    unsigned i = 0;

    while (n && i < sizeof values - 1) {
        n /= 4;
        i++;
    }
    return values[i];
}

static void cover(void)
{
    uint8_t *at = reached;

    for (unsigned i = 0; i < STRESS_COUNT_N; i++) {
        *at++ = rough(result.counts[i]);
    }
    for (unsigned i = 0; i < VERDICTS; i++) {
        *at++ = rough(result.verdicts[i]);
    }
    for (unsigned i = 0; i < result.n_counters; i++) {
        *at++ = rough(result.counters[i].value);
    }
}

static void print_command(FILE *stream)
{
    char options[2048];

    stress_write_options(&settings, options, sizeof options);
    fprintf(stream, "ukeyfuzz stress %s\n", options);
}

static void on_violation(const struct stress_result *of)
{
    fuzz_run_violated(&of->violation.what, of->violation.message);
}

static void tell(const struct violation *v, const char *message)
{
    fprintf(stderr, "---- in a burst of: ");
    print_command(stderr);
}

static void tell_next(void)
{
    fprintf(stderr, "  UKEYFUZZ_STRESS_OPTIONS=1 %s FILE\n  ", printable_path(fuzz_run_program()));
    print_command(stderr);
}

static const struct fuzz_target target = {.name = "fuzz_stress", .tell = tell, .next = tell_next};

/* Who asks us to end must not lose a burst that stands still. Another thread tells what does, and ends
 * the process. */
static void on_interrupt(const void *context)
{
    enum { SECONDS_TO_TELL = 20 };

    for (unsigned i = 0; stress_hurry() && i < SECONDS_TO_TELL; i++) {
        sleep(1);
    }
}

static bool only_options;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    const char *wanted = getenv("UKEYFUZZ_STRESS_OPTIONS");

    only_options = wanted && *wanted;
    fuzz_run_open(&target, *argc, *argv);
    fuzz_options_add_common(argc, argv, "stress-");
    fuzz_death_on_interrupt(on_interrupt);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct stress_hooks hooks = {.on_violation = on_violation};
    struct reader reader = {.at = data, .end = data + provenance_split(data, size, NULL)};

    decode(&reader, &settings);
    if (only_options) {
        print_command(stdout);
        return 0;
    }
    fuzz_run_begin(data, size);
    if (!stress_run(&udpif_under_test, &settings, &hooks, &result)) {
        fuzz_run_end();
        fprintf(stderr, "fuzz_stress: there is not enough memory, or no thread can be had\n");
        exit(2);
    }
    fuzz_run_end();
    cover();
    return 0;
}
