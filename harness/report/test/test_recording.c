/* Of an execution that is too long for a recording its beginning is kept, and its end. */
#include <pthread.h>

#include "report/recording.h"
#include "runtime/test/check.h"

enum { EVENTS = RECORDING_MAX_EVENTS + 3 * RECORDING_LAST + 1234 };

static struct recording recording;
static size_t n_events;

static void count_and_record(void *aux, const struct event *e)
{
    n_events++;
    recording_on_event(aux, e);
}

static void lock_again_and_again(void *aux)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

    for (unsigned i = 0; i < EVENTS / 2; i++) {
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
    }
}

static void a_long_recording(void)
{
    struct strategy_replay replay;
    struct runtime_options options = {
        .strategy = &replay.strategy, .on_event = count_and_record, .aux = &recording};
    struct runtime_outcome outcome;
    const size_t ring = RECORDING_MAX_EVENTS - RECORDING_LAST;

    strategy_replay_init(&replay, NULL, 0);
    runtime_execute(&options, lock_again_and_again, NULL, &outcome);
    assert_clean("lock_again_and_again", outcome);
    recording_end(&recording);
    CHECK(n_events >= EVENTS && recording.truncated);
    CHECK(recording.n_events == RECORDING_MAX_EVENTS);
    CHECK(recording.n_events + recording.n_left_out == n_events);
    for (size_t i = 1; i < recording.n_events; i++) {
        CHECK(i == ring || recording.events[i].actor != recording.events[i - 1].actor ||
              recording.events[i].point - recording.events[i - 1].point <= 2);
        CHECK(recording.frames[i][0]);
    }
    CHECK(recording.events[ring].point > recording.events[ring - 1].point + RECORDING_LAST);
}

int main(void)
{
    const struct test_case cases[] = {CASE(a_long_recording)};

    return RUN_CASES(cases);
}
