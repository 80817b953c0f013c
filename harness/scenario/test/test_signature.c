/*
 * Signatures: what is the same bug, and what is not.
 */
#include <string.h>

#include "expect.h"
#include "scenario/signature.h"

static void expect_text(const struct signature *signature, const char *expected)
{
    EXPECT(!strcmp(signature->text, expected), "expected '%s', got '%s'", expected,
           signature->text);
}

static void expect_violation(const char *invariant, const char *message, const char *expected)
{
    struct signature signature;

    signature_of_violation(&signature, invariant, message);
    expect_text(&signature, expected);
}

static void test_violations(void)
{
    struct signature a, b;

    expect_violation("STATE",
                     "revalidator-0 takes ukey 2 of flow 0 of pmd 1 from DELETED to DELETED: there "
                     "is no such step",
                     "STATE revalidator takes ukey of flow from DELETED to DELETED: there is no "
                     "such step");
    expect_violation("ONCE", "main credits -3 packets to flow 2 (actions 0xfe01): hits 1..7",
                     "ONCE main credits packets to flow (actions): hits..");
    expect_violation("PROG", "", "PROG");
    expect_violation("HANG", "main has used 3 s: it spins in f (f.c:12), called by g (g.c:3)",
                     "HANG f");
    expect_violation("HARNESS", "a mistake: main has used 3 s: it spins in f (f.c:12), called by g",
                     "HARNESS spins in f");
    expect_violation("HARNESS", "a mistake: signal 6 (Aborted): it dies in f (f.c:12), called by",
                     "HARNESS dies in f");
    expect_violation("HARNESS", "handler-0 does something to slot 70; there are 64",
                     "HARNESS handler does something to slot; there are");

    /* Who else waits does not matter. */
    signature_of_violation(&a, "LOCK",
                           "deadlock: nobody can run; main waits for barrier 1; handler-0 waits "
                           "for condition 3; handler-1 waits for condition 4");
    signature_of_violation(&b, "LOCK",
                           "deadlock: nobody can run; main waits for barrier 0; handler-0 waits "
                           "for condition 3");
    EXPECT(signature_same(&a, &b), "'%s' and '%s'", a.text, b.text);
    signature_of_violation(&a, "LOCK", "mutex 3 held by handler-0, handler-1 and main");
    expect_text(&a, "LOCK mutex held by handler and main");
    signature_of_violation(&a, "LOCK", "mutex 3 held by handler-0 and handler-1");
    expect_text(&a, "LOCK mutex held by handler");

    /* Another state, another actor, another invariant. */
    signature_of_violation(&a, "OPS", "handler-0 deletes flow 1, whose ukey is EVICTED");
    signature_of_violation(&b, "OPS", "handler-0 deletes flow 1, whose ukey is VISIBLE");
    EXPECT(!signature_same(&a, &b), "'%s'", a.text);
    signature_of_violation(&b, "OPS", "main deletes flow 1, whose ukey is EVICTED");
    EXPECT(!signature_same(&a, &b), "'%s'", a.text);
    signature_of_violation(&b, "STATE", "handler-0 deletes flow 1, whose ukey is EVICTED");
    EXPECT(!signature_same(&a, &b), "'%s'", a.text);
}

static void test_long_message(void)
{
    static char message[1000];
    struct signature signature;

    memset(message, 'x', sizeof message - 1);
    signature_of_violation(&signature, "BIJ", message);
    EXPECT(strlen(signature.text) == SIGNATURE_MAX - 1, "%zu characters", strlen(signature.text));
}

static void expect_death(const char *what, const char *report, const char *expected)
{
    struct signature signature;

    signature_of_death(&signature, what, report, "something else");
    expect_text(&signature, expected);
}

