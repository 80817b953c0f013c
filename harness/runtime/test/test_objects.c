/* What is kept for reports of locks and the like: who made them, their numbers and their names. */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

#include "check.h"
#include "runtime/objects.h"
#include "runtime/strategy.h"

static pthread_mutex_t named, unnamed, found = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock;
static pthread_cond_t cond;
static pthread_barrier_t barrier;
static sem_t semaphore;
static pthread_spinlock_t spin;

static void *make_in_thread(void *unused)
{
    pthread_mutex_init(&unnamed, NULL);
    return NULL;
}

/* One of each, used in another order than that in which they are made. */
static void make_all(void *unused)
{
    pthread_t thread;

    pthread_mutex_init(&named, NULL);
    sync_set_name(&named, "the one with a name");
    pthread_create(&thread, NULL, make_in_thread, NULL);
    pthread_join(thread, NULL);
    pthread_rwlock_init(&rwlock, NULL);
    pthread_cond_init(&cond, NULL);
    pthread_barrier_init(&barrier, NULL, 1);
    sem_init(&semaphore, 0, 1);
    pthread_spin_init(&spin, 0);

    pthread_mutex_lock(&found);
    pthread_mutex_unlock(&found);
    pthread_mutex_lock(&unnamed);
    pthread_mutex_unlock(&unnamed);
    pthread_mutex_lock(&named);
    pthread_mutex_unlock(&named);
    pthread_rwlock_rdlock(&rwlock);
    pthread_rwlock_unlock(&rwlock);
    pthread_spin_lock(&spin);
    pthread_spin_unlock(&spin);
    pthread_cond_broadcast(&cond);
    pthread_barrier_wait(&barrier);
    sem_wait(&semaphore);

    /* Another object at the same place. */
    pthread_mutex_destroy(&named);
    pthread_mutex_init(&named, NULL);
    pthread_mutex_lock(&named);
    pthread_mutex_unlock(&named);
}

static void follow(void (*body)(void *), bool follow_objects)
{
    struct strategy_replay replay;
    struct runtime_outcome outcome;
    struct runtime_options options = {.follow_objects = follow_objects};

    strategy_replay_init(&replay, NULL, 0);
    options.strategy = &replay.strategy;
    runtime_execute(&options, body, NULL, &outcome);
    CHECK(!outcome.violated);
}

static const struct runtime_object *object(enum object_class class, uint32_t number)
{
    for (size_t i = 0; i < runtime_n_objects(); i++) {
        if (runtime_object_at(i)->class == class && runtime_object_at(i)->number == number) {
            return runtime_object_at(i);
        }
    }
    return NULL;
}

static void test_all(void)
{
    const struct runtime_object *o;

    follow(make_all, true);
    CHECK((o = object(OBJECT_LOCK, 1)) && !o->made && o->actor == ACTOR_MAIN && o->n_frames);
    CHECK((o = object(OBJECT_LOCK, 2)) && o->made && o->actor != ACTOR_MAIN && !o->name[0]);
    CHECK((o = object(OBJECT_LOCK, 3)) && o->made && !strcmp(o->name, "the one with a name"));
    CHECK(!o->address && o->event < object(OBJECT_LOCK, 2)->event);
    CHECK((o = object(OBJECT_LOCK, 4)) && o->made && o->n_frames); /* The rwlock. */
    CHECK((o = object(OBJECT_LOCK, 5)) && o->made);                /* The spinlock. */
    CHECK((o = object(OBJECT_LOCK, 6)) && o->made && !o->name[0]); /* At the place of 3. */
    CHECK((o = object(OBJECT_COND, 1)) && o->made);
    CHECK((o = object(OBJECT_BARRIER, 1)) && o->made);
    CHECK((o = object(OBJECT_SEMAPHORE, 1)) && o->made);
}

/* Whether it is asked for makes no difference to the execution, and nothing is kept if not. */
static void test_no_influence(void)
{
    uint64_t hash;

    follow(make_all, true);
    hash = event_log_hash();
    follow(make_all, false);
    CHECK(event_log_hash() == hash && runtime_n_objects() == 0);
}

static void make_too_many(void *unused)
{
    static pthread_mutex_t mutexes[RUNTIME_MAX_OBJECTS + 10];

    for (unsigned i = 0; i < RUNTIME_MAX_OBJECTS + 10; i++) {
        pthread_mutex_init(&mutexes[i], NULL);
        pthread_mutex_lock(&mutexes[i]);
        sync_set_name(&mutexes[i], "a name that is longer than there is room for it");
        pthread_mutex_unlock(&mutexes[i]);
    }
}

static void test_too_many(void)
{
    follow(make_too_many, true);
    CHECK(runtime_n_objects() == RUNTIME_MAX_OBJECTS);
    CHECK(strlen(runtime_object_at(0)->name) == RUNTIME_OBJECT_NAME - 1);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_all),
        CASE(test_no_influence),
        CASE(test_too_many),
    };

    return RUN_CASES(cases);
}
