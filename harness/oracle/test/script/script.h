/*
 * Scripts for the oracles' tests: a cache that does what a test says, step by step, in a model's
 * world, with the oracles around it. A test is a body that runs as main in an execution, and what
 * must come of it: a violation of one rule, or nothing.
 */
#ifndef ORACLE_TEST_SCRIPT_H
#define ORACLE_TEST_SCRIPT_H 1

#include <errno.h>

#include "oracle/oracle.h"
#include "runtime/runtime.h"
#include "runtime/test/expect.h"

struct script_test {
    const char *name;
    void (*body)(void);
    const char *tag;  /* NULL: nothing is wrong. */
    const char *rule; /* "gap" of "ONCE/gap". */
    const char *says; /* In the message, of a test that is about its figures too; or NULL. */
};

struct script_tests {
    const struct script_test *tests;
    unsigned n;
};
#define SCRIPT_TESTS(TESTS) ((struct script_tests){TESTS, sizeof(TESTS) / sizeof(*(TESTS))})

/* Runs them, each as a case of its name; returns what main() is to. In those that are `preempted`, main
 * gives way to the first actor that the body spawns, at each of its points in turn: the violation must
 * come of one of these runs at least. */
int script_run(struct script_tests, struct script_tests preempted);
#define SCRIPT_MAIN(TESTS)                                                \
    int main(void)                                                        \
    {                                                                     \
        return script_run(SCRIPT_TESTS(TESTS), (struct script_tests){0}); \
    }

/* The cache with the oracles around it, and the world that they give it. */
extern const struct cache_under_test *cache;
extern const struct cache_world *world;

/* For run.c: the model, the cache and the oracles begin. */
void script_begin(void);

/* Gives the cache other settings than the defaults. */
void script_configure(const struct cache_settings *);

/* What the scripted cache answers. */
extern struct cache_counter script_counters[8];
extern size_t script_n_counters;
extern struct cache_entry script_entries[4];
extern size_t script_n_entries;
extern pthread_mutex_t *script_shown_under; /* It shows them under this lock, or NULL. */
extern int script_upcall_error;
extern uint32_t script_flow_limit;
extern uint32_t script_sampled_actions; /* 0: those of the flow's rules. */
extern void (*script_in_call)(void);    /* Done inside the next call of main's; then forgotten. */

/* All of flow `flow` without pmd. */

/* The packet that script_miss() sent last. */
extern uint64_t script_packet;
/* A packet of a flow that is not in the datapath, or one that comes late: waits to be handled. */
void script_miss(unsigned flow);
extern bool script_other_key; /* Misses come with the other key of their flow. */
/* `n` packets of a flow that is. */
void script_hit(unsigned flow, unsigned n);

/* Begins to handle the packet: upcall_begin and translation. Returns the translation. */
struct cache_translation script_handle(unsigned flow);
/* Ends it. What is still to be executed is. */
void script_verdict(unsigned flow, enum cache_verdict);
/* Executes a packet now, for who ends its upcall without script_verdict(). */
void script_execute(unsigned flow, uint64_t packet);
/* How script_verdict() is to execute a packet, for who translates without script_handle(). */
void script_will_execute(uint64_t packet, uint32_t actions);
void script_step(unsigned flow, uint64_t serial, enum cache_state from, enum cache_state to);
struct cache_op script_operate(enum cache_op_type, unsigned flow);
/* A whole miss: ukey `serial` made, its flow put, OPERATIONAL. */
void script_install(unsigned flow, uint64_t serial);
/* For script_in_call, of flow 0 of pmd 1: an upcall of a packet thread makes ukey 1, and its answer has
 * the thread add the flow. */
void script_install_on_packet_thread(void);
/* A whole deletion, because the rules changed, up to the delete's answer; the final counters are
 * not credited. */
struct cache_op script_delete(unsigned flow, uint64_t serial);
/* After that: EVICTED, DELETED, freed. */
void script_forget(unsigned flow, uint64_t serial);
/* The first `n` flows are somebody else's, get a hit each, and are adopted: ukeys 1 to `n`. */
void script_adopt(unsigned n);
/* The cache says from now on that it has ukey 1, OPERATIONAL, for flow 0 with these actions. */
void script_keep(uint32_t actions);

/* What the instance's counter says besides packets and bytes, after its first `n` hits. */
struct cache_stats script_facts(uint32_t instance, uint32_t n);

/* Credits so many packets and bytes to `flow`: with what else its counter, or the last one that
 * there was, says; or with what `as` says. */
void script_credit(uint32_t handle, unsigned flow, uint64_t n_packets, uint64_t n_bytes);
void script_credit_as(uint32_t handle, unsigned flow, uint64_t n_packets, uint64_t n_bytes,
                      const struct cache_stats *as);

/* Credits hits `from` + 1 .. `to` of an instance to `flow`. */
void script_push(unsigned flow, uint32_t instance, uint32_t from, uint32_t to);

/* A whole round that looks at the datapath's flows and does nothing. */
void script_round(void);
/* A round in which nothing is dumped, and `function` done. */
void script_in_round(void (*function)(void));
/* Two rounds, after which everything can be judged. */
void script_judge(void);
/* Time passes. */
void script_pass_ms(uint64_t ms);
/* How often revalidate() was called. */
extern uint64_t script_n_revalidations;
extern bool script_wait_fails; /* wait() says false. */

/* Runs `function` on an actor of its own, to its end. */
void script_on(const char *name, void (*function)(void));

/* Gives every translation back, and ends the cache's life. */
void script_end(void);

#endif /* script.h */
