/* The cache on its own threads: they start, rest and end in any order, with traffic going on. */

#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

#include "fake_world.h"
#include "rcu.h"
#include "run_by_name.h"

static const struct udpif_config config = {.n_umaps = 4, .max_revalidator_ms = 5};

static void test_main_may_call_anything_in_any_order(void **state)
{
    struct udpif *udpif = fake_begin(&config);

    udpif_resume(udpif);
    udpif_pause(udpif);
    udpif_purge(udpif);
    assert_false(udpif_wait(udpif));
    assert_int_equal(udpif_start(udpif, 1, 0), EINVAL);
    assert_int_equal(udpif_start(udpif, 2, 3), 0); /* Paused from before. */
    assert_int_equal(udpif_start(udpif, 2, 3), EALREADY);
    udpif_pause(udpif);
    udpif_pause(udpif);
    udpif_purge(udpif);
    udpif_resume(udpif);
    udpif_pause(udpif);
    udpif_resume(udpif);
    udpif_resume(udpif);
    assert_true(udpif_wait(udpif));
    udpif_pause(udpif);
    assert_false(udpif_wait(udpif));
    assert_int_equal(udpif_set_threads(udpif, 1, 1), 0);
    assert_int_equal(udpif_flush(udpif), 0);
    udpif_stop(udpif, true);
    udpif_stop(udpif, false);
    udpif_resume(udpif);
    assert_int_equal(udpif_set_threads(udpif, 3, 2), 0);
    assert_int_equal(udpif_set_threads(udpif, 0, 0), 0);
    assert_int_equal(udpif_set_threads(udpif, 1, 4), 0);
    assert_true(udpif_wait(udpif));
    fake_end(udpif);
}

struct traffic {
    struct udpif *udpif;
    atomic_bool stop;
    atomic_uint n_missed;
};

/* One thread that sends packets: they hit, or are queued. */
static void *send_packets(void *aux)
{
    struct traffic *traffic = aux;

    for (unsigned i = 0; !atomic_load(&traffic->stop); i++) {
        unsigned flow = i * 7 % FAKE_FLOWS;
        struct upcall upcall = fake_miss(flow);

        if (!fake_hit(flow, 1) && !udpif_enqueue(traffic->udpif, i, &upcall)) {
            atomic_fetch_add(&traffic->n_missed, 1);
            usleep(100);
        }
    }
    return NULL;
}

static void test_traffic_under_every_disturbance_is_credited_once(void **state)
{
    struct traffic traffic = {.udpif = fake_begin(&config)};
    struct udpif *udpif = traffic.udpif;
    uint64_t hits = 0, credited = 0;
    pthread_t thread;

    assert_int_equal(udpif_start(udpif, 2, 2), 0);
    assert_int_equal(pthread_create(&thread, NULL, send_packets, &traffic), 0);
    /* On a busy machine the traffic may begin late. */
    for (unsigned i = 0; i < 60 || !atomic_load(&traffic.n_missed); i++) {
        pthread_mutex_lock(&world.mutex);
        world.actions[i % FAKE_FLOWS]++;
        pthread_mutex_unlock(&world.mutex);
        udpif_revalidate(udpif);
        if (i % 5 == 0) {
            udpif_pause(udpif);
            udpif_resume(udpif);
        } else if (i % 7 == 0) {
            assert_true(udpif_wait(udpif));
        } else if (i % 20 == 0) {
            assert_int_equal(udpif_set_threads(udpif, 1 + i % 3, 1 + i % 2), 0);
        }
    }
    atomic_store(&traffic.stop, true);
    rcu_thread_offline();
    pthread_join(thread, NULL);
    rcu_thread_online();
    assert_true(udpif_wait(udpif));
    assert_true(udpif_wait(udpif));

    pthread_mutex_lock(&world.mutex);
    for (unsigned i = 0; i < FAKE_FLOWS; i++) {
        credited += world.credited_packets[i];
        hits += world.flows[i].stats.n_packets;
        assert_true(!world.flows[i].exists || world.flows[i].actions == world.actions[i]);
    }
    pthread_mutex_unlock(&world.mutex);
    assert_true(credited >= hits);
    fake_end(udpif);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_main_may_call_anything_in_any_order),
        cmocka_unit_test(test_traffic_under_every_disturbance_is_credited_once),
    };

    return RUN_BY_NAME(tests);
}
