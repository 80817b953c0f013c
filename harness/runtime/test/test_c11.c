/* C11's threads, by the functions that stand in for them. */
#include <stdatomic.h>
#include <threads.h>

#include "check.h"
#include "runtime/c11_api.h"

static mtx_t lock;
static cnd_t changed;
static atomic_int counter; /* call_once() counts without the lock. */
static int n_destroyed;
static once_flag once = ONCE_FLAG_INIT;
static tss_t key;

static void count_once(void)
{
    counter++;
}

static int count(void *n)
{
    runtime_call_once(&once, count_once);
    runtime_mtx_lock(&lock);
    counter += *(int *)n;
    runtime_cnd_signal(&changed);
    runtime_mtx_unlock(&lock);
    return -*(int *)n;
}

static void begin(void)
{
    counter = 0;
    EXPECT(runtime_mtx_init(&lock, mtx_plain) == thrd_success);
    EXPECT(runtime_cnd_init(&changed) == thrd_success);
}

static void counts(void *unused)
{
    int one = 1, two = 2, result = 0;
    thrd_t a, b;

    begin();
    EXPECT(runtime_thrd_create(&a, count, &one) == thrd_success);
    EXPECT(runtime_thrd_create(&b, count, &two) == thrd_success);
    EXPECT(!runtime_thrd_equal(a, b));
    EXPECT(runtime_thrd_equal(runtime_thrd_current(), runtime_thrd_current()));
    runtime_mtx_lock(&lock);
    while (counter < 4) {
        runtime_cnd_wait(&changed, &lock);
    }
    runtime_mtx_unlock(&lock);
    EXPECT(runtime_thrd_join(a, &result) == thrd_success && result == -1);
    EXPECT(runtime_thrd_join(b, &result) == thrd_success && result == -2);
    runtime_cnd_destroy(&changed);
    runtime_mtx_destroy(&lock);
}

static void mutexes(void *unused)
{
    struct timespec past = {.tv_sec = 1};

    begin();
    EXPECT(runtime_mtx_trylock(&lock) == thrd_success);
    EXPECT(runtime_mtx_trylock(&lock) == thrd_busy);
    EXPECT(runtime_mtx_timedlock(&lock, &past) == thrd_timedout);
    EXPECT(runtime_cnd_timedwait(&changed, &lock, &past) == thrd_timedout);
    runtime_mtx_unlock(&lock);
    EXPECT(runtime_mtx_init(&lock, mtx_plain | mtx_recursive) == thrd_success);
    EXPECT(runtime_mtx_lock(&lock) == thrd_success && runtime_mtx_lock(&lock) == thrd_success);
    runtime_mtx_unlock(&lock);
    runtime_mtx_unlock(&lock);
    EXPECT(runtime_mtx_init(&lock, 64) == thrd_error);
}

static void destroy(void *value)
{
    n_destroyed += *(int *)value;
}

static int use_key(void *value)
{
    EXPECT(!runtime_tss_get(key));
    EXPECT(runtime_tss_set(key, value) == thrd_success);
    runtime_thrd_yield();
    EXPECT(runtime_tss_get(key) == value);
    runtime_thrd_exit(9);
}

static void keys(void *unused)
{
    struct timespec second = {.tv_sec = 1};
    int one = 1, result = 0;
    thrd_t a;

    n_destroyed = 0;
    EXPECT(runtime_tss_create(&key, destroy) == thrd_success);
    EXPECT(runtime_thrd_create(&a, use_key, &one) == thrd_success);
    EXPECT(runtime_thrd_join(a, &result) == thrd_success && result == 9 && n_destroyed == 1);
    EXPECT(runtime_thrd_sleep(&second, NULL) == 0 && runtime_now_ns() == 1000000000);
    runtime_tss_delete(key);
}

static int lock_it(void *unused)
{
    runtime_mtx_lock(&lock);
    return 0;
}

static void deadlocks(void *unused)
{
    thrd_t a;

    begin();
    runtime_mtx_lock(&lock);
    runtime_thrd_create(&a, lock_it, NULL);
    runtime_thrd_join(a, NULL);
}

static void detaches(void *unused)
{
    static int one = 1; /* Main may end first. */
    thrd_t a;

    begin();
    EXPECT(runtime_thrd_create(&a, count, &one) == thrd_success);
    EXPECT(runtime_thrd_detach(a) == thrd_success && runtime_thrd_detach(a) == thrd_error);
}

int main(void)
{
    const struct test_case cases[] = {
        SILENT(counts, 500),
        CLEAN(mutexes),
        SILENT(keys, 100),
        CLEAN(detaches),
        VIOLATION(deadlocks, "LOCK/deadlock; main waits for the end of held by thread; thread-2 "
                             "waits for mutex 1 held by main"),
    };

    return RUN_CASES(cases);
}
