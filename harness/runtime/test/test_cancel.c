/* Cancellation: where it is noticed, what is cleaned up, and what is refused by name. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static char trace[16];
static unsigned n_trace;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static pthread_t sleeper;

static void leave(void *mark)
{
    EXPECT(n_trace < sizeof trace);
    trace[n_trace++] = *(const char *)mark;
}

static void unlock(void *mutex)
{
    leave("u");
    pthread_mutex_unlock(mutex);
}

static void *wait_on_condition(void *unused)
{
    pthread_mutex_lock(&lock);
    pthread_cleanup_push(unlock, &lock);
    for (;;) {
        pthread_cond_wait(&never, &lock);
    }
    pthread_cleanup_pop(0);
    return NULL;
}

static void *wait_for_semaphore(void *unused)
{
    sem_wait(&semaphore);
    return NULL;
}

static void *wait_for_thread(void *unused)
{
    pthread_join(sleeper, NULL);
    return NULL;
}

static void *sleep_long(void *unused)
{
    for (;;) {
        sleep(1000);
    }
    return NULL;
}

static void *test_again_and_again(void *unused)
{
    for (;;) {
        pthread_testcancel();
    }
    return NULL;
}

static void cancel_one(void *(*start)(void *))
{
    pthread_t thread;
    void *result = NULL;

    pthread_create(&thread, NULL, start, NULL);
    EXPECT(!pthread_cancel(thread));
    EXPECT(!pthread_join(thread, &result) && result == PTHREAD_CANCELED);
    EXPECT(pthread_cancel(thread) == ESRCH);
}

static void cancels(void *unused)
{
    n_trace = 0;
    sem_init(&semaphore, 0, 0);
    cancel_one(wait_on_condition);
    /* Cancelled before its first wait, or in it; and the mutex is free again. */
    EXPECT(n_trace == 1 && !pthread_mutex_trylock(&lock));
    pthread_mutex_unlock(&lock);
    cancel_one(wait_for_semaphore);
    cancel_one(sleep_long);
    cancel_one(test_again_and_again);

    /* The joiner is cancelled; another may join its thread instead. */
    pthread_create(&sleeper, NULL, sleep_long, NULL);
    cancel_one(wait_for_thread);
    EXPECT(!pthread_cancel(sleeper) && !pthread_join(sleeper, NULL));
}

static void *finish_first(void *unused)
{
    int old = -1;

    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    EXPECT(old == PTHREAD_CANCEL_ENABLE);
    sleep(1);
    pthread_testcancel();
    leave("f");
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
    EXPECT(old == PTHREAD_CANCEL_DISABLE);
    pthread_testcancel();
    leave("x");
    return NULL;
}

static void disables(void *unused)
{
    int old;
    pthread_t thread;

    n_trace = 0;
    EXPECT(!pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &old) && old == PTHREAD_CANCEL_DEFERRED);
    pthread_create(&thread, NULL, finish_first, NULL);
    sched_yield(); /* It has begun, and does not listen. */
    pthread_cancel(thread);
    pthread_join(thread, NULL);
    EXPECT(n_trace == 1 && trace[0] == 'f');
    EXPECT(runtime_now_ns() == 1000000000);
}

/* As glibc's header has it, for C without exceptions. */
#define GLIBC_PUSH(function, arg)                             \
    do {                                                      \
        __pthread_unwind_buf_t buffer;                        \
        void (*routine)(void *) = (function);                 \
        void *routine_arg = (arg);                            \
        if (__sigsetjmp_cancel(buffer.__cancel_jmp_buf, 0)) { \
            routine(routine_arg);                             \
            runtime_pthread_unwind_next(&buffer);             \
        }                                                     \
    runtime_pthread_register_cancel(&buffer)
#define GLIBC_POP()                             \
    runtime_pthread_unregister_cancel(&buffer); \
    }                                           \
    while (0)

__attribute__((noinline)) static void pop_at_once(void)
{
    static char mark = 'c';

    GLIBC_PUSH(leave, &mark);
    GLIBC_POP();
}

__attribute__((noinline)) static void sleep_with_buffer(void)
{
    static char mark = 'b';

    GLIBC_PUSH(leave, &mark);
    sleep(1000);
    GLIBC_POP();
}

static void *use_buffers(void *unused)
{
    static char mark = 'a';

    GLIBC_PUSH(leave, &mark);
    pop_at_once();
    sleep_with_buffer();
    GLIBC_POP();
    return NULL;
}

static void runs_buffers(void *unused)
{
    pthread_t thread;
    void *result = NULL;

    n_trace = 0;
    pthread_create(&thread, NULL, use_buffers, NULL);
    sched_yield(); /* It sleeps. */
    pthread_cancel(thread);
    EXPECT(!pthread_join(thread, &result) && result == PTHREAD_CANCELED);
    EXPECT(n_trace == 2 && trace[0] == 'b' && trace[1] == 'a');
}

static void keeps_lock(void *unused)
{
    pthread_t thread;

    n_trace = 0;
    pthread_create(&thread, NULL, wait_on_condition, NULL);
    pthread_cancel(thread);
    pthread_join(thread, NULL);
}

/* A thread that is cancelled with a lock in its hands, and cleans nothing up. */
static void *wait_without_cleanup(void *unused)
{
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&never, &lock);
    return NULL;
}

static void forgets_lock(void *unused)
{
    pthread_t thread;

    pthread_create(&thread, NULL, wait_without_cleanup, NULL);
    pthread_cancel(thread);
    pthread_join(thread, NULL);
}

static void asks_for_any_time(void *unused)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
}

static void sends_signal(void *unused)
{
    EXPECT(!pthread_kill(pthread_self(), 0));
    pthread_kill(pthread_self(), 15);
}

static void buffers_run_after_what_was_cut_off(void)
{
    ASSERT_FOUND(forgets_lock, "LOCK/held-at-end by thread-2 lock 1", 100);
    ASSERT_CLEAN(runs_buffers);
}

int main(void)
{
    const struct test_case cases[] = {
        SILENT(cancels, 500),
        CLEAN(disables),
        CLEAN(runs_buffers),
        SILENT(keeps_lock, 200),
        FOUND(forgets_lock, "LOCK/held-at-end by thread-2 lock 1", 100),
        VIOLATION(
            asks_for_any_time,
            "CANCEL/not-supported by main in pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS)"),
        VIOLATION(sends_signal, "CANCEL/not-supported by main in pthread_kill() with a signal"),
        CASE(buffers_run_after_what_was_cut_off),
    };

    return RUN_CASES(cases);
}
