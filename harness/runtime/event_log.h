/*
 * The inside of the event log: appending has to cost a few nanoseconds, so it is inline here.
 */
#ifndef RUNTIME_EVENT_LOG_H
#define RUNTIME_EVENT_LOG_H 1

#include "event.h"

enum { EVENT_LOG_CAPACITY = 65536 };

struct event_log {
    size_t n; /* Events appended, kept or not. */
    uint64_t hash;
    void (*on_event)(void *aux, const struct event *);
    void *aux;
    uint64_t heard[EVENT_KINDS / 64]; /* Kinds that on_event is called for, a bit each. */
    struct event overflow;            /* The latest event, when there is no room to keep it. */
    struct event events[EVENT_LOG_CAPACITY];
};
extern struct event_log event_log;

struct runtime_options;

/* Empties the log. */
void event_log_begin(const struct runtime_options *);

/* From now on nobody is told of events. */
void event_log_deafen(void);

/* The hash's step: the high and the low half of a 64 by 64 bit product, as in wyhash. */
static inline uint64_t event_log_mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The hash with one more event. */
static inline uint64_t event_log_hash_step(uint64_t hash, uint32_t kind, uint32_t actor,
                                           uint32_t point, uint64_t object, uint64_t value0,
                                           uint64_t value1, uint64_t value2)
{
    uint64_t word = (uint64_t)point << 32 | actor << 16 | kind;

    /* Most events have no values. Bit 15 of the kind tells those that have from the others. */
    if (value0 | value1 | value2) {
        hash = event_log_mix(hash ^ value0 ^ UINT64_C(0x8bb84b93962eacc9),
                             value1 ^ UINT64_C(0x4b33a62ed433d4a3));
        hash = event_log_mix(hash ^ value2 ^ UINT64_C(0x589965cc75374cc3),
                             UINT64_C(0xaaaaaaaa9d3cb14b));
        word |= UINT64_C(1) << 15;
    }
    return event_log_mix(hash ^ word ^ UINT64_C(0xa0761d6478bd642f),
                         object ^ UINT64_C(0xe7037ed1a0b428db));
}

static inline void event_log_put(uint32_t kind, uint32_t actor, uint32_t point, uint64_t object,
                                 uint64_t value0, uint64_t value1, uint64_t value2)
{
    struct event_log *log = &event_log;
    struct event *e = log->n < EVENT_LOG_CAPACITY ? &log->events[log->n] : &log->overflow;

    e->kind = (uint16_t)kind;
    e->actor = (uint16_t)actor;
    e->point = point;
    e->object = object;
    e->value[0] = value0;
    e->value[1] = value1;
    e->value[2] = value2;
    log->n++;
    log->hash = event_log_hash_step(log->hash, kind, actor, point, object, value0, value1, value2);
    if (log->heard[kind / 64 % (EVENT_KINDS / 64)] >> kind % 64 & 1) {
        log->on_event(log->aux, e);
    }
}

#endif /* event_log.h */
