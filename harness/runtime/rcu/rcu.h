/*
 * The model of liburcu's QSBR flavour: what the rest of the runtime needs of it. The code under
 * test sees liburcu's own header, whose functions rcu.c and rcu_callbacks.c define.
 */
#ifndef RCU_RCU_H
#define RCU_RCU_H 1

#include <stdbool.h>
#include <stdint.h>

/* Forgets the execution before. */
void rcu_model_begin(bool waits_offline);

/* A new thread begins in slot `actor`; the running thread ends (a violation if it is a reader). */
void rcu_model_actor_begin(unsigned actor);
void rcu_model_actor_end(void);

/* The body of the `call_rcu` actor; does not return. */
void rcu_model_callback_loop(void *unused);

/* The running actor is about to follow a pointer protected by RCU: a violation if it is not an
 * online reader. */
void rcu_model_check_reader(const char *what);

/* Whether callbacks are pending. */
bool rcu_model_has_callbacks(void);

/* The running actor is about to wait for others, for as long as they like: a violation if it is an
 * online reader, and such a wait may not hold up grace periods (runtime_options.waits_offline). */
void rcu_model_check_wait(const char *what);

/* Whether the object that begins with this rcu_head waits for its callback. */
bool rcu_model_is_posted(const volatile void *head);

/* Changes whenever the running actor passes a quiescent state or is offline. */
uint32_t rcu_model_quiescent_count(void);

/* The runtime's own: read-side critical sections, which are empty inline functions in liburcu. */
void runtime_rcu_read_lock(void);
void runtime_rcu_read_unlock(void);

#endif /* rcu.h */
