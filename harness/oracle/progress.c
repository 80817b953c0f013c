/*
 * PROG: what main's calls promise when they return. That they return is the runtime's to check: a
 * call that does not is a deadlock, or uses up the steps.
 */

#include "oracle/beliefs.h"
#include "oracle/internal.h"

static enum harness_call main_call;
static bool paused;  /* pause() has returned, and resume() has not begun. */
static bool stopped; /* stop() has returned, and nothing was started since. */
static bool dump_open;
static uint64_t wait_for; /* The reval_seq that wait() is to see answered. */
static uint64_t answered; /* By the rounds that have ended. */
/* The ukeys that are to be deleted when main's call returns; 0: none. */
static uint64_t condemned[MODEL_SLOTS];

void progress_reset(void)
{
    main_call = CALL_NONE;
    paused = false;
    stopped = true;
    dump_open = false;
    wait_for = answered = 0;
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        condemned[slot] = 0;
    }
}

/* One that is OPERATIONAL now is in its umap, where nobody can overlook it. */
void progress_deletes(unsigned pmd)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        const struct slot_watch *watch = slot_watch(slot);
        bool concerned = pmd == PROGRESS_EVERY_PMD || slot % MODEL_TABLES == model_slot(0, pmd);

        if (concerned && watch->state == STATE_OPERATIONAL) {
            condemned[slot] = watch->serial;
        }
    }
}

static void check_deleted(enum harness_call call)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        const struct slot_watch *watch = slot_watch(slot);

        if (condemned[slot] && watch->serial == condemned[slot] && watch->state < STATE_EVICTING) {
            runtime_violation("PROG",
                              "%s() has returned, and ukey %llu of %s, which was OPERATIONAL when "
                              "it began, is %s: expected the deletion of its flow",
                              model_call_word(call), (unsigned long long)watch->serial,
                              oracle_slot_name(slot), model_state_word(watch->state));
        }
        condemned[slot] = 0;
    }
}

enum harness_call progress_main_call(void)
{
    return main_call;
}

void progress_call_begin(enum harness_call call)
{
    main_call = call;
    switch (call) {
    case CALL_RESUME:
        paused = false;
        break;
    case CALL_START:
    case CALL_SET_THREADS:
    case CALL_FLUSH:
    case CALL_LET_IN:
        stopped = false;
        break;
    case CALL_WAIT:
        wait_for = valid_announced();
        break;
    default:
        break;
    }
}

void progress_call_end(enum harness_call call, bool result)
{
    main_call = CALL_NONE;
    check_deleted(call);
    switch (call) {
    case CALL_PAUSE:
        paused = true;
        if (dump_open || rounds_last()->open) {
            runtime_violation("PROG", "pause() returned while %s is in a round%s",
                              actor_name(rounds_last()->actor),
                              dump_open ? " and a dump is open" : "");
        }
        break;
    case CALL_STOP:
        stopped = true;
        if (dump_open || rounds_last()->open) {
            runtime_violation("PROG", "stop() returned while %s is in a round",
                              actor_name(rounds_last()->actor));
        }
        break;
    case CALL_WAIT:
        if (result && answered < wait_for) {
            runtime_violation("PROG",
                              "wait() said that every change of rules made before it is in force; "
                              "they were %llu, and the last round answers to %llu",
                              (unsigned long long)wait_for - 1,
                              (unsigned long long)(answered ? answered - 1 : 0));
        }
        break;
    default:
        break;
    }
}

/* Main itself may run a round whenever it likes. */
void progress_round_begin(void)
{
    if (paused && actor_self() != ACTOR_MAIN) {
        runtime_violation("PROG", "%s begins a round between pause() and resume()", oracle_self());
    }
    if (rounds_last()->open) {
        runtime_violation("PROG", "%s begins a round while %s is in one", oracle_self(),
                          actor_name(rounds_last()->actor));
    }
}

void progress_round_end(void)
{
    answered = rounds_last()->reval_seq;
    if (dump_open) {
        runtime_violation("PROG", "%s ends a round with its dump open", oracle_self());
    }
}

void progress_dump(bool open)
{
    if (open && dump_open) {
        runtime_violation("PROG", "%s opens a dump while one is open", oracle_self());
    }
    if (open && paused && actor_self() != ACTOR_MAIN) {
        runtime_violation("PROG", "%s opens a dump between pause() and resume()", oracle_self());
    }
    dump_open = open;
}

bool progress_dump_is_open(void)
{
    return dump_open;
}

void progress_works(const char *what)
{
    if (stopped && main_call == CALL_NONE && actor_self() != ACTOR_MAIN) {
        runtime_violation("PROG", "%s %s after stop() has returned", oracle_self(), what);
    }
}

bool progress_is_paused(void)
{
    return paused;
}

bool progress_is_stopped(void)
{
    return stopped;
}
