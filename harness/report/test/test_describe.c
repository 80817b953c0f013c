/* A step in words: of each kind of event, and never as the event log has it. */
#include <errno.h>

#include "made_up.h"

#define N(ARRAY) (sizeof(ARRAY) / sizeof((ARRAY)[0]))

/* Describes one event of main's. */
static void describe(unsigned kind, uint64_t object, const uint64_t values[3],
                     char text[static TIMELINE_TEXT_MAX])
{
    struct timeline t;

    made_up_begin("ONCE", "something is wrong");
    made_up_event(MAIN, kind, object, values[0], values[1], values[2]);
    made_up_event(MAIN, EVENT_VIOLATION, 0, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    timeline_describe(&t, 0, text);
    timeline_free(&t);
}

/* Names such as "lfht-lookup" and numbers such as 0x110 are the event log's. */
static void test_each_kind_has_words(void)
{
    static const uint64_t values[3] = {1, 1, 0x110};
    char text[TIMELINE_TEXT_MAX];

    for (unsigned kind = EVENT_ACTOR_CREATE; kind < EVENT_MODEL_AFTER_LAST; kind++) {
        const char *name = event_kind_name(kind);

        if (!strcmp(name, "?")) { /* Between the runtime's and the model's. */
            continue;
        }
        describe(kind, 0, values, text);
        if (!strcmp(text, name) || (strchr(name, '-') && strstr(text, name)) ||
            strstr(text, "0x")) {
            fprintf(stderr, "%s is told as \"%s\"\n", name, text);
            exit(1);
        }
    }
}

static void test_words(void)
{
    static const struct {
        unsigned kind;
        uint64_t object, values[3];
        const char *text;
    } cases[] = {
        {EVENT_TRANSLATE,
         1,
         {CACHE_TRANSLATE_UPCALL, 1, 0x212},
         "translates: slow-path, rules of version 1"},
        {EVENT_TRANSLATE,
         1,
         {CACHE_TRANSLATE_REVALIDATE, 1, 0x110},
         "revalidates: forward, rules of version 0"},
        {EVENT_ADOPT, 0, {0x110, 0, 0}, "adopts the flow"},
        {EVENT_ADOPT, 0, {0x110, EINVAL, 0}, "adopts the flow FAILS: EINVAL"},
        {EVENT_YIELD, 0, {0, 0, 0}, "yields"},
        {EVENT_SLEEP, 0, {UINT64_C(26977000000), 0, 0}, "sleeps 26977 ms"},
        {EVENT_SLEEP, 0, {1500000, 0, 0}, "sleeps 1500 us"},
        {EVENT_CANCEL, HANDLER, {0, 0, 0}, "cancels handler-0"},
        {EVENT_LFHT_LOOKUP, 3, {0, 0, 0}, "looks up in table 3"},
        {EVENT_DUMP_NEXT, 0, {0, 0, 0}, "asks the dump for records"},
        {EVENT_ARM, 0, {FAULT_VANISH, 2, 0}, "arms fault vanish, 2 times"},
    };
    char text[TIMELINE_TEXT_MAX];

    for (size_t i = 0; i < N(cases); i++) {
        size_t n = strlen(cases[i].text);

        describe(cases[i].kind, cases[i].object, cases[i].values, text);
        if (strncmp(text, cases[i].text, n) || (text[n] && strncmp(text + n, " [flow", 6))) {
            fprintf(stderr, "\"%s\" is told as \"%s\"\n", cases[i].text, text);
            exit(1);
        }
    }
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_each_kind_has_words),
        CASE(test_words),
    };

    model_events_name();
    return RUN_CASES(cases);
}
