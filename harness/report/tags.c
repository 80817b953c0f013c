#include "report/tags.h"

#include <strings.h>

static const struct tag tags[] = {
    {"ONCE", "every packet and byte of a flow is credited exactly once",
     "Each packet that hits a flow in the datapath must reach the statistics\n"
     "once: not twice, not never. The harness keeps a ledger for each life of a\n"
     "flow (an instance) and compares each credit with the very hits that it\n"
     "pays for. A loss is legal only where the datapath has lost the counter, or\n"
     "no translation is left to credit, and the cache has said so. Packets that\n"
     "userspace handles itself count too. In a finding look at who credited the\n"
     "flow before, and from which counter.\n"
     "Checked in harness/oracle/check/once*.c.\n"},
    {"STATE", "a ukey only moves forward, by a thread that knows the reason",
     "The states of a ukey are ordered: CREATED, VISIBLE, OPERATIONAL,\n"
     "INCONSISTENT, EVICTING, EVICTED, DELETED. Each step must be in the table\n"
     "of src/ukey.h, and the thread that takes it must have learnt what\n"
     "justifies it: the answer to an operation that it sent, or a record that a\n"
     "dump gave it.\n"
     "Checked in harness/oracle/check/state.c.\n"},
    {"OPS", "the datapath is asked for the right operations, each once",
     "A put follows the making of a ukey, once. A modify is for an OPERATIONAL\n"
     "ukey. A delete is for an EVICTING one, is sent again only if the one\n"
     "before failed, and never for a flow that is known to be gone. A ukey whose\n"
     "flow is being deleted is not replaced.\n"
     "Checked in harness/oracle/check/ops.c.\n"},
    {"STALL", "a flow that was deleted does not stay on the slow path",
     "A miss that is handled while nothing stands in the flow's place must end\n"
     "with the flow being put. A ukey without a flow must not stand in the way\n"
     "for more than a few rounds: as long as it does, every packet of the flow\n"
     "goes through userspace.\n"
     "Checked in harness/oracle/check/stall.c.\n"},
    {"VALID", "after a change of rules each flow is revalidated or deleted",
     "Every flow that existed when the rules changed must have been compared\n"
     "with the new rules, or deleted, by the end of the first undisturbed round\n"
     "that answers to the change. Else packets go on being forwarded by rules\n"
     "that are gone.\n"
     "Checked in harness/oracle/check/valid.c.\n"},
    {"BIJ", "at rest, each flow has one ukey and each ukey has one flow",
     "BIJ is short for bijection. After undisturbed rounds there is exactly one\n"
     "ukey for each flow in the datapath and one flow for each ukey; every ukey\n"
     "is OPERATIONAL, and believes in the actions that its flow has.\n"
     "Checked in harness/oracle/check/bijection.c.\n"},
    {"ATTR", "packets are credited to the rules that forwarded them",
     "ATTR is short for attribution. When a flow's rules change, what its\n"
     "counter had reached by then was forwarded by the old rules, and must not\n"
     "be credited to the new ones. Packets between that reading and the change\n"
     "of the flow may go to either. What the new rules have forwarded must not\n"
     "be credited to the old ones.\n"
     "Checked in harness/oracle/check/attr.c.\n"},
    {"LIM", "the flow limit and the idle time are kept",
     "LIM is short for limit. The flow limit refuses a flow only when there are\n"
     "as many as it allows, never lets more in, and moves only by its rules. A\n"
     "flow is deleted only if it is idle, out of date or one too many, and one\n"
     "that is idle for too long is deleted.\n"
     "Checked in harness/oracle/check/limit*.c.\n"},
    {"PROG", "calls of the cache return, and do what they promise",
     "PROG is short for progress. A call such as pause(), stop() or wait() must\n"
     "return, and what it promises must hold then: no round runs after pause(),\n"
     "nothing works after stop(), purged flows are gone. An execution that takes\n"
     "more steps than any honest one, although in the end all had their turns,\n"
     "is a livelock: some actor goes round in circles.\n"
     "Checked in harness/oracle/check/progress.c; livelocks in\n"
     "harness/runtime/scheduler.c.\n"},
    {"CNT", "the cache's own counters are right",
     "CNT is short for counters. The coverage counters of the cache must agree\n"
     "with each other and with what was seen to happen: operations, verdicts,\n"
     "losses, records of dumps.\n"
     "Checked in harness/oracle/check/counters.c.\n"},
    {"LEAK", "nothing is left behind, and nothing is given back twice",
     "Each translation is given back exactly once and not used afterwards, each\n"
     "ukey is freed, and no RCU callback is pending after the cache was\n"
     "destroyed.\n"
     "Checked in harness/oracle/check/leak.c.\n"},
    {"RCU", "memory is freed only when no reader can still see it",
     "A ukey is freed once, after it has left its table and a grace period has\n"
     "passed, and nothing happens to it afterwards. A thread that reads under\n"
     "RCU is registered and online. An object that was given to call_rcu() is out\n"
     "of reach: no grace period waits for a reader that finds it later.\n"
     "Checked in harness/oracle/check/rcu.c and harness/runtime/rcu/.\n"},
    {"LOCK", "locks are used correctly, and cannot deadlock",
     "A lock is released by the thread that holds it, not taken twice, not\n"
     "destroyed while in use. Threads that wait for each other in a circle are a\n"
     "deadlock. Two threads that take the same locks in different orders are a\n"
     "potential deadlock: it is reported even if this execution got away with\n"
     "it, as another one will not. Conditions, barriers and semaphores are\n"
     "checked as well.\n"
     "Checked in harness/runtime/pthread/ and harness/runtime/wait/wait_graph.c.\n"},
    {"THREAD", "threads are created, joined and detached correctly",
     "A thread is joined once, and only while it exists and is not detached.\n"
     "Checked in harness/runtime/pthread/thread.c.\n"},
    {"CANCEL", "threads are cancelled in ways that can be followed",
     "pthread_cancel() works at cancellation points, and its cleanup handlers\n"
     "run. Asynchronous cancellation and signals to other threads have no place\n"
     "in an interleaving that can be replayed, so the execution ends there. So\n"
     "it does when C++ catches a cancellation and does not let it go on.\n"
     "Checked in harness/runtime/pthread/cancel.c.\n"},
    {"CONTROL", "nothing runs that the runtime does not control",
     "The program has called something that the runtime does not model, such as\n"
     "fork(). What it does would not be the same in a replay, so the execution\n"
     "ends there. `ukeyfuzz doctor PROGRAM` lists such calls.\n"
     "Checked in harness/program/kernel/calls.c.\n"},
    {"LIMIT", "there are as many threads as are asked for",
     "On real threads the system, or the table of actors, has no room for one\n"
     "more thread.\n"
     "Checked in harness/threads/actors.c.\n"},
    {"SEQUENCE", "step by step, the cache does what a simple model of it does",
     "fuzz_sequence runs one operation after the other, without concurrency, and\n"
     "compares the cache with a simple model after each: states, counters,\n"
     "flows, answers.\n"
     "Checked in harness/sequential/run.c; the model is harness/sequential/cache.h.\n"},
    {"HANG", "an execution ends",
     "An actor has used up its limit of processor time without passing a\n"
     "scheduling point: a loop in the cache that no other thread can end,\n"
     "because it never lets go. The report names the function and the line where\n"
     "it was. (A loop that does pass scheduling points is reported as a\n"
     "livelock, under PROG.)\n"},
    {"HARNESS", "the harness itself makes no mistake",
     "The fuzzer has failed and not the cache: one of its oracles, its model or its\n"
     "scenarios has crashed, failed an assertion of its own or loops for ever, in\n"
     "the function that the message names. The innermost function on the stack\n"
     "that is the cache's or the harness's decides. Please report it, with the\n"
     "file. Look at it in the `asan` build first: a cache that writes where it\n"
     "should not can do this to the harness as well.\n"
     "Told apart in harness/report/source/calls.c; also harness/oracle/dispatch.c.\n"},
    {"SAME", "one input is one execution, in every build",
     "A scenario was executed more than once, by `ukeyfuzz replay\n"
     "--check-determinism`, and its event logs differ. Something that the runtime\n"
     "does not control has decided: an address, a clock, memory that was never\n"
     "written. Compare the logs of two `ukeyfuzz replay` at the first line that\n"
     "differs, and look at what the actor does there.\n"
     "Checked in targets/tool/replay_again.c.\n"},
    {"ASAN", "no memory error or undefined behaviour",
     "AddressSanitizer or UndefinedBehaviorSanitizer has reported an error: a\n"
     "use after free, an access out of bounds, an overflow, ... Its report says\n"
     "which, with the stacks of the access, of the allocation and of the\n"
     "release. Only the `asan` build can see these.\n"},
    {"RACE", "no data race",
     "Two threads access the same memory, at least one of them writes, and no\n"
     "lock, atomic or RCU orders the two. The result depends on the compiler and\n"
     "on the processor. In the cache only the `tsan` build sees these, by\n"
     "ThreadSanitizer; in a program of `ukeyfuzz cc` each build does.\n"},
    {"HEAP", "memory is not used after it was freed, or beyond its end",
     "A program of `ukeyfuzz cc` has touched a block that was freed, or has freed\n"
     "it twice, or has freed what is no block.\n"
     "Checked in harness/program/world/heap.c.\n"},
    {"ASSERT", "no assertion of a program fails",
     "An assert() of a program of `ukeyfuzz cc` did not hold.\n"
     "Seen in harness/program/world/ends.c.\n"},
    {"EXIT", "a program ends with exit code 0",
     "A program of `ukeyfuzz cc` has ended with another exit code. `ukeyfuzz run\n"
     "--any-exit` takes that for success.\n"
     "Seen in harness/program/world/ends.c.\n"},
    {"ABORT", "no assertion fails",
     "The process has ended itself with abort(): an assertion of the cache's\n"
     "failed, or a check of its own, such as that of a step between states.\n"},
    {"CRASH", "no crash",
     "The process has ended with a signal such as SIGSEGV, or with an exit code\n"
     "that nobody expected. The `asan` build often says more about the same\n"
     "file.\n"},
};
enum { N_TAGS = sizeof tags / sizeof tags[0] };

const struct tag *tags_all(size_t *n)
{
    *n = N_TAGS;
    return tags;
}

const struct tag *tag_find(const char *name)
{
    for (unsigned i = 0; i < N_TAGS; i++) {
        if (!strcasecmp(tags[i].name, name)) {
            return &tags[i];
        }
    }
    return NULL;
}
