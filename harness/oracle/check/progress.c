/*
 * PROG: what main's calls promise when they return. That they return is the runtime's to check: a
 * call that does not is a deadlock, or uses up the steps.
 */
#include <errno.h>

#include "oracle/belief/calls.h"
#include "oracle/belief/dumps.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/rules.h"
#include "oracle/belief/ukeys.h"

/* The ukeys that are to be deleted when main's call returns; 0: none. */
static uint64_t condemned[MODEL_SLOTS];
static uint32_t n_made;   /* Threads, when the call began. */
static uint64_t wait_for; /* The reval_seq that wait() is to see answered. */

static void reset(void)
{
    wait_for = 0;
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        condemned[slot] = 0;
    }
}

/* One that is OPERATIONAL now is in its umap, where nobody can overlook it. */
static void note_call(const struct observation *o)
{
    n_made = runtime_n_made();
    if (o->call == CALL_WAIT) {
        wait_for = rules_announced();
    }
    for (unsigned slot = 0; o->deletes_pmd != NO_FLOWS && slot < model_n_slots; slot++) {
        bool concerned =
            o->deletes_pmd == EVERY_PMD || slot % MODEL_TABLES == model_slot(0, o->deletes_pmd);

        if (!concerned || !ukeys_in(slot)->serial) {
            continue;
        }
        if (ukeys_in(slot)->state == STATE_OPERATIONAL) {
            condemned[slot] = ukeys_in(slot)->serial;
        } else if (ukeys_in(slot)->state == STATE_VISIBLE) {
            excuse(EXCUSE_VISIBLE);
        }
    }
}

static bool check_deleted(enum harness_call call)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        const struct slot_facts *facts = ukeys_in(slot);
        uint64_t serial = condemned[slot];

        condemned[slot] = 0;
        if (serial && facts->serial == serial && facts->state < STATE_EVICTING) {
            violation("PROG/not-deleted",
                      ABOUT_SLOT(slot, .ukey = serial, .by_anybody = true,
                                 .traits = {{"call", model_call_word(call)},
                                            {"ukey", model_state_word(facts->state)}}),
                      "%s() has returned, and ukey %llu of %s, which was OPERATIONAL when it "
                      "began, is %s: expected the deletion of its flow",
                      model_call_word(call), (unsigned long long)serial, slot_name(slot),
                      model_state_word(facts->state));
            return false;
        }
    }
    return true;
}

static void check_nobody_in_round(const char *rule, const char *call)
{
    if (dumps_is_open() || rounds_last()->open) {
        violation(rule,
                  ABOUT(.by_anybody = true,
                        .traits = {{"dump", dumps_is_open() ? "open" : "closed"}},
                        .other = {"in a round", rounds_last()->actor}),
                  "%s() returned while %s is in a round%s", call, actor_name(rounds_last()->actor),
                  dumps_is_open() ? " and a dump is open" : "");
    }
}

/* stop() lets packet threads leave the cache before it returns. */
static void check_nobody_in_upcall(void)
{
    unsigned n = context_n_in_upcalls();

    if (n) {
        violation("PROG/upcall-outlives-stop", ABOUT_NOTHING,
                  "stop() returned while %u thread%s handle%s an upcall: expected it to wait for "
                  "them",
                  n, plural(n), n == 1 ? "s" : "");
    }
}

/* Only where nobody would end a round may wait() say that none has ended. */
static void check_waited(bool reached)
{
    uint64_t answered = rules_answered();

    if (!reached) {
        if (calls_running().revalidators && !calls_is_paused()) {
            violation("PROG/waited-for-nothing", ABOUT(.by_anybody = true),
                      "wait() said that the changes made before it are not in force, while %u "
                      "revalidator%s ran: expected it to wait until they were",
                      calls_running().revalidators, plural(calls_running().revalidators));
        }
        return;
    }

    if (answered < wait_for) {
        violation("PROG/waited-too-short", ABOUT(.by_anybody = true),
                  "wait() said that every change of rules made before it is in force; they were "
                  "%llu, and the last round answers to %llu",
                  (unsigned long long)wait_for - 1,
                  (unsigned long long)(answered ? answered - 1 : 0));
    }
}

static unsigned n_of(struct thread_numbers n)
{
    return n.handlers + n.revalidators;
}

/* What a call that starts threads must answer. */
static int expected_result(const struct observation *o)
{
    if (calls_is_wrong()) {
        return EINVAL;
    }
    if (o->call == CALL_START && n_of(calls_running())) {
        return EALREADY;
    }
    return o->starved ? EAGAIN : 0;
}

static bool starts(const struct observation *o)
{
    return o->call == CALL_START || o->call == CALL_SET_THREADS || o->call == CALL_FLUSH;
}

