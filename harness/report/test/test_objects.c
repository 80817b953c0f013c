/* What locks, conditions and barriers are called: by name, by the ukey they guard, by number. */
#include "made_up.h"
#include "report/objects/objects.h"

static uint64_t slot(unsigned flow)
{
    return model_slot(flow, CACHE_PMD_NULL);
}

/* A step of a ukey's state, with its mutex held, and another lock around it if there is one. */
static void move(unsigned actor, uint64_t ukey, uint64_t mutex, uint64_t around, unsigned to)
{
    if (around) {
        made_up_event(actor, EVENT_MUTEX_LOCK, around, 0, 0, 0);
    }
    made_up_event(actor, to == STATE_VISIBLE ? EVENT_MUTEX_LOCK : EVENT_MUTEX_TRYLOCK_OK, mutex, 0,
                  0, 0);
    made_up_event(actor, EVENT_TRANSITION, slot(0), ukey, to - 1, to);
    made_up_event(actor, EVENT_MUTEX_UNLOCK, mutex, 0, 0, 0);
    if (around) {
        made_up_event(actor, EVENT_MUTEX_UNLOCK, around, 0, 0, 0);
    }
}

static const char *name_of(const struct report_objects *o, enum object_class class, uint64_t number)
{
    const struct report_object *object = report_object(o, class, number);

    CHECK(object);
    return object->name;
}

/* Mutex 3 is held when both move: it guards neither. */
static void test_guards(void)
{
    struct report_objects *o;
    char message[100];
    struct violation v;

    made_up_begin("LOCK", "");
    violation_init(&v, "LOCK/order");
    for (uint64_t lock = 3; lock <= 5; lock++) {
        violation_add(&v, lock == 5 ? "mutex" : "lock", lock);
    }
    violation_add(&v, "condition", 4);
    move(HANDLER, 1, 4, 3, STATE_VISIBLE);
    move(HANDLER, 2, 5, 3, STATE_VISIBLE);
    move(HANDLER, 1, 4, 0, STATE_OPERATIONAL);
    made_up_event(MAIN, EVENT_COND_WAIT, 4, 9, 0, 0);
    o = report_objects_make(&made_up, NULL);
    CHECK(o);
    CHECK(!strcmp(name_of(o, OBJECT_LOCK, 3), "mutex 3"));
    CHECK(!strcmp(name_of(o, OBJECT_LOCK, 4), "ukey 1's mutex"));
    CHECK(!strcmp(name_of(o, OBJECT_LOCK, 5), "ukey 2's mutex"));
    CHECK(!strcmp(name_of(o, OBJECT_COND, 4), "condition 4")); /* Another class. */
    CHECK(!report_object(o, OBJECT_LOCK, 6) && !report_object(o, OBJECT_LOCK, UINT64_MAX));
    CHECK(!report_object(o, OBJECT_CLASSES, 4) && !report_object(NULL, OBJECT_LOCK, 4));
    report_objects_rename(o, &v,
                          "main took lock 4 holding lock 3; it waits for mutex 5, on condition "
                          "4 and at barrier 1; block 4, mutex 44, mutexes",
                          message, sizeof message);
    CHECK(!strncmp(message,
                   "main took ukey 1's mutex holding lock 3; it waits for ukey 2's mutex, on "
                   "condition 4 and at",
                   90));
    CHECK(strlen(message) < sizeof message);
    report_objects_rename(o, &v, "block 4, mutex 55, mutexes", message, sizeof message);
    CHECK(!strcmp(message, "block 4, mutex 55, mutexes"));
    report_objects_free(o);
}

/* One lock for two ukeys belongs to neither. */
static void test_shared(void)
{
    struct report_objects *o;

    made_up_begin("LOCK", "");
    move(HANDLER, 1, 4, 0, STATE_VISIBLE);
    move(HANDLER, 2, 4, 0, STATE_VISIBLE);
    o = report_objects_make(&made_up, NULL);
    CHECK(o && !strcmp(name_of(o, OBJECT_LOCK, 4), "mutex 4"));
    report_objects_free(o);
}

static void record_object(enum object_class class, uint32_t number, size_t step, const char *name)
{
    struct recording_object *object = &made_up.objects[made_up.n_objects++];

    *object = (struct recording_object){
        .class = class, .number = number, .made = true, .actor = HANDLER, .step = step};
    snprintf(object->name, sizeof object->name, "%s", name);
}

/* What the cache has named; the second of two that are called the same says so. */
static void test_given_names(void)
{
    struct report_objects *o;
    char message[100];
    struct violation v;

    made_up_begin("LOCK", "");
    record_object(OBJECT_LOCK, 0, 0, "queue"); /* Never used. */
    record_object(OBJECT_LOCK, 1, 0, "queue");
    record_object(OBJECT_BARRIER, 1, 0, "round");
    record_object(OBJECT_LOCK, 2, 0, "");
    made_up_event(MAIN, EVENT_RWLOCK_RDLOCK, 1, 0, 0, 0);
    made_up_event(MAIN, EVENT_SPIN_LOCK, 2, 0, 0, 0);
    made_up_event(MAIN, EVENT_BARRIER_WAIT, 1, 0, 0, 0);
    o = report_objects_make(&made_up, NULL);
    CHECK(!strcmp(name_of(o, OBJECT_LOCK, 1), "queue #2"));
    CHECK(!strcmp(name_of(o, OBJECT_LOCK, 2), "spinlock 2"));
    CHECK(!strcmp(name_of(o, OBJECT_BARRIER, 1), "round"));
    violation_init(&v, "LOCK/deadlock");
    violation_set_subject(&violation_add_part(&v, MAIN, "main", "waits")->object, "rwlock", 1);
    violation_add(&v, "barrier", 1);
    report_objects_rename(o, &v, "waits for reading rwlock 1, then at barrier 1", message,
                          sizeof message);
    CHECK(!strcmp(message, "waits for reading rwlock queue #2, then at barrier round"));
    report_objects_free(o);
}

/* The making of a ukey is where its mutex is made, right after it has got its number. */
static void test_making(void)
{
    char text[TIMELINE_TEXT_MAX];
    struct timeline t;
    size_t making;

    made_up_begin("STALL", "flow 0");
    made_up_about(model_slot(0, CACHE_PMD_NULL));
    made_up_noise(HANDLER, 3);
    making = made_up_event(HANDLER, EVENT_ATOMIC, 0, 2, 0, 0);
    record_object(OBJECT_LOCK, 7, making + 1, "");
    made_up_noise(MAIN, 3);
    move(HANDLER, 1, 7, 0, STATE_VISIBLE);
    made_up_event(HANDLER, EVENT_VIOLATION, 0, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    CHECK(t.steps[making].makes == 1 && t.steps[making - 1].makes == 0);
    timeline_describe(&t, making, text);
    CHECK(!strcmp(text, "makes ukey 1"));
    CHECK(t.steps[making].weight > t.steps[making - 1].weight);
    timeline_free(&t);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_guards),
        CASE(test_shared),
        CASE(test_given_names),
        CASE(test_making),
    };

    model_events_name();
    return RUN_CASES(cases);
}
