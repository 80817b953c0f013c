/* Lists of faults, read and written. */

#include <stddef.h>
#include <string.h>

#include "test/check.h"
#include "stress/world/faults.h"

static struct stress_faults read_list(const char *text)
{
    struct stress_faults faults;
    char error[64];

    CHECK(stress_faults_parse(text, &faults, error, sizeof error));
    return faults;
}

static void test_read(void)
{
    struct stress_faults faults = read_list("all=7,vanish=1000000,put-lost,dump-omit=0");

    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        uint32_t expected = i == STRESS_FAULT_VANISH      ? 1000000
                            : i == STRESS_FAULT_PUT_LOST  ? stress_fault_usual_rate(i)
                            : i == STRESS_FAULT_DUMP_OMIT ? 0
                                                          : 7;

        CHECK_INT(faults.per_million[i], expected);
    }
    faults = read_list("none");
    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        CHECK_INT(faults.per_million[i], 0);
        CHECK(stress_fault_usual_rate(i) > 0);
    }
}

/* What is written is read as the same again. */
static void test_write(void)
{
    static const char *const lists[] = {"none", "all", "vanish", "all=3",
                                        "put-lost=5,get-busy,dump-duplicate-other=1000000"};

    for (unsigned i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct stress_faults once = read_list(lists[i]), twice;
        char text[2048];

        stress_faults_write(&once, text, sizeof text);
        twice = read_list(text);
        CHECK(!memcmp(&once, &twice, sizeof once));
    }
}

/* A list that cannot be read changes nothing, and the item that is wrong is named. */
static void test_refuse(void)
{
    static const struct {
        const char *list, *wrong;
    } cases[] = {
        {"", ""},
        {"all,", ""},
        {"vanish,frob,all", "frob"},
        {"vanish=", "vanish="},
        {"vanish=-1", "vanish=-1"},
        {"vanish=1000001", "vanish=1000001"},
        {"vanish=1x", "vanish=1x"},
        {"all,none", "none"},
    };

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stress_faults faults = read_list("all=9"), before = faults;
        char error[64];

        CHECK(!stress_faults_parse(cases[i].list, &faults, error, sizeof error));
        CHECK_TEXT(error, cases[i].wrong);
        CHECK(!memcmp(&faults, &before, sizeof faults));
    }
}

int main(void)
{
    const struct test_case tests[] = {
        CASE(test_read),
        CASE(test_write),
        CASE(test_refuse),
    };

    return RUN_CASES(tests);
}
