#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stress/internal.h"
#include "stress/stack.h"
#include "stress/watchdog.h"

struct stress_state stress;

static struct stress_result *result;
static uint64_t begun_ns, traffic_ns; /* The run, and traffic so far but for the present stretch. */
static _Atomic bool violated;

struct stress_settings stress_defaults(void)
{
    struct stress_settings settings = {
        .seed = 1,
        .seconds = 10,
        .n_handlers = 2,
        .n_revalidators = 2,
        .n_packet_threads = 2,
        .n_pmds = 1,
        .n_flows = 10000,
        .skew = 1,
        .burst = 32,
        .flow_limit = 200000,
        .max_idle_ms = 1000,
        .max_revalidator_ms = 100,
        .n_umaps = 512,
        .quiet_every_s = 5,
        .patience_s = 30,
    };

    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        settings.faults.per_million[i] = stress_fault_usual_rate((enum stress_fault)i);
    }
    return settings;
}

static void collect(void)
{
    threads_collect(result);
    measure_collect(&result->measures);
    ages_collect(result);
    if (stress.has_cache) {
        result->n_counters = stress.cache->counters(
            result->counters, sizeof result->counters / sizeof result->counters[0]);
    }
    result->whole_seconds = (double)(now_ns() - begun_ns) / 1e9;
    result->live_flows = atomic_load(&stress.n_live);
}

void violation(const char *rule, const struct stress_trait *trait, const char *format, ...)
{
    struct violation *v = &result->violation.what;
    va_list args;

    if (atomic_exchange(&violated, true)) {
        for (;;) {
            pause(); /* Another thread was first; the process is about to end. */
        }
    }
    violation_init(v, rule);
    for (; trait->name; trait++) {
        bool thread = !strcmp(trait->name, "by") || !strcmp(trait->name, "owner");

        violation_add_actor(v, trait->name, thread ? 0 : VIOLATION_NOBODY, trait->word);
    }
    va_start(args, format);
    vsnprintf(result->violation.message, sizeof result->violation.message, format, args);
    va_end(args);
    result->violated = true;
    collect();
    stress.hooks.on_violation(result);
    abort();
}

static void end_unreported(int signal)
{
    _exit(1);
}

void stress_crashed(int number)
{
    enum { SECONDS = 10 };

    /* Should the thread hold a lock that is needed to say what happened. */
    signal(SIGALRM, end_unreported);
    alarm(SECONDS);
    fprintf(stderr, "%s was last seen like this: %s\n", thread_self()->name,
            atomic_load(&thread_self()->doing));
    stack_print_own(stderr);
    violation("CRASH", WITH({"by", thread_self()->name}, {"of", strsignal(number)}),
              "%s dies of signal %d (%s)", thread_self()->name, number, strsignal(number));
}

bool world_begin(const struct cache_under_test *cache, const struct stress_settings *settings,
                 const struct stress_hooks *hooks, struct stress_result *into)
{
    stress = (struct stress_state){.settings = *settings, .hooks = *hooks, .cache = cache};
    result = into;
    memset(result, 0, sizeof *result);
    begun_ns = now_ns();
    traffic_ns = 0;
    atomic_store(&violated, false);
    threads_reset(settings->seed);
    ukeys_reset();
    ages_begin();
    if (measure_begin() && datapath_create() && rules_create()) {
        return true;
    }
    datapath_destroy();
    return false;
}

void world_end(void)
{
    ukeys_check_end();
    rules_destroy();
    datapath_destroy();
}

/* The threads, after the cache. False, having started none, if one cannot be had. */
static bool start_threads(void)
{
    if (stress.cache->start(stress.settings.n_handlers, stress.settings.n_revalidators) ||
        !traffic_start()) {
        return false;
    }
    if (!ages_start()) {
        traffic_stop();
        return false;
    }
    if (!watchdog_start()) {
        ages_stop();
        traffic_stop();
        return false;
    }
    return true;
}

static bool create_cache(void)
{
    const struct stress_settings *settings = &stress.settings;
    struct cache_settings cache_settings = {
        .n_umaps = settings->n_umaps,
        .flow_limit = settings->flow_limit,
        .max_idle_ms = settings->max_idle_ms,
        .max_revalidator_ms = settings->max_revalidator_ms,
        .full_dump = settings->full_dump,
        .umaps_grow = true,
    };

    stress.has_cache = !stress.cache->create(&cache_settings, &stress_world);
    return stress.has_cache;
}

static void destroy_cache(void)
{
    thread_does("destroys the cache");
    stress.has_cache = false;
    stress.destroying = true;
    stress.cache->destroy();
}

static bool is_interrupted(void)
{
    return stress.hooks.interrupt && *stress.hooks.interrupt;
}

static void report(uint64_t *last_ns)
{
    uint64_t now = now_ns();

    if (now - *last_ns >= UINT64_C(1000000000)) {
        uint64_t n_live = atomic_load(&stress.n_live);

        *last_ns = now;
        if (n_live > result->live_flows_most) {
            result->live_flows_most = n_live;
        }
        if (stress.hooks.progress) {
            collect();
            stress.hooks.progress(result);
        }
    }
}

/* Main's life while packets flow. */
static void work(void)
{
    enum { SLEEP_US = 20000 };
    struct random *random = &thread_self()->random;
    double quiet_s = stress.settings.quiet_every_s;
    uint64_t reported_ns = now_ns(), stretch_ns = now_ns();
    double left_s = stress.settings.seconds;
    double n_due, n_done = 0; /* Transitions, in this stretch. */

    while (!is_interrupted()) {
        double stretch_s;

        stress.cache->leave();
        thread_does("sleeps");
        sleep_us(random_below(random, left_s < 0.1 ? SLEEP_US / 10 : SLEEP_US));
        stress.cache->enter();
        if (!stress.settings.steady) {
            main_do_chore(random);
        }
        n_due = (double)(now_ns() - stretch_ns) / 1e9 * stress.settings.transitions;
        if (n_due > n_done) {
            main_do_transitions(random, (uint64_t)(n_due - n_done) + 1);
            n_done = n_due;
        }
        report(&reported_ns);
        stretch_s = (double)(now_ns() - stretch_ns) / 1e9;
        result->seconds = (double)traffic_ns / 1e9 + stretch_s;
        left_s = stress.settings.seconds - result->seconds;
        if (left_s <= 0) {
            return;
        }
        if (quiet_s > 0 && stretch_s >= quiet_s) {
            traffic_ns += now_ns() - stretch_ns;
            quiet_point(false);
            stretch_ns = now_ns();
            n_done = 0;
        }
    }
    result->interrupted = true;
}

/* The whole of a run but for the world that it runs in. */
static bool run(void)
{
    bool started;

    if (!create_cache()) {
        return false;
    }
    started = start_threads();
    if (started) {
        atomic_store(&stress.faulty, true);
        traffic_resume();
        work();
        quiet_point(true);
        traffic_stop();
        collect();
        ages_stop();
    }
    destroy_cache();
    if (started) {
        watchdog_stop();
    }
    return started;
}

bool stress_run(const struct cache_under_test *cache, const struct stress_settings *settings,
                const struct stress_hooks *hooks, struct stress_result *into)
{
    char name[16];
    bool ran;

    pthread_getname_np(pthread_self(), name, sizeof name);
    thread_begin("main");
    if (!world_begin(cache, settings, hooks, into)) {
        return false;
    }
    cache->enter();
    ran = run();
    cache->leave();
    world_end();
    result->whole_seconds = (double)(now_ns() - begun_ns) / 1e9;
    pthread_setname_np(pthread_self(), name);
    return ran;
}
