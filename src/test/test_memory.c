/* Memory is short. A cache that cannot be made says so and leaves nothing behind; one that exists ends the
 * process: it could not remember what is in the datapath. */

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_world.h"
#include "rcu.h"
#include "run_by_name.h"

/* The linker puts these in the place of the functions that they are named after. */
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void __real_free(void *);
void __wrap_free(void *);
struct cds_lfht *__real__cds_lfht_new(unsigned long, unsigned long, unsigned long, int,
                                      const struct cds_lfht_mm_type *,
                                      const struct rcu_flavor_struct *, pthread_attr_t *);
struct cds_lfht *__wrap__cds_lfht_new(unsigned long, unsigned long, unsigned long, int,
                                      const struct cds_lfht_mm_type *,
                                      const struct rcu_flavor_struct *, pthread_attr_t *);
int __real_cds_lfht_destroy(struct cds_lfht *, pthread_attr_t **);
int __wrap_cds_lfht_destroy(struct cds_lfht *, pthread_attr_t **);

enum { N_UMAPS = 3, ALLOCATIONS = 2 + N_UMAPS };

static unsigned until_failure; /* 0: none fails. */
static int n_blocks, n_tables;

static bool fails(void)
{
    return until_failure && --until_failure == 0;
}

void *__wrap_calloc(size_t n, size_t size)
{
    void *block = fails() ? NULL : __real_calloc(n, size);

    n_blocks += block != NULL;
    return block;
}

void __wrap_free(void *block)
{
    n_blocks -= block != NULL;
    __real_free(block);
}

struct cds_lfht *__wrap__cds_lfht_new(unsigned long size, unsigned long least, unsigned long most,
                                      int flags, const struct cds_lfht_mm_type *mm,
                                      const struct rcu_flavor_struct *flavor, pthread_attr_t *attr)
{
    struct cds_lfht *table =
        fails() ? NULL : __real__cds_lfht_new(size, least, most, flags, mm, flavor, attr);

    n_tables += table != NULL;
    return table;
}

int __wrap_cds_lfht_destroy(struct cds_lfht *table, pthread_attr_t **attr)
{
    n_tables--;
    return __real_cds_lfht_destroy(table, attr);
}

static const struct udpif_config config = {.n_umaps = N_UMAPS, .umap_buckets = 1};

/* Its world is not asked for anything. */
static struct udpif *create(void)
{
    static const struct datapath datapath;
    static const struct translation translation;

    return udpif_create(&config, &datapath, &translation, NULL);
}

static void test_create(void **state)
{
    rcu_register_thread();
    for (unsigned nth = 1; nth <= ALLOCATIONS; nth++) {
        int n_before = n_blocks;

        until_failure = nth;
        errno = 0;
        assert_null(create());
        assert_int_equal(errno, ENOMEM);
        assert_int_equal(until_failure, 0);
        assert_int_equal(n_blocks, n_before);
        assert_int_equal(n_tables, 0);
    }
    rcu_unregister_thread();
}

static void test_no_more_than_those(void **state)
{
    struct udpif *udpif;

    rcu_register_thread();
    until_failure = ALLOCATIONS + 1;
    udpif = create();
    assert_non_null(udpif);
    assert_int_equal(until_failure, 1);
    until_failure = 0;
    udpif_destroy(udpif);
    rcu_unregister_thread();
}

static void let_in(struct udpif *udpif)
{
    udpif_let_in(udpif, 1);
}

static void handle(struct udpif *udpif)
{
    struct upcall upcall = fake_miss(0);
    struct upcall_reply reply;

    udpif_upcall(udpif, &upcall, &reply);
}

/* A child does it without memory, and dies of it: what it says is in `said`. */
static void expect_death(void (*function)(struct udpif *))
{
    char said[256] = "";
    int ends[2], status;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (!child) {
        struct udpif *udpif = fake_begin(&config);

        dup2(ends[1], STDERR_FILENO);
        if (function != let_in) {
            udpif_let_in(udpif, 1);
        }
        until_failure = 1;
        function(udpif);
        _exit(0);
    }
    close(ends[1]);
    assert_true(read(ends[0], said, sizeof said - 1) >= 0);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_non_null(strstr(said, "out of memory ("));
}

static void test_queue(void **state)
{
    expect_death(let_in);
}

static void test_ukey(void **state)
{
    expect_death(handle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_create),
        cmocka_unit_test(test_no_more_than_those),
        cmocka_unit_test(test_queue),
        cmocka_unit_test(test_ukey),
    };

    return RUN_BY_NAME(tests);
}
