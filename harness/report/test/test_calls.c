/* Whose mistake it is that an execution does not end by itself: which part of the repository a file
 * is of, and which function on a stack decides. */
#include <stdarg.h>
#include <string.h>

#include "report/source/calls.h"
#include "runtime/test/expect.h"

static void test_parts(void)
{
    static const struct {
        const char *file;
        enum source_part part;
    } files[] = {
        {"/w/src/dump.c", SOURCE_UNDER_TEST},
        {"/w/build/ovs/source/openvswitch/ofproto/ofproto-dpif-upcall.c", SOURCE_UNDER_TEST},
        {"/harness/w/build/ovs/copies/B17.c", SOURCE_UNDER_TEST},
        {"/w/build/ovs/source/openvswitch/lib/seq.c", SOURCE_ELSEWHERE},
        {"/w/harness/ovs/seen.h", SOURCE_BETWEEN},
        {"build/plain/planted/B17/src/limit.c", SOURCE_UNDER_TEST},
        {"/w/harness/isolation/test/test_hang.c", SOURCE_UNDER_TEST},
        {"/w/targets/test/made_up.c", SOURCE_UNDER_TEST},
        {"/w/harness/oracle/check/once.c", SOURCE_HARNESS},
        {"/w/build/plain/planted/B17/harness/model/world.c", SOURCE_HARNESS},
        {"harness/execution/execute.c", SOURCE_HARNESS},
        {"/./././././targets/fuzz_sequence.c", SOURCE_HARNESS},
        {"/w/harness/runtime/mutex.c", SOURCE_BETWEEN},
        {"/w/harness/liburcu/rcu.c", SOURCE_BETWEEN},
        {"/w/harness/threads/lock.c", SOURCE_BETWEEN},
        {"/w/harness/cache/udpif_world.c", SOURCE_BETWEEN},
        {"./stdlib/abort.c", SOURCE_ELSEWHERE},
        {"/build/llvm/compiler-rt/lib/asan/asan_report.cpp", SOURCE_ELSEWHERE},
        {"??", SOURCE_ELSEWHERE},
        {"", SOURCE_ELSEWHERE},
        /* Checkouts in folders with such names. */
        {"/home/src/w/harness/oracle/dispatch.c", SOURCE_HARNESS},
        {"/home/harness/w/src/dump.c", SOURCE_UNDER_TEST},
        {"/home/test/w/harness/oracle/dispatch.c", SOURCE_HARNESS},
        {"/home/targets/cache/w/targets/tool.c", SOURCE_HARNESS},
        {"/home/mysrc/x.c", SOURCE_ELSEWHERE},
    };

    for (unsigned i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (source_part_of(files[i].file) != files[i].part) {
            fprintf(stderr, "%s is of part %d\n", files[i].file, source_part_of(files[i].file));
        }
        CHECK(source_part_of(files[i].file) == files[i].part);
        CHECK(source_is_under_test(files[i].file) == (files[i].part == SOURCE_UNDER_TEST));
    }
}

/* Of a stack of functions in these files, the innermost first; a NULL ends them. */
static bool is_harness(const char *file, ...)
{
    static struct calls calls;
    va_list files;

    calls.n = 0;
    va_start(files, file);
    for (; file; file = va_arg(files, const char *)) {
        calls.functions[calls.n++] = (struct source_line){"f", file, 1};
    }
    va_end(files);
    return calls_are_harness(&calls);
}

static void test_innermost_decides(void)
{
    static const char src[] = "/w/src/a.c", oracle[] = "/w/harness/oracle/a.c",
                      runtime[] = "/w/harness/runtime/a.c", adapter[] = "/w/harness/cache/a.c";

    CHECK(is_harness(oracle, adapter, src, oracle, NULL));
    CHECK(!is_harness(src, adapter, oracle, NULL));
    CHECK(is_harness(runtime, oracle, src, NULL));
    CHECK(!is_harness(runtime, src, oracle, NULL));
    CHECK(!is_harness(adapter, src, oracle, NULL));
    CHECK(is_harness(adapter, oracle, NULL));
    CHECK(!is_harness(runtime, NULL));
    CHECK(!is_harness(NULL));
}

static void test_written(void)
{
    static const struct calls calls = {
        2, {{"f", "/w/src/a.c", 3}, {"g", "/w/src/b.c", 4}}, "strlen() of libc.so.6"};
    static const struct calls none;
    char text[CALLS_TEXT];

    calls_write(&calls, text, sizeof text);
    CHECK(!strcmp(text, "f (a.c:3), which has called strlen() of libc.so.6, called by g (b.c:4)"));
    calls_write(&calls, text, 12);
    CHECK(!strcmp(text, "f (a.c:3), "));
    calls_write(&none, text, sizeof text);
    CHECK(!strcmp(text, "a place that no symbolizer knows"));
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_parts),
        CASE(test_innermost_decides),
        CASE(test_written),
    };

    return RUN_CASES(cases);
}
