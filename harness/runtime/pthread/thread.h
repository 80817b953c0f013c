/*
 * Threads: the life of an actor, and its thread-specific data.
 */
#ifndef PTHREAD_THREAD_H
#define PTHREAD_THREAD_H 1

#include <pthread.h>

/* Forgets the threads and keys of the execution before. */
void thread_begin(void);

/* What an actor's fiber runs, for one thread after another; does not return. */
void thread_loop(void *unused);

/* Makes a thread that runs start(actor) with actor->spawned and actor->spawned_aux set as given. As
 * pthread_create() otherwise. */
int thread_create(pthread_t *, const pthread_attr_t *, void *(*start)(void *actor),
                  void (*spawned)(void *), void *aux);

/* The slot of a thread that exists, or -1. */
int thread_slot(pthread_t);

/* The running actor's thread is over, and gives back `result`. What is on its stack is forgotten. */
_Noreturn void thread_end(void *result);

/* Makes slot `actor` ready for a new thread: its fiber, and everything that is per thread. */
void actor_begin(unsigned actor);
void actor_set_name(unsigned actor, const char *name);

/* Thread-specific data: none at the start, destructors at the end. */
void keys_begin(void);
void keys_actor_begin(unsigned actor);
void keys_actor_end(void);

#endif /* thread.h */
