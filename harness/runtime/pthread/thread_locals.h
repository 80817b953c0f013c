/*
 * Thread-local variables of code under test that cannot be redirected to pthread keys: all actors
 * share the one of the OS thread, so the runtime exchanges them when it switches.
 */
#ifndef RUNTIME_THREAD_LOCALS_H
#define RUNTIME_THREAD_LOCALS_H 1

#include <stddef.h>
#include <stdint.h>

enum { THREAD_LOCALS_MAX = 4, THREAD_LOCALS_SIZE = 8 };

/* [main, at the start of an execution] From now on each actor has its own value of the variable of
 * `size` bytes [8 at most]. Its value now is the initial one. */
void runtime_keep_per_actor(void *variable, size_t size);

/* For the scheduler: forgets the execution before; a thread begins in a slot; `from` stops running
 * and `to` goes on. */
extern unsigned thread_locals_n;
void thread_locals_begin(void);
void thread_locals_actor_begin(unsigned actor);
void thread_locals_switch(unsigned from, unsigned to);

#endif /* thread_locals.h */
