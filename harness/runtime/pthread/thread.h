/*
 * Threads: the life of an actor, and its thread-specific data.
 */
#ifndef PTHREAD_THREAD_H
#define PTHREAD_THREAD_H 1

/* Forgets the threads and keys of the execution before. */
void thread_begin(void);

/* What an actor's fiber runs, for one thread after another; does not return. */
void thread_loop(void *unused);

/* Makes slot `actor` ready for a new thread: its fiber, and everything that is per thread. */
void actor_begin(unsigned actor);
void actor_set_name(unsigned actor, const char *name);

/* Thread-specific data: none at the start, destructors at the end. */
void keys_begin(void);
void keys_actor_begin(unsigned actor);
void keys_actor_end(void);

#endif /* thread.h */
