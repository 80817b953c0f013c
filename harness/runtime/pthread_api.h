/*
 * The functions that interpose.h puts in the place of libc's. Each has the signature and the
 * meaning of the one it is named after.
 */
#ifndef RUNTIME_PTHREAD_API_H
#define RUNTIME_PTHREAD_API_H 1

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* objects.c: see objects.h. Named after nothing. */
void runtime_set_name(const volatile void *object, const char *name);

/* mutex.c */
int runtime_pthread_mutex_init(pthread_mutex_t *, const pthread_mutexattr_t *);
int runtime_pthread_mutex_destroy(pthread_mutex_t *);
int runtime_pthread_mutex_lock(pthread_mutex_t *);
int runtime_pthread_mutex_trylock(pthread_mutex_t *);
int runtime_pthread_mutex_timedlock(pthread_mutex_t *, const struct timespec *);
int runtime_pthread_mutex_clocklock(pthread_mutex_t *, clockid_t, const struct timespec *);
int runtime_pthread_mutex_unlock(pthread_mutex_t *);
int runtime_pthread_mutex_consistent(pthread_mutex_t *);

/* rwlock.c */
int runtime_pthread_rwlock_init(pthread_rwlock_t *, const pthread_rwlockattr_t *);
int runtime_pthread_rwlock_destroy(pthread_rwlock_t *);
int runtime_pthread_rwlock_rdlock(pthread_rwlock_t *);
int runtime_pthread_rwlock_tryrdlock(pthread_rwlock_t *);
int runtime_pthread_rwlock_timedrdlock(pthread_rwlock_t *, const struct timespec *);
int runtime_pthread_rwlock_clockrdlock(pthread_rwlock_t *, clockid_t, const struct timespec *);
int runtime_pthread_rwlock_wrlock(pthread_rwlock_t *);
int runtime_pthread_rwlock_trywrlock(pthread_rwlock_t *);
int runtime_pthread_rwlock_timedwrlock(pthread_rwlock_t *, const struct timespec *);
int runtime_pthread_rwlock_clockwrlock(pthread_rwlock_t *, clockid_t, const struct timespec *);
int runtime_pthread_rwlock_unlock(pthread_rwlock_t *);

/* cond.c */
int runtime_pthread_cond_init(pthread_cond_t *, const pthread_condattr_t *);
int runtime_pthread_cond_destroy(pthread_cond_t *);
int runtime_pthread_cond_wait(pthread_cond_t *, pthread_mutex_t *);
int runtime_pthread_cond_timedwait(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
int runtime_pthread_cond_clockwait(pthread_cond_t *, pthread_mutex_t *, clockid_t,
                                   const struct timespec *);
int runtime_pthread_cond_signal(pthread_cond_t *);
int runtime_pthread_cond_broadcast(pthread_cond_t *);

/* barrier.c */
int runtime_pthread_barrier_init(pthread_barrier_t *, const pthread_barrierattr_t *, unsigned);
int runtime_pthread_barrier_destroy(pthread_barrier_t *);
int runtime_pthread_barrier_wait(pthread_barrier_t *);

/* semaphore.c */
int runtime_sem_init(sem_t *, int, unsigned);
int runtime_sem_destroy(sem_t *);
int runtime_sem_wait(sem_t *);
int runtime_sem_trywait(sem_t *);
int runtime_sem_timedwait(sem_t *, const struct timespec *);
int runtime_sem_clockwait(sem_t *, clockid_t, const struct timespec *);
int runtime_sem_post(sem_t *);
int runtime_sem_getvalue(sem_t *, int *);

/* named_semaphore.c */
sem_t *runtime_sem_open(const char *, int, ...);
int runtime_sem_close(sem_t *);
int runtime_sem_unlink(const char *);

/* spin.c */
int runtime_pthread_spin_init(pthread_spinlock_t *, int);
int runtime_pthread_spin_destroy(pthread_spinlock_t *);
int runtime_pthread_spin_lock(pthread_spinlock_t *);
int runtime_pthread_spin_trylock(pthread_spinlock_t *);
int runtime_pthread_spin_unlock(pthread_spinlock_t *);

/* once.c and keys.c */
int runtime_pthread_once(pthread_once_t *, void (*)(void));
int runtime_pthread_key_create(pthread_key_t *, void (*)(void *));
int runtime_pthread_key_delete(pthread_key_t);
void *runtime_pthread_getspecific(pthread_key_t);
int runtime_pthread_setspecific(pthread_key_t, const void *);

/* thread.c */
int runtime_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int runtime_pthread_join(pthread_t, void **);
int runtime_pthread_tryjoin_np(pthread_t, void **);
int runtime_pthread_timedjoin_np(pthread_t, void **, const struct timespec *);
int runtime_pthread_clockjoin_np(pthread_t, void **, clockid_t, const struct timespec *);
int runtime_pthread_detach(pthread_t);
pthread_t runtime_pthread_self(void);
int runtime_pthread_equal(pthread_t, pthread_t);
_Noreturn void runtime_pthread_exit(void *);
int runtime_pthread_setname_np(pthread_t, const char *);
int runtime_pthread_getname_np(pthread_t, char *, size_t);
int runtime_sched_yield(void);
int runtime_pthread_cancel(pthread_t);
int runtime_pthread_setcancelstate(int, int *);
int runtime_pthread_setcanceltype(int, int *);
void runtime_pthread_testcancel(void);
int runtime_pthread_kill(pthread_t, int);
int runtime_pthread_atfork(void (*)(void), void (*)(void), void (*)(void));

/* What glibc's own pthread_cleanup_push() and pop call in C: __pthread_register_cancel() and so on. */
void runtime_pthread_register_cancel(__pthread_unwind_buf_t *);
void runtime_pthread_unregister_cancel(__pthread_unwind_buf_t *);
_Noreturn void runtime_pthread_unwind_next(__pthread_unwind_buf_t *);

struct runtime_cleanup {
    struct runtime_cleanup *next;
    void (*function)(void *);
    void *arg;
};
void runtime_cleanup_push(struct runtime_cleanup *, void (*)(void *), void *);
void runtime_cleanup_pop(struct runtime_cleanup *, int execute);

/* clock.c */
unsigned runtime_sleep(unsigned seconds);
int runtime_usleep(useconds_t);
int runtime_nanosleep(const struct timespec *, struct timespec *);
int runtime_clock_nanosleep(clockid_t, int flags, const struct timespec *, struct timespec *);
int runtime_clock_gettime(clockid_t, struct timespec *);
int runtime_clock_getres(clockid_t, struct timespec *);
int runtime_gettimeofday(struct timeval *, void *);
time_t runtime_time(time_t *);

/* interpose.c: a point before an atomic operation on `object` (NULL: on none). 0 load, 1 store, 2
 * read-modify-write, 3 fence.
 */
void runtime_atomic_point(const volatile void *object, unsigned operation);
/* An atomic load has found this pointer. */
void runtime_rcu_loaded(const volatile void *object);

#endif /* pthread_api.h */