static void test_address_errors(void)
{
    static const char report[] =
        "=================================================================\n"
        "==17==ERROR: AddressSanitizer: heap-use-after-free on address 0x61 at pc 0x55 bp 0x7f\n"
        "WRITE of size 4 at 0x6120 thread T0\n"
        "    #0 0x55d in __interceptor_memcpy (/x/ukeyfuzz+0x12)\n"
        "    #1 0x55e in ukey_transition /elsewhere/src/ukeyfuzz/src/ukey.c:120:5\n"
        "    #2 0x55f in oracle_self /elsewhere/src/ukeyfuzz/harness/oracle/hub.c:1:1\n"
        "    #3 0x560 in sweep_umap build/planted/B1/src/sweep.c:99:9\n"
        "    #4 0x561 in step /elsewhere/src/round.c:1:1\n"
        "\n"
        "freed by thread T0 here:\n"
        "    #0 0x55d in free (/x/ukeyfuzz+0x12)\n"
        "    #1 0x55e in free_ukey /elsewhere/src/ukey.c:1:5\n";

    expect_death("ASAN", report, "ASAN heap-use-after-free WRITE in ukey_transition < sweep_umap");
    expect_death("ASAN",
                 "==1==ERROR: AddressSanitizer: SEGV on unknown address 0x0 (pc 0x1)\n"
                 "==1==The signal is caused by a READ memory access.\n"
                 "    #0 0x55d in strlen (/lib/libc.so+0x12)\n"
                 "    #1 0x55d in main (/x/y+0x12)\n",
                 "ASAN SEGV in strlen");
    expect_death("CRASH",
                 "UndefinedBehaviorSanitizer:DEADLYSIGNAL\n"
                 "==1==ERROR: UndefinedBehaviorSanitizer: FPE on unknown address 0x55 (pc 0x1)\n"
                 "    #0 0x55d in flow_limit_adjust build/plain/planted/B17/src/limit.c:98:61\n",
                 "CRASH FPE in flow_limit_adjust");
    expect_death("RACE",
                 "ThreadSanitizer:DEADLYSIGNAL\n"
                 "==1==ERROR: ThreadSanitizer: SEGV on unknown address 0x55 (pc 0x1)\n"
                 "    #0 flow_limit_adjust /x/src/limit.c:98:61 (x+0x12)\n",
                 "RACE SEGV in flow_limit_adjust");
    expect_death("ASAN",
                 "/x/src/limit.c:12:3: runtime error: signed integer overflow: 2147483647 + 1 "
                 "cannot be represented in type 'int'\n"
                 "    #0 0x55d in flow_limit_update /x/src/limit.c:12:3\n",
                 "ASAN signed integer overflow: + cannot be represented in type 'int' in "
                 "flow_limit_update");
}

static void test_races(void)
{
    static const char one[] = "WARNING: ThreadSanitizer: data race (pid=5131)\n"
                              "  Read of size 4 at 0x7b by thread T4:\n"
                              "    #0 sweep_umap /x/src/sweep.c:120:25 (ukeyfuzz+0xe6d2a)\n"
                              "    #1 step /x/src/round.c:119:5 (ukeyfuzz+0xe6a49)\n"
                              "\n"
                              "  Previous write of size 4 at 0x7b by thread T6:\n"
                              "    #0 memcpy <null> (ukeyfuzz+0x1)\n"
                              "    #1 ukey_transition /x/src/ukey.c:133:17 (ukeyfuzz+0xe909c)\n"
                              "\n"
                              "  Location is heap block of size 280\n"
                              "    #0 calloc <null> (ukeyfuzz+0x550a7)\n";
    static const char other[] = "WARNING: ThreadSanitizer: data race (pid=99)\n"
                                "  Write of size 4 at 0x7c by main thread:\n"
                                "    #0 ukey_transition /x/src/ukey.c:133:17 (ukeyfuzz+0xe909c)\n"
                                "\n"
                                "  Previous read of size 4 at 0x7c by thread T6:\n"
                                "    #0 sweep_umap /x/src/sweep.c:120:25 (ukeyfuzz+0xe6d2a)\n"
                                "\n";

    expect_death("RACE", one, "RACE data race sweep_umap / ukey_transition");
    expect_death("RACE", other, "RACE data race sweep_umap / ukey_transition");
}

static void test_assertions(void)
{
    expect_death("ABORT",
                 "something before\n/x/src/ukey.c:123: assertion edge_exists(from, to) failed\n",
                 "ABORT ukey.c assertion edge_exists(from, to) failed");
    expect_death("ABORT", "ukeyfuzz: ../src/dump.c:7: next: Assertion `x == 0' failed.\n",
                 "ABORT dump.c Assertion `x == 0' failed.");
    expect_death("CRASH", "", "CRASH something else");
}

int main(void)
{
    test_violations();
    test_long_message();
    test_address_errors();
    test_races();
    test_assertions();
    return 0;
}
