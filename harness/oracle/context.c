#include "oracle/context.h"

#include <stdarg.h>
#include <stdio.h>

#include "cache/remark.h"

static obs_time now;
static bool destroying;
static struct cache_settings settings;
const struct cache_settings *const context_settings = &settings;
static uint8_t n_upcalls[RUNTIME_MAX_ACTORS]; /* Begun and not ended. */
static unsigned n_in_upcalls;                 /* Actors that have one. */
static bool packet_thread[RUNTIME_MAX_ACTORS];

struct oracle_reached context_reached;
struct found context_found;

void context_reset(void)
{
    now = 1;
    destroying = false;
    n_in_upcalls = 0;
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        n_upcalls[actor] = 0;
        packet_thread[actor] = false;
    }
    context_reached = (struct oracle_reached){.rounds = 0};
    context_found.any = false;
}

obs_time obs_now(void)
{
    return now;
}

void context_advance(void)
{
    now++;
}

void context_set_settings(const struct cache_settings *given)
{
    settings = *given;
}

bool context_is_destroying(void)
{
    return destroying;
}

void context_set_destroying(void)
{
    destroying = true;
}

bool context_in_upcall(void)
{
    return context_is_in_upcall(actor_self());
}

bool context_is_in_upcall(unsigned actor)
{
    return n_upcalls[actor];
}

unsigned context_n_in_upcalls(void)
{
    return n_in_upcalls;
}

void context_enter_upcall(void)
{
    n_in_upcalls += !n_upcalls[actor_self()]++;
}

void context_leave_upcall(void)
{
    n_in_upcalls -= !--n_upcalls[actor_self()];
}

bool context_is_packet_thread(void)
{
    return packet_thread[actor_self()];
}

void context_set_packet_thread(bool is)
{
    packet_thread[actor_self()] = is;
}

const char *self_name(void)
{
    return actor_name(actor_self());
}

const char *slot_name(unsigned slot)
{
    enum { KEPT = 4 };
    static char names[KEPT][48];
    static unsigned next;
    char *name = names[next++ % KEPT];
    unsigned flow = slot / MODEL_TABLES, table = slot % MODEL_TABLES;

    if (table) {
        snprintf(name, sizeof names[0], "flow %u of pmd %u", flow, table - 1);
    } else {
        snprintf(name, sizeof names[0], "flow %u", flow);
    }
    return name;
}

static void add(const char *kind, uint64_t number)
{
    if (number) {
        violation_add(&context_found.what, kind, number);
    }
}

/* See struct cache_under_test. */
static bool (*cache_promises)(const char *rule, unsigned flow, struct cache_remark *);

void context_set_promises(bool (*promises)(const char *rule, unsigned flow, struct cache_remark *))
{
    cache_promises = promises;
}

void violation(const char *rule, const struct culprits *about, const char *format, ...)
{
    struct cache_remark remark = {.known = NULL};
    unsigned flow = about->has_slot ? about->slot / MODEL_TABLES : CACHE_NO_FLOW;
    va_list args;

    if (cache_promises && !cache_promises(rule, flow, &remark)) {
        return;
    }
    context_found.any = true;
    violation_init(&context_found.what, rule);
    if (about->has_slot) {
        violation_add(&context_found.what, "slot", about->slot);
    }
    add("ukey", about->ukey);
    add("instance", about->instance);
    add("packet", about->packet);
    add("translation", about->handle);
    add("lock", about->lock);
    if (!about->by_anybody) {
        violation_add_actor(&context_found.what, "by", actor_self(), self_name());
    }
    for (unsigned i = 0; i < sizeof about->traits / sizeof about->traits[0]; i++) {
        if (about->traits[i].name) {
            violation_add_trait(&context_found.what, about->traits[i].name, about->traits[i].word);
        }
    }
    if (about->other.name) {
        violation_add_actor(&context_found.what, about->other.name, about->other.actor,
                            actor_name(about->other.actor));
    }
    va_start(args, format);
    vsnprintf(context_found.message, sizeof context_found.message, format, args);
    va_end(args);
    remark_add(&remark, &context_found.what, context_found.message, sizeof context_found.message);
}

static bool on_pthreads, is_exact;

bool context_on_pthreads(void)
{
    return on_pthreads;
}

void context_set_on_pthreads(bool is)
{
    on_pthreads = is;
}

bool context_is_exact(void)
{
    return is_exact;
}

void context_set_exact(bool is)
{
    is_exact = is;
}

const char *oracle_excuse_word(enum oracle_excuse excuse)
{
#define WORD(NAME, WORD, WHAT) WORD,
    static const char *const words[] = {ORACLE_EXCUSES(WORD)};
#undef WORD

    return words[excuse];
}

const char *oracle_excuse_what(enum oracle_excuse excuse)
{
#define WHAT(NAME, WORD, WHAT) WHAT,
    static const char *const whats[] = {ORACLE_EXCUSES(WHAT)};
#undef WHAT

    return whats[excuse];
}

void excuse(enum oracle_excuse which)
{
    context_reached.excuses[which]++;
}
