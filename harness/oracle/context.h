/*
 * What every belief and every check may ask: how many observations there were, what the cache was
 * created with, who is in an upcall, how things are called. And the one way to say that an
 * invariant does not hold.
 *
 * All of it runs on the actor that is observed, in the midst of what it does, with its locks held:
 * it takes no scheduling point, calls nothing of the cache's, and allocates nothing.
 */
#ifndef ORACLE_CONTEXT_H
#define ORACLE_CONTEXT_H 1

#include "oracle/observation.h"
#include "oracle/oracle.h"
#include "runtime/allocations.h"
#include "runtime/objects.h"
#include "runtime/runtime.h"
#include "support/printable.h"

/* The number of observations so far, which is the oracles' clock; never 0. */
typedef uint32_t obs_time;
obs_time obs_now(void);

/* With which the cache was created. */
extern const struct cache_settings *const context_settings;
/* Whether the runtime sees its threads and locks. */
bool context_on_pthreads(void);
/* Whether what it says of itself is complete. */
bool context_is_exact(void);
/* Whether the cache is being destroyed: it takes ukeys away without a word. */
bool context_is_destroying(void);

/* Whether the running actor, or a given one, is between the beginning and the end of an upcall; and
 * how many actors are. */
bool context_in_upcall(void);
bool context_is_in_upcall(unsigned actor);
unsigned context_n_in_upcalls(void);
/* Whether the running actor is a packet thread in the cache's upcall(), which puts the flow itself
 * afterwards. */
bool context_is_packet_thread(void);

/* "flow 3" or "flow 3 of pmd 1", and the running actor's name. Valid for the next few calls. */
const char *slot_name(unsigned slot);
const char *self_name(void);

/* What the execution has reached so far. */
extern struct oracle_reached context_reached;

/* What a violation is about, and what tells it from others of its rule. Members that are 0 are not
 * known. The running actor is a trait, "by", unless it does not matter who that is. */
struct culprits {
    bool has_slot, by_anybody;
    unsigned slot;
    uint64_t ukey, packet;
    uint32_t instance, handle, lock;
    struct {
        const char *name, *word; /* "from" "DELETED". Ends with a name that is NULL. */
    } traits[4];
    struct {
        const char *name; /* "made by". NULL: there is none. */
        unsigned actor;
    } other;
};

/* [in a check] The invariant of the rule "TAG/what-is-wrong" does not hold. The message says what
 * was expected, what was seen, and by whom. The execution ends when all checks were asked; of
 * several violations in one observation that of the check that stands first in dispatch.c's list
 * counts. */
void violation(const char *rule, const struct culprits *, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define ABOUT(...)            (&(const struct culprits){__VA_ARGS__})
#define ABOUT_SLOT(SLOT, ...) ABOUT(.has_slot = true, .slot = (SLOT), ##__VA_ARGS__)
#define ABOUT_NOTHING         ABOUT(.has_slot = false)

/* [in a check or a belief] Something is let pass for this reason alone. */
void excuse(enum oracle_excuse);

/* For dispatch.c and the doors. */
void context_reset(void);
void context_advance(void); /* Another observation. */
void context_enter_upcall(void);
void context_leave_upcall(void);
void context_set_packet_thread(bool);
void context_set_destroying(void);
void context_set_on_pthreads(bool);
void context_set_exact(bool);
void context_set_settings(const struct cache_settings *);
void context_set_promises(bool (*promises)(const char *rule, unsigned flow, struct cache_remark *));
/* The violation that the last check has found. */
struct found {
    bool any;
    struct violation what;
    char message[1024];
};
extern struct found context_found;

#endif /* context.h */
