/*
 * C11's <threads.h> on the runtime: each function has the signature and the meaning of the one it is
 * named after, and is a thin layer over pthreads, as in glibc. The two may be mixed.
 */
#ifndef RUNTIME_C11_API_H
#define RUNTIME_C11_API_H 1

#include <threads.h>

int runtime_thrd_create(thrd_t *, thrd_start_t, void *);
int runtime_thrd_equal(thrd_t, thrd_t);
thrd_t runtime_thrd_current(void);
int runtime_thrd_sleep(const struct timespec *, struct timespec *);
_Noreturn void runtime_thrd_exit(int);
int runtime_thrd_detach(thrd_t);
int runtime_thrd_join(thrd_t, int *);
void runtime_thrd_yield(void);

int runtime_mtx_init(mtx_t *, int);
int runtime_mtx_lock(mtx_t *);
int runtime_mtx_timedlock(mtx_t *, const struct timespec *);
int runtime_mtx_trylock(mtx_t *);
int runtime_mtx_unlock(mtx_t *);
void runtime_mtx_destroy(mtx_t *);

int runtime_cnd_init(cnd_t *);
int runtime_cnd_signal(cnd_t *);
int runtime_cnd_broadcast(cnd_t *);
int runtime_cnd_wait(cnd_t *, mtx_t *);
int runtime_cnd_timedwait(cnd_t *, mtx_t *, const struct timespec *);
void runtime_cnd_destroy(cnd_t *);

int runtime_tss_create(tss_t *, tss_dtor_t);
void *runtime_tss_get(tss_t);
int runtime_tss_set(tss_t, void *);
void runtime_tss_delete(tss_t);

void runtime_call_once(once_flag *, void (*)(void));

#endif /* c11_api.h */
