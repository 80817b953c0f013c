/* The life of a ukey: each step that exists can be taken, every other one ends the process. */

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_world.h"
#include "run_by_name.h"
#include "ukey.h"

static struct udpif *udpif;

static int setup(void **state)
{
    udpif = fake_begin(&(struct udpif_config){.n_umaps = 1, .umap_fixed_size = true});
    return 0;
}

static int teardown(void **state)
{
    fake_end(udpif);
    return 0;
}

static struct ukey *make(void)
{
    static const uint8_t byte;
    struct ukey_seed seed = {
        .ufid = {{1, 2, 3, 4}},
        .pmd_id = PMD_ID_NULL,
        .key = {&byte, 1},
        .mask = {&byte, 1},
        .actions = {&byte, 1},
    };

    return ukey_create(udpif, &seed);
}

/* A way to each state by steps that exist. */
static void walk_to(struct ukey *ukey, enum ukey_state state) REQUIRES(ukey->mutex)
{
    static const enum ukey_state before[UKEY_STATES] = {
        [UKEY_VISIBLE] = UKEY_CREATED,          [UKEY_OPERATIONAL] = UKEY_VISIBLE,
        [UKEY_INCONSISTENT] = UKEY_OPERATIONAL, [UKEY_EVICTING] = UKEY_OPERATIONAL,
        [UKEY_EVICTED] = UKEY_EVICTING,         [UKEY_DELETED] = UKEY_EVICTED,
    };

    if (state != UKEY_CREATED) {
        walk_to(ukey, before[state]);
        ukey_transition(ukey, state);
    }
}

/* Whether `function`, on a ukey in state `from`, ends a process of its own with SIGABRT. */
static bool aborts(enum ukey_state from, void (*function)(struct ukey *, int), int argument)
{
    int status;
    pid_t child = fork();

    if (!child) {
        struct ukey *ukey = make();

        if (!freopen("/dev/null", "w", stderr)) {
            _exit(2);
        }
        signal(SIGABRT, SIG_DFL);
        mutex_lock(&ukey->mutex);
        walk_to(ukey, from);
        function(ukey, argument);
        mutex_unlock(&ukey->mutex);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
    return WIFSIGNALED(status);
}

static void step(struct ukey *ukey, int to) NO_THREAD_SAFETY_ANALYSIS
{
    ukey_transition(ukey, (enum ukey_state)to);
}

static void test_only_the_steps_of_the_table_exist(void **state)
{
    static const char *const table[UKEY_STATES] = {
        /*               CVOIGED */
        [UKEY_CREATED] = ".x....x",     [UKEY_VISIBLE] = "..x.xx.",
        [UKEY_OPERATIONAL] = "...xxx.", [UKEY_INCONSISTENT] = "....xx.",
        [UKEY_EVICTING] = ".....x.",    [UKEY_EVICTED] = "......x",
        [UKEY_DELETED] = ".......",
    };

    for (enum ukey_state from = 0; from < UKEY_STATES; from++) {
        for (enum ukey_state to = 0; to < UKEY_STATES; to++) {
            assert_int_equal(aborts(from, step, (int)to), table[from][to] != 'x');
        }
    }
}

static void *take_over(void *aux) NO_THREAD_SAFETY_ANALYSIS
{
    ukey_transition(aux, UKEY_EVICTED);
    return NULL;
}

static void by_another_thread(struct ukey *ukey, int argument) NO_THREAD_SAFETY_ANALYSIS
{
    pthread_t thread;

    pthread_create(&thread, NULL, take_over, ukey);
    pthread_join(thread, NULL);
}

static void test_only_the_owner_ends_an_eviction(void **state)
{
    assert_true(aborts(UKEY_EVICTING, by_another_thread, 0));
}

static void test_an_eviction_given_up_can_be_claimed_once(void **state)
{
    struct ukey *ukey = make();

    mutex_lock(&ukey->mutex);
    assert_false(ukey_claim_eviction(ukey));
    walk_to(ukey, UKEY_EVICTING);
    assert_false(ukey_claim_eviction(ukey));
    ukey_release_eviction(ukey);
    assert_true(ukey_claim_eviction(ukey));
    assert_false(ukey_claim_eviction(ukey));
    ukey_transition(ukey, UKEY_EVICTED);
    mutex_unlock(&ukey->mutex);
    ukey_destroy(ukey);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_only_the_steps_of_the_table_exist, setup, teardown),
        cmocka_unit_test_setup_teardown(test_only_the_owner_ends_an_eviction, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_eviction_given_up_can_be_claimed_once, setup,
                                        teardown),
    };

    return RUN_BY_NAME(tests);
}
