/*
 * What libraries call by the names of libc: libstdc++ for std::thread and std::condition_variable,
 * for example. They are not part of what `ukeyfuzz cc` redirects, so the executable defines these
 * names itself. In an execution they are the runtime's; outside, the C library's.
 */
#include <dlfcn.h>
#include <stddef.h>

#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"

#define DEFINE(type, name, parameters, arguments)               \
    type name parameters                                        \
    {                                                           \
        static type(*libc) parameters;                          \
                                                                \
        if (scheduler.running) {                                \
            return runtime_##name arguments;                    \
        }                                                       \
        if (!libc) {                                            \
            libc = (type(*) parameters)dlsym(RTLD_NEXT, #name); \
        }                                                       \
        return libc arguments;                                  \
    }

DEFINE(int, pthread_create,
       (pthread_t * t, const pthread_attr_t *a, void *(*start)(void *), void *arg),
       (t, a, start, arg))
DEFINE(int, pthread_join, (pthread_t t, void **result), (t, result))
DEFINE(int, pthread_detach, (pthread_t t), (t))
DEFINE(pthread_t, pthread_self, (void), ())
DEFINE(int, pthread_once, (pthread_once_t * o, void (*f)(void)), (o, f))
DEFINE(int, pthread_mutex_init, (pthread_mutex_t * m, const pthread_mutexattr_t *a), (m, a))
DEFINE(int, pthread_mutex_destroy, (pthread_mutex_t * m), (m))
DEFINE(int, pthread_mutex_lock, (pthread_mutex_t * m), (m))
DEFINE(int, pthread_mutex_trylock, (pthread_mutex_t * m), (m))
DEFINE(int, pthread_mutex_unlock, (pthread_mutex_t * m), (m))
DEFINE(int, pthread_rwlock_rdlock, (pthread_rwlock_t * l), (l))
DEFINE(int, pthread_rwlock_wrlock, (pthread_rwlock_t * l), (l))
DEFINE(int, pthread_rwlock_unlock, (pthread_rwlock_t * l), (l))
DEFINE(int, pthread_cond_init, (pthread_cond_t * c, const pthread_condattr_t *a), (c, a))
DEFINE(int, pthread_cond_destroy, (pthread_cond_t * c), (c))
DEFINE(int, pthread_cond_wait, (pthread_cond_t * c, pthread_mutex_t *m), (c, m))
DEFINE(int, pthread_cond_timedwait,
       (pthread_cond_t * c, pthread_mutex_t *m, const struct timespec *t), (c, m, t))
DEFINE(int, pthread_cond_clockwait,
       (pthread_cond_t * c, pthread_mutex_t *m, clockid_t k, const struct timespec *t),
       (c, m, k, t))
DEFINE(int, pthread_cond_signal, (pthread_cond_t * c), (c))
DEFINE(int, pthread_cond_broadcast, (pthread_cond_t * c), (c))
DEFINE(int, pthread_key_create, (pthread_key_t * k, void (*f)(void *)), (k, f))
DEFINE(int, pthread_key_delete, (pthread_key_t k), (k))
DEFINE(void *, pthread_getspecific, (pthread_key_t k), (k))
DEFINE(int, pthread_setspecific, (pthread_key_t k, const void *p), (k, p))
DEFINE(int, sched_yield, (void), ())
DEFINE(int, nanosleep, (const struct timespec *t, struct timespec *left), (t, left))
DEFINE(int, clock_nanosleep,
       (clockid_t c, int flags, const struct timespec *t, struct timespec *left),
       (c, flags, t, left))
DEFINE(int, clock_gettime, (clockid_t c, struct timespec *t), (c, t))
DEFINE(int, gettimeofday, (struct timeval *restrict t, void *restrict z), (t, z))
