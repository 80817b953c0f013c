#include "event_log.h"

#include "runtime.h"

#define HASH_OF_NOTHING UINT64_C(0x2d358dccaa6c78a5)

struct event_log event_log;

static const struct event_client *client;

static const char *const names[EVENT_CLIENT] = {
    [EVENT_NONE] = "none",
    [EVENT_ACTOR_CREATE] = "create",
    [EVENT_ACTOR_END] = "end",
    [EVENT_ACTOR_JOIN] = "join",
    [EVENT_SWITCH] = "switch",
    [EVENT_YIELD] = "yield",
    [EVENT_TIME] = "time",
    [EVENT_SLEEP] = "sleep",
    [EVENT_MUTEX_LOCK] = "mutex-lock",
    [EVENT_MUTEX_TRYLOCK_OK] = "mutex-trylock",
    [EVENT_MUTEX_TRYLOCK_BUSY] = "mutex-busy",
    [EVENT_MUTEX_UNLOCK] = "mutex-unlock",
    [EVENT_RWLOCK_RDLOCK] = "read-lock",
    [EVENT_RWLOCK_WRLOCK] = "write-lock",
    [EVENT_RWLOCK_BUSY] = "rwlock-busy",
    [EVENT_RWLOCK_UNLOCK] = "rwlock-unlock",
    [EVENT_SPIN_LOCK] = "spin-lock",
    [EVENT_SPIN_BUSY] = "spin-busy",
    [EVENT_SPIN_UNLOCK] = "spin-unlock",
    [EVENT_COND_WAIT] = "cond-wait",
    [EVENT_COND_TIMEOUT] = "cond-timeout",
    [EVENT_COND_SIGNAL] = "cond-signal",
    [EVENT_COND_BROADCAST] = "cond-broadcast",
    [EVENT_BARRIER_WAIT] = "barrier-wait",
    [EVENT_BARRIER_PASS] = "barrier-pass",
    [EVENT_SEM_WAIT] = "sem-wait",
    [EVENT_SEM_BUSY] = "sem-busy",
    [EVENT_SEM_POST] = "sem-post",
    [EVENT_ONCE] = "once",
    [EVENT_ATOMIC] = "atomic",
    [EVENT_MEMORY] = "memory",
    [EVENT_RCU_REGISTER] = "rcu-register",
    [EVENT_RCU_UNREGISTER] = "rcu-unregister",
    [EVENT_RCU_QUIESCENT] = "rcu-quiescent",
    [EVENT_RCU_OFFLINE] = "rcu-offline",
    [EVENT_RCU_ONLINE] = "rcu-online",
    [EVENT_RCU_CALL] = "call-rcu",
    [EVENT_RCU_CALLBACK] = "rcu-callback",
    [EVENT_RCU_SYNCHRONIZE] = "synchronize-rcu",
    [EVENT_RCU_BARRIER] = "rcu-barrier",
    [EVENT_LFHT_LOOKUP] = "lfht-lookup",
    [EVENT_LFHT_ADD] = "lfht-add",
    [EVENT_LFHT_REPLACE] = "lfht-replace",
    [EVENT_LFHT_DEL] = "lfht-del",
    [EVENT_LFHT_NEXT] = "lfht-next",
    [EVENT_VIOLATION] = "VIOLATION",
    [EVENT_HANG] = "HANG",
    [EVENT_CANCEL] = "cancel",
    [EVENT_COND_SPURIOUS] = "cond-spurious",
};

void event_log_begin(const struct runtime_options *options)
{
    event_log.n = 0;
    event_log.hash = HASH_OF_NOTHING;
    event_log.on_event = options->on_event;
    event_log.aux = options->aux;
    event_log_deafen();
    for (unsigned i = 0; options->on_event && i < EVENT_KINDS / 64; i++) {
        event_log.heard[i] = options->event_kinds ? options->event_kinds[i] : UINT64_MAX;
    }
}

void event_log_deafen(void)
{
    for (unsigned i = 0; i < EVENT_KINDS / 64; i++) {
        event_log.heard[i] = 0;
    }
}

size_t event_log_length(void)
{
    return event_log.n < EVENT_LOG_CAPACITY ? event_log.n : EVENT_LOG_CAPACITY;
}

const struct event *event_log_at(size_t index)
{
    return &event_log.events[index];
}

bool event_log_truncated(void)
{
    return event_log.n > EVENT_LOG_CAPACITY;
}

static uint64_t hash_of_log(uint64_t hash, size_t n)
{
    return event_log_mix(hash, n ^ UINT64_C(0x9e3779b97f4a7c15));
}

uint64_t event_log_hash(void)
{
    return hash_of_log(event_log.hash, event_log.n);
}

uint64_t event_log_hash_before(unsigned actor, uint32_t point)
{
    uint64_t hash = HASH_OF_NOTHING;
    size_t n = event_log_length();

    while (n > 0 && event_log.events[n - 1].actor == actor &&
           event_log.events[n - 1].point == point) {
        n--;
    }
    for (size_t i = 0; i < n; i++) {
        const struct event *e = &event_log.events[i];

        hash = event_log_hash_step(hash, e->kind, e->actor, e->point, e->object, e->value[0],
                                   e->value[1], e->value[2]);
    }
    return hash_of_log(hash, n);
}

void event_log_set_client(const struct event_client *client_)
{
    client = client_;
}

const char *event_kind_name(unsigned kind)
{
    const char *name = NULL;

    if (kind < EVENT_CLIENT) {
        name = names[kind];
    } else if (client && client->name) {
        name = client->name(kind);
    }
    return name ? name : "?";
}

static void print_operands(FILE *stream, const struct event *e)
{
    static const char *const operations[] = {"load", "store", "read-modify-write", "fence"};

    switch (e->kind) {
    case EVENT_SWITCH:
        fprintf(stream, " to %s%s", actor_name((unsigned)e->object),
                e->value[0] ? " (preempted)" : "");
        break;
    case EVENT_ACTOR_CREATE:
    case EVENT_ACTOR_JOIN:
        fprintf(stream, " %s", actor_name((unsigned)e->object));
        break;
    case EVENT_ATOMIC:
    case EVENT_MEMORY:
        fprintf(stream, " %s", operations[e->value[0] & 3]);
        break;
    case EVENT_ACTOR_END:
        break;
    case EVENT_TIME:
    case EVENT_SLEEP:
        fprintf(stream, " %llu ns", (unsigned long long)e->value[0]);
        break;
    default:
        if (e->object) {
            fprintf(stream, " #%llu", (unsigned long long)e->object);
        }
        if (e->value[0]) {
            fprintf(stream, " (%llu)", (unsigned long long)e->value[0]);
        }
    }
}

void event_print_client(FILE *stream, const struct event *e)
{
    if (e->kind >= EVENT_CLIENT && client && client->print) {
        client->print(stream, e);
    }
}

void event_print(FILE *stream, size_t index, const struct event *e)
{
    fprintf(stream, "%6zu  %-15s %6u  %-15s", index, actor_name(e->actor), e->point,
            event_kind_name(e->kind));
    if (e->kind < EVENT_CLIENT) {
        print_operands(stream, e);
    }
    event_print_client(stream, e);
    fputc('\n', stream);
}
