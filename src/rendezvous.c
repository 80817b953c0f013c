#include "rest.h"

void rest_init(struct rest *rest) NO_THREAD_SAFETY_ANALYSIS
{
    mutex_init(&rest->mutex);
    condition_init(&rest->changed);
    rest->reval_seq = 1;
}

void rest_destroy(struct rest *rest)
{
    CHECK(!pthread_cond_destroy(&rest->changed));
    mutex_destroy(&rest->mutex);
}

static void notify(struct rest *rest) REQUIRES(rest->mutex)
{
    CHECK(!pthread_cond_broadcast(&rest->changed));
}

void rest_reset(struct rest *rest)
{
    mutex_lock(&rest->mutex);
    CHECK(!rest->n_parked);
    rest->exiting = false;
    rest->started = false;
    mutex_unlock(&rest->mutex);
}

void rest_start(struct rest *rest, unsigned n_revalidators)
{
    mutex_lock(&rest->mutex);
    rest->started = true;
    rest->n_revalidators = n_revalidators;
    notify(rest);
    mutex_unlock(&rest->mutex);
}

bool rest_await_start(struct rest *rest)
{
    bool started;

    mutex_lock(&rest->mutex);
    while (!rest->started && !rest->exiting) {
        condition_wait(&rest->changed, &rest->mutex);
    }
    /* Even if they are to end by now: all of them must go through the first barrier. */
    started = rest->started;
    mutex_unlock(&rest->mutex);
    return started;
}

void rest_exit(struct rest *rest)
{
    mutex_lock(&rest->mutex);
    rest->n_revalidators = 0;
    rest->exiting = true;
    notify(rest);
    mutex_unlock(&rest->mutex);
}

void rest_pause(struct rest *rest)
{
    mutex_lock(&rest->mutex);
    rest->pausing = true;
    notify(rest);
    while (rest->n_parked < rest->n_revalidators) {
        condition_wait(&rest->changed, &rest->mutex);
    }
    mutex_unlock(&rest->mutex);
}

void rest_resume(struct rest *rest)
{
    mutex_lock(&rest->mutex);
    rest->pausing = false;
    rest->n_resumes++;
    notify(rest);
    mutex_unlock(&rest->mutex);
}

bool rest_is_pausing(struct rest *rest)
{
    bool pausing;

    mutex_lock(&rest->mutex);
    pausing = rest->pausing;
    mutex_unlock(&rest->mutex);
    return pausing;
}

bool rest_wait_rounds(struct rest *rest, uint64_t n_rounds)
{
    bool reached;

    mutex_lock(&rest->mutex);
    while (rest->n_rounds < n_rounds && rest->n_revalidators && !rest->pausing) {
        condition_wait(&rest->changed, &rest->mutex);
    }
    reached = rest->n_rounds >= n_rounds;
    mutex_unlock(&rest->mutex);
    return reached;
}

void rest_announce(struct rest *rest, uint64_t reval_seq)
{
    mutex_lock(&rest->mutex);
    if (rest->reval_seq < reval_seq) {
        rest->reval_seq = reval_seq;
        notify(rest);
    }
    mutex_unlock(&rest->mutex);
}

void rest_sample(struct rest *rest, bool *pause, bool *exit, uint64_t *n_resumes)
{
    mutex_lock(&rest->mutex);
    *pause = rest->pausing;
    *exit = rest->exiting;
    *n_resumes = rest->n_resumes;
    mutex_unlock(&rest->mutex);
}

void rest_round_done(struct rest *rest)
{
    mutex_lock(&rest->mutex);
    rest->n_rounds++;
    notify(rest);
    mutex_unlock(&rest->mutex);
}

uint64_t rest_n_rounds(struct rest *rest)
{
    uint64_t n_rounds;

    mutex_lock(&rest->mutex);
    n_rounds = rest->n_rounds;
    mutex_unlock(&rest->mutex);
    return n_rounds;
}

void rest_sleep(struct rest *rest, uint64_t deadline_ms, uint64_t reval_seq, bool deaf)
{
    mutex_lock(&rest->mutex);
    while (!rest->exiting && !rest->pausing && (deaf || rest->reval_seq == reval_seq)) {
        if (!condition_wait_until(&rest->changed, &rest->mutex, deadline_ms)) {
            break;
        }
    }
    mutex_unlock(&rest->mutex);
}

void rest_park(struct rest *rest, uint64_t n_resumes)
{
    mutex_lock(&rest->mutex);
    rest->n_parked++;
    notify(rest);
    while (rest->n_resumes == n_resumes && !rest->exiting) {
        condition_wait(&rest->changed, &rest->mutex);
    }
    rest->n_parked--;
    mutex_unlock(&rest->mutex);
}
