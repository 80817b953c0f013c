#include "rendezvous.h"

void rendezvous_init(struct rendezvous *rendezvous) NO_THREAD_SAFETY_ANALYSIS
{
    mutex_init(&rendezvous->mutex);
    condition_init(&rendezvous->changed);
    rendezvous->reval_seq = 1;
}

void rendezvous_destroy(struct rendezvous *rendezvous)
{
    CHECK(!pthread_cond_destroy(&rendezvous->changed));
    mutex_destroy(&rendezvous->mutex);
}

static void notify(struct rendezvous *rendezvous) REQUIRES(rendezvous->mutex)
{
    CHECK(!pthread_cond_broadcast(&rendezvous->changed));
}

void rendezvous_reset(struct rendezvous *rendezvous)
{
    mutex_lock(&rendezvous->mutex);
    CHECK(!rendezvous->n_parked);
    rendezvous->exiting = false;
    rendezvous->started = false;
    mutex_unlock(&rendezvous->mutex);
}

void rendezvous_start(struct rendezvous *rendezvous, unsigned n_revalidators)
{
    mutex_lock(&rendezvous->mutex);
    rendezvous->started = true;
    rendezvous->n_revalidators = n_revalidators;
    notify(rendezvous);
    mutex_unlock(&rendezvous->mutex);
}

bool rendezvous_await_start(struct rendezvous *rendezvous)
{
    bool started;

    mutex_lock(&rendezvous->mutex);
    while (!rendezvous->started && !rendezvous->exiting) {
        condition_wait(&rendezvous->changed, &rendezvous->mutex);
    }
    /* Even if they are to end by now: all of them must go through the first barrier. */
    started = rendezvous->started;
    mutex_unlock(&rendezvous->mutex);
    return started;
}

void rendezvous_exit(struct rendezvous *rendezvous)
{
    mutex_lock(&rendezvous->mutex);
    rendezvous->n_revalidators = 0;
    rendezvous->exiting = true;
    notify(rendezvous);
    mutex_unlock(&rendezvous->mutex);
}

void rendezvous_pause(struct rendezvous *rendezvous)
{
    mutex_lock(&rendezvous->mutex);
    rendezvous->pausing = true;
    notify(rendezvous);
    while (rendezvous->n_parked < rendezvous->n_revalidators) {
        condition_wait(&rendezvous->changed, &rendezvous->mutex);
    }
    mutex_unlock(&rendezvous->mutex);
}

void rendezvous_resume(struct rendezvous *rendezvous)
{
    mutex_lock(&rendezvous->mutex);
    rendezvous->pausing = false;
    rendezvous->n_resumes++;
    notify(rendezvous);
    mutex_unlock(&rendezvous->mutex);
}

bool rendezvous_is_pausing(struct rendezvous *rendezvous)
{
    bool pausing;

    mutex_lock(&rendezvous->mutex);
    pausing = rendezvous->pausing;
    mutex_unlock(&rendezvous->mutex);
    return pausing;
}

bool rendezvous_wait_rounds(struct rendezvous *rendezvous, uint64_t n_rounds)
{
    bool reached;

    mutex_lock(&rendezvous->mutex);
    while (rendezvous->n_rounds < n_rounds && rendezvous->n_revalidators && !rendezvous->pausing) {
        condition_wait(&rendezvous->changed, &rendezvous->mutex);
    }
    reached = rendezvous->n_rounds >= n_rounds;
    mutex_unlock(&rendezvous->mutex);
    return reached;
}

void rendezvous_announce(struct rendezvous *rendezvous, uint64_t reval_seq)
{
    mutex_lock(&rendezvous->mutex);
    if (rendezvous->reval_seq < reval_seq) {
        rendezvous->reval_seq = reval_seq;
        notify(rendezvous);
    }
    mutex_unlock(&rendezvous->mutex);
}

void rendezvous_sample(struct rendezvous *rendezvous, bool *pause, bool *exit, uint64_t *n_resumes)
{
    mutex_lock(&rendezvous->mutex);
    *pause = rendezvous->pausing;
    *exit = rendezvous->exiting;
    *n_resumes = rendezvous->n_resumes;
    mutex_unlock(&rendezvous->mutex);
}

void rendezvous_round_done(struct rendezvous *rendezvous)
{
    mutex_lock(&rendezvous->mutex);
    rendezvous->n_rounds++;
    notify(rendezvous);
    mutex_unlock(&rendezvous->mutex);
}

uint64_t rendezvous_n_rounds(struct rendezvous *rendezvous)
{
    uint64_t n_rounds;

    mutex_lock(&rendezvous->mutex);
    n_rounds = rendezvous->n_rounds;
    mutex_unlock(&rendezvous->mutex);
    return n_rounds;
}

void rendezvous_sleep(struct rendezvous *rendezvous, uint64_t deadline_ms, uint64_t reval_seq,
                      bool deaf)
{
    mutex_lock(&rendezvous->mutex);
    while (!rendezvous->exiting && !rendezvous->pausing &&
           (deaf || rendezvous->reval_seq == reval_seq)) {
        if (!condition_wait_until(&rendezvous->changed, &rendezvous->mutex, deadline_ms)) {
            break;
        }
    }
    mutex_unlock(&rendezvous->mutex);
}

void rendezvous_park(struct rendezvous *rendezvous, uint64_t n_resumes)
{
    mutex_lock(&rendezvous->mutex);
    rendezvous->n_parked++;
    notify(rendezvous);
    while (rendezvous->n_resumes == n_resumes && !rendezvous->exiting) {
        condition_wait(&rendezvous->changed, &rendezvous->mutex);
    }
    rendezvous->n_parked--;
    mutex_unlock(&rendezvous->mutex);
}
