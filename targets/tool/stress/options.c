#include "options.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "support/near_miss.h"
#include "support/printable.h"

static bool refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
static bool refuse(const char *format, ...)
{
    char message[512];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    fputs("ukeyfuzz: stress: ", stderr);
    printable_write(stderr, message);
    fputs("; try ukeyfuzz stress --help\n", stderr);
    return false;
}

enum kind { UNSIGNED, UNSIGNED_64, REAL, FLAG };

/* An option with a number, and the numbers that it may have. */
static const struct option {
    const char *name;
    enum kind kind;
    size_t offset; /* In struct stress_settings. */
    double least, most;
} options[] = {
#define OPTION(NAME, KIND, MEMBER, LEAST, MOST)                           \
    {                                                                     \
        NAME, KIND, offsetof(struct stress_settings, MEMBER), LEAST, MOST \
    }
    OPTION("--seed", UNSIGNED_64, seed, 0, 0x1p64),
    OPTION("--seconds", REAL, seconds, 0.001, 1e7),
    OPTION("--handlers", UNSIGNED, n_handlers, 1, STRESS_MAX_THREADS),
    OPTION("--revalidators", UNSIGNED, n_revalidators, 1, STRESS_MAX_THREADS),
    OPTION("--packet-threads", UNSIGNED, n_packet_threads, 0, STRESS_MAX_PACKET_THREADS),
    OPTION("--pmds", UNSIGNED, n_pmds, 0, STRESS_MAX_PMDS),
    OPTION("--flows", UNSIGNED, n_flows, 1, STRESS_MAX_FLOWS),
    OPTION("--rate", UNSIGNED_64, rate, 0, 1e12),
    OPTION("--skew", REAL, skew, 0, 10),
    OPTION("--burst", UNSIGNED, burst, 1, STRESS_MAX_BURST),
    OPTION("--flow-limit", UNSIGNED, flow_limit, 1, 10000000),
    OPTION("--max-idle", UNSIGNED, max_idle_ms, 10, 1e9),
    OPTION("--max-revalidator", UNSIGNED, max_revalidator_ms, 10, 60000),
    OPTION("--umaps", UNSIGNED, n_umaps, 1, 65536),
    OPTION("--quiet-every", REAL, quiet_every_s, 0, 1e7),
    OPTION("--patience", UNSIGNED, patience_s, 1, 3600),
    OPTION("--full-dump", FLAG, full_dump, 0, 1),
    OPTION("--transitions", UNSIGNED, transitions, 0, 1e9),
    OPTION("--steady", FLAG, steady, 0, 1),
    OPTION("--tolerate-stalls", FLAG, tolerate_stalls, 0, 1),
#undef OPTION
};
enum { N_OPTIONS = sizeof options / sizeof options[0] };

static void store(const struct option *option, struct stress_settings *settings, double real,
                  uint64_t whole)
{
    char *at = (char *)settings + option->offset;

    switch (option->kind) {
    case UNSIGNED:
        *(uint32_t *)at = (uint32_t)whole;
        break;
    case UNSIGNED_64:
        *(uint64_t *)at = whole;
        break;
    case REAL:
        *(double *)at = real;
        break;
    case FLAG:
        *(bool *)at = true;
        break;
    }
}

static bool read_number(const struct option *option, const char *text,
                        struct stress_settings *settings)
{
    uint64_t whole = 0;
    double real;
    char *end;

    errno = 0;
    real = strtod(text, &end);
    if (option->kind != REAL && !errno && !*end) {
        whole = strtoull(text, &end, 10);
    }
    if ((*text < '0' || *text > '9') || *end || errno || !isfinite(real)) {
        return refuse("%s wants a number, not '%s'", option->name, text);
    }
    if (real < option->least || real > option->most) {
        return refuse("%s is to be %.15g to %.15g, not '%s'", option->name, option->least,
                      option->most, text);
    }
    store(option, settings, real, whole);
    return true;
}

static const struct option *find(const char *name)
{
    for (unsigned i = 0; i < N_OPTIONS; i++) {
        if (!strcmp(options[i].name, name)) {
            return &options[i];
        }
    }
    return NULL;
}

static bool refuse_unknown(const char *word)
{
    static const char *const others[] = {"--faults", "--json", "--no-progress", "--help"};
    struct near_miss near = {.word = word};

    if (word[0] != '-') {
        return refuse("unknown argument '%s'", word);
    }
    for (unsigned i = 0; i < N_OPTIONS; i++) {
        near_miss_try(&near, options[i].name, strlen(options[i].name));
    }
    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++) {
        near_miss_try(&near, others[i], strlen(others[i]));
    }
    return refuse("unknown option '%s'%s", word, near_miss_text(&near).text);
}

/* A fault that is not known, or whose rate is none. */
static bool refuse_fault(const char *name)
{
    struct near_miss near = {.word = name};

    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        const char *known = stress_fault_name((enum stress_fault)i);

        near_miss_try(&near, known, strlen(known));
    }
    return refuse("--faults: there is no fault '%s', or no such rate (in millionths)%s", name,
                  near_miss_text(&near).text);
}

/* Reads the option at `argv[0]`, and its value if it has one; how many arguments it took, 0 if it
 * cannot be used. */
static int read_option(char **argv, struct stress_options *into)
{
    const struct option *option = find(argv[0]);
    char wrong[64];

    if (!strcmp(argv[0], "--no-progress")) {
        into->quiet = true;
        return 1;
    }
    if (option && option->kind == FLAG) {
        store(option, &into->settings, 0, 1);
        return 1;
    }
    if (!option && strcmp(argv[0], "--faults") && strcmp(argv[0], "--json")) {
        return refuse_unknown(argv[0]);
    }
    if (!argv[1]) {
        return refuse("%s wants a value", argv[0]);
    }
    if (option) {
        return read_number(option, argv[1], &into->settings) ? 2 : 0;
    }
    if (!strcmp(argv[0], "--json")) {
        into->json = argv[1];
    } else if (!stress_faults_parse(argv[1], &into->settings.faults, wrong, sizeof wrong)) {
        return refuse_fault(wrong);
    }
    return 2;
}

bool stress_options_read(int argc, char **argv, struct stress_options *into)
{
    *into = (struct stress_options){.settings = stress_defaults()};
    for (int i = 1; i < argc;) {
        int n = read_option(&argv[i], into);

        if (!n) {
            return false;
        }
        i += n;
    }
    if (!into->settings.n_packet_threads && !into->settings.n_pmds) {
        return refuse("without packet threads and pmds there are no packets");
    }
    return true;
}