static bool check_result(const struct observation *o)
{
    if (!starts(o) || o->result == expected_result(o)) {
        return true;
    }
    violation("PROG/wrong-answer", ABOUT(.traits = {{"call", model_call_word(o->call)}}),
              "%s() answers %d: expected %d; running threads: %u, asked for: %u, and the system %s "
              "short of threads",
              model_call_word(o->call), o->result, expected_result(o), n_of(calls_running()),
              n_of(calls_wanted()), o->starved ? "is" : "is not");
    return false;
}

/* A call that asks for what there is, or for nonsense, makes no thread. */
static bool check_none_made(const struct observation *o)
{
    struct thread_numbers now = calls_running(), wanted = calls_wanted();
    bool same = o->call != CALL_FLUSH && now.handlers == wanted.handlers &&
                now.revalidators == wanted.revalidators;

    if (context_on_pthreads() && starts(o) && n_of(now) && (same || calls_is_wrong()) &&
        runtime_n_made() != n_made) {
        violation(
            "PROG/threads-made-for-nothing", ABOUT(.traits = {{"call", model_call_word(o->call)}}),
            "%s() has made %u thread%s, and should not have changed anything",
            model_call_word(o->call), runtime_n_made() - n_made, plural(runtime_n_made() - n_made));
        return false;
    }
    return true;
}

/* After the call. */
static void check_threads(const struct observation *o)
{
    if (context_on_pthreads() && (starts(o) || o->call == CALL_STOP) &&
        runtime_n_threads() != n_of(calls_running())) {
        violation("PROG/wrong-number-of-threads",
                  ABOUT(.traits = {{"call", model_call_word(o->call)}}),
                  "threads of the cache after %s(): %u; expected %u", model_call_word(o->call),
                  runtime_n_threads(), n_of(calls_running()));
    }
}

static void check_return(const struct observation *o)
{
    if (!check_deleted(o->call) || !check_result(o) || !check_none_made(o)) {
        return;
    }
    if (o->call == CALL_PAUSE) {
        check_nobody_in_round("PROG/not-paused", "pause");
    } else if (o->call == CALL_STOP) {
        check_nobody_in_round("PROG/not-stopped", "stop");
        check_nobody_in_upcall();
    } else if (o->call == CALL_WAIT) {
        check_waited(o->result);
    }
}

static void check_stopped(const char *what)
{
    if (calls_is_stopped() && calls_of_main() == CALL_NONE && actor_self() != ACTOR_MAIN) {
        violation("PROG/works-after-stop", ABOUT(.traits = {{"", what}}),
                  "%s %s after stop() has returned", self_name(), what);
    }
}

/* Main itself may run a round whenever it likes. */
static bool is_paused_out(void)
{
    return calls_is_paused() && actor_self() != ACTOR_MAIN;
}

static void check_round_begin(void)
{
    if (is_paused_out()) {
        violation("PROG/round-while-paused", ABOUT_NOTHING,
                  "%s begins a round between pause() and resume()", self_name());
    } else if (rounds_last()->open) {
        violation("PROG/two-rounds-at-once", ABOUT(.other = {"beside", rounds_last()->actor}),
                  "%s begins a round while %s is in one", self_name(),
                  actor_name(rounds_last()->actor));
    }
}

static void check_dump_open(void)
{
    if (dumps_is_open()) {
        violation("PROG/two-dumps-at-once", ABOUT_NOTHING, "%s opens a dump while one is open",
                  self_name());
    } else if (is_paused_out()) {
        violation("PROG/dump-while-paused", ABOUT_NOTHING,
                  "%s opens a dump between pause() and resume()", self_name());
    }
}

static void before(const struct observation *o)
{
    switch (o->kind) {
    case OBS_CALL_BEGIN:
        note_call(o);
        break;
    case OBS_CALL_END:
        check_return(o);
        break;
    case OBS_UPCALL_BEGIN:
        check_stopped("handles an upcall");
        break;
    case OBS_OP_BEGIN:
        check_stopped("sends an operation");
        break;
    case OBS_ROUND_BEGIN:
        check_round_begin();
        break;
    case OBS_DUMP_OPEN:
        check_dump_open();
        break;
    default: /* OBS_ROUND_END */
        if (dumps_is_open()) {
            violation("PROG/dump-left-open", ABOUT_NOTHING, "%s ends a round with its dump open",
                      self_name());
        }
        break;
    }
}

static void after(const struct observation *o)
{
    check_threads(o);
}

const struct check check_progress = {
    .wants_after = OBS(CALL_END),
    .after = after,
    .wants_before = OBS(CALL_BEGIN) | OBS(CALL_END) | OBS(UPCALL_BEGIN) | OBS(OP_BEGIN) |
                    OBS(ROUND_BEGIN) | OBS(ROUND_END) | OBS(DUMP_OPEN),
    .reset = reset,
    .before = before,
};
