/*
 * The cache on its own threads while ukeys and their actions come and go as fast as they can, and
 * others look at them: samplers, which ask for the actions of each flow without a lock, and main,
 * which walks over all ukeys and dwells on each. Nobody may meet what has been freed, and nothing
 * is left over.
 */
#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

#include "fake_world.h"
#include "rcu.h"
#include "run_by_name.h"

enum { N_SENDERS = 2, N_SAMPLERS = 2, N_CHANGES = 600, N_REPLACED = 300 };

struct churn {
    struct udpif *udpif;
    atomic_bool stop;
    pthread_t senders[N_SENDERS], samplers[N_SAMPLERS];
};

static void *send_misses(void *aux)
{
    struct churn *churn = aux;

    for (unsigned i = 0; !atomic_load(&churn->stop); i++) {
        struct upcall upcall = fake_miss(i % FAKE_FLOWS);

        if (fake_hit(i % FAKE_FLOWS, 1) || udpif_enqueue(churn->udpif, i, &upcall) == ENOBUFS) {
            usleep(50);
        }
    }
    return NULL;
}

static void *sample(void *aux)
{
    struct churn *churn = aux;

    rcu_register_thread();
    while (!atomic_load(&churn->stop)) {
        for (unsigned i = 0; i < FAKE_FLOWS; i++) {
            struct ufid ufid = fake_ufid(i);
            uint8_t actions[DP_BUFFER_MAX];
            size_t size;

            if (udpif_flow_actions(churn->udpif, &ufid, PMD_ID_NULL, actions, &size)) {
                assert_int_equal(size, 1);
                assert_in_range(actions[0], 10, 19);
            }
        }
        rcu_quiescent_state();
    }
    rcu_unregister_thread();
    return NULL;
}

static void begin(struct churn *churn)
{
    const struct udpif_config config = {.n_umaps = 1, .max_revalidator_ms = 5};

    churn->udpif = fake_begin(&config);
    atomic_init(&churn->stop, false);
    assert_int_equal(udpif_start(churn->udpif, 2, 2), 0);
    for (unsigned i = 0; i < N_SENDERS; i++) {
        assert_int_equal(pthread_create(&churn->senders[i], NULL, send_misses, churn), 0);
    }
    for (unsigned i = 0; i < N_SAMPLERS; i++) {
        assert_int_equal(pthread_create(&churn->samplers[i], NULL, sample, churn), 0);
    }
}

static void end(struct churn *churn)
{
    atomic_store(&churn->stop, true);
    rcu_thread_offline();
    for (unsigned i = 0; i < N_SENDERS; i++) {
        assert_int_equal(pthread_join(churn->senders[i], NULL), 0);
    }
    for (unsigned i = 0; i < N_SAMPLERS; i++) {
        assert_int_equal(pthread_join(churn->samplers[i], NULL), 0);
    }
    rcu_thread_online();
    udpif_stop(churn->udpif, true);
    fake_end(churn->udpif);
}

/* The rules change all the time: each flow's actions are replaced in each round. */
static void test_actions_that_change_all_the_time(void **state)
{
    struct churn churn;

    begin(&churn);
    for (unsigned i = 0; i < N_CHANGES; i++) {
        pthread_mutex_lock(&world.mutex);
        for (unsigned flow = 0; flow < FAKE_FLOWS; flow++) {
            world.actions[flow] = (uint8_t)(10 + i % 10);
        }
        pthread_mutex_unlock(&world.mutex);
        udpif_revalidate(churn.udpif);
        assert_true(udpif_wait(churn.udpif));
    }
    end(&churn);
    assert_true(world.n_modifies > N_CHANGES);
}

static void dwell(void *n_seen, const struct ukey_view *view)
{
    assert_true(view->state >= UKEY_VISIBLE && view->state <= UKEY_DELETED);
    ++*(unsigned *)n_seen;
    usleep(20);
}

/* Each round deletes all flows, and the handlers put them back: evicted ukeys are replaced or
 * removed. */
static void test_flows_that_live_for_a_moment(void **state)
{
    struct churn churn;
    unsigned n_seen = 0;

    begin(&churn);
    pthread_mutex_lock(&world.mutex);
    world.short_lived = true;
    pthread_mutex_unlock(&world.mutex);
    while (udpif_coverage(churn.udpif, COVERAGE_upcall_ukey_replace) < N_REPLACED) {
        udpif_revalidate(churn.udpif);
        udpif_for_each_ukey(churn.udpif, dwell, &n_seen);
    }
    assert_true(n_seen > N_REPLACED);
    end(&churn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_actions_that_change_all_the_time),
        cmocka_unit_test(test_flows_that_live_for_a_moment),
    };

    return RUN_BY_NAME(tests);
}
