/* What the cache has asked the datapath to do, and what it was told. */
#ifndef ORACLE_BELIEF_OPERATIONS_H
#define ORACLE_BELIEF_OPERATIONS_H 1

#include "oracle/context.h"

extern const struct belief belief_operations;

struct deletion_facts {
    uint64_t deleting; /* The ukey whose delete has begun and not been answered; 0: none. */
    unsigned deleter;  /* By which actor. */
    uint64_t retry;    /* The ukey whose last delete failed; 0: none. */
    uint64_t gone;     /* The ukey whose flow is gone: deleted, or a get has not found it. */
    unsigned informed; /* The actor that knows that. */
    unsigned evictor;  /* The actor that made the ukey EVICTING, or sent the last delete. */
};

/* Never NULL; valid until the next execution. */
const struct deletion_facts *operations_deletion(unsigned slot);
/* Whether a delete of the slot's ukey has begun and not been answered. */
bool operations_is_deleting(unsigned slot);
/* Whether the running actor has made a ukey visible and not yet put its flow. */
bool operations_put_is_due(unsigned slot);
/* The ukey whose flow the running actor's last get has not found; 0: none. */
uint64_t operations_not_found(unsigned slot);

#endif /* operations.h */
