/*
 * The event log: what happened in an execution, in order. Its hash is the execution's identity,
 * so an event holds only what is the same on every build and machine: actor and object numbers,
 * virtual time, values. Never an address, a file, a line or a return address.
 *
 * The log is a preallocated array, emptied when an execution begins; when it is full, events
 * continue to be hashed but are no longer kept, and event_log_truncated() says so.
 */
#ifndef RUNTIME_EVENT_H
#define RUNTIME_EVENT_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Kinds below EVENT_CLIENT are the runtime's own; the rest belong to its client, which gives them
 * names with event_log_set_client(). */
enum event_kind {
    EVENT_NONE,
    /* Life of actors. */
    EVENT_ACTOR_CREATE, /* object: the new actor. */
    EVENT_ACTOR_END,
    EVENT_ACTOR_JOIN, /* object: the actor joined. */
    EVENT_SWITCH, /* object: the actor that runs now; value: 1 if preempted, 0 if by the rule. */
    EVENT_YIELD,
    EVENT_TIME, /* value: the virtual time in ns that was jumped or advanced to. */
    EVENT_SLEEP,
    /* Locks. object: number of the lock in order of first use. */
    EVENT_MUTEX_LOCK,
    EVENT_MUTEX_TRYLOCK_OK,
    EVENT_MUTEX_TRYLOCK_BUSY,
    EVENT_MUTEX_UNLOCK,
    EVENT_RWLOCK_RDLOCK,
    EVENT_RWLOCK_WRLOCK,
    EVENT_RWLOCK_BUSY,
    EVENT_RWLOCK_UNLOCK,
    EVENT_SPIN_LOCK,
    EVENT_SPIN_BUSY,
    EVENT_SPIN_UNLOCK,
    EVENT_COND_WAIT,
    EVENT_COND_TIMEOUT,
    EVENT_COND_SIGNAL,
    EVENT_COND_BROADCAST,
    EVENT_BARRIER_WAIT,
    EVENT_BARRIER_PASS,
    EVENT_SEM_WAIT,
    EVENT_SEM_BUSY,
    EVENT_SEM_POST,
    EVENT_ONCE,
    EVENT_ATOMIC, /* value: 0 load, 1 store, 2 read-modify-write, 3 fence. */
    EVENT_MEMORY, /* A load (0) or store (1) in a build that has a point at each. */
    /* RCU. */
    EVENT_RCU_REGISTER,
    EVENT_RCU_UNREGISTER,
    EVENT_RCU_QUIESCENT,
    EVENT_RCU_OFFLINE,
    EVENT_RCU_ONLINE,
    EVENT_RCU_CALL,     /* value: the callback's number. */
    EVENT_RCU_CALLBACK, /* value: the callback's number. */
    EVENT_RCU_SYNCHRONIZE,
    EVENT_RCU_BARRIER,
    /* The lock-free hash table. object: number of the table in order of creation. */
    EVENT_LFHT_LOOKUP,
    EVENT_LFHT_ADD,
    EVENT_LFHT_REPLACE,
    EVENT_LFHT_DEL,
    EVENT_LFHT_NEXT,
    EVENT_VIOLATION,
    EVENT_HANG,          /* In no event log; a recording may end in it. */
    EVENT_CANCEL,        /* object: whose thread is to end. */
    EVENT_COND_SPURIOUS, /* object: who returns from a condition, though nobody has woken it. */
    EVENT_CLIENT = 64,
    EVENT_KINDS = 128
};

struct event {
    uint16_t kind;  /* enum event_kind, or a client's. */
    uint16_t actor; /* Who. */
    uint32_t point; /* The actor's number of points passed when it happened. */
    uint64_t object;
    uint64_t value[3];
};

/* Appends an event of the running actor. Takes no scheduling point. */
void event_log_append(enum event_kind, uint64_t object, uint64_t value0, uint64_t value1,
                      uint64_t value2);

/* The log of this execution, or of the last one when none runs. What is beyond the capacity of the
 * log is not kept, which `truncated` says, but is part of the hash. Events are valid until the next
 * execution begins; `index` is below the length. */
size_t event_log_length(void);
const struct event *event_log_at(size_t index);
bool event_log_truncated(void);
uint64_t event_log_hash(void);

/* The hash of what is kept, without what `actor` has logged last at its point `point`: of an
 * execution that hangs there, and whose actor may have gone on to log until it was ended. */
uint64_t event_log_hash_before(unsigned actor, uint32_t point);

/* A client's kinds: `name` gives the word for a kind >= EVENT_CLIENT (NULL: unknown), `print`
 * writes what follows it on the line, without a newline. Set once at start-up. */
struct event_client {
    const char *(*name)(unsigned kind);
    void (*print)(FILE *, const struct event *);
};
void event_log_set_client(const struct event_client *);

/* The word for a kind; "?" if it has none. */
const char *event_kind_name(unsigned kind);

/* Of an event of the client's: what event_print() writes behind its kind. Nothing of others. */
void event_print_client(FILE *, const struct event *);

/* One aligned line per event: number, virtual time is not repeated, actor, its point, kind, rest.
 */
void event_print(FILE *, size_t index, const struct event *);

#endif /* event.h */
