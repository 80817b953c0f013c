/*
 * OPS, of dumps: nobody asks for records of one that is closed; and it is closed when all who asked have
 * said that they will ask for no more. A datapath frees what belongs to a dump when it is closed. And
 * what a dump has not shown is asked for after it was closed: only then it is known whether the dump was
 * complete. (That there is one at a time is PROG.)
 */
#include "oracle/belief/dumps.h"
#include "oracle/belief/ukeys.h"

static void check_next(void)
{
    if (!dumps_is_open()) {
        violation("OPS/records-of-a-closed-dump", ABOUT_NOTHING,
                  "%s asks for records of a dump that is closed", self_name());
    }
}

static void check_closed(void)
{
    unsigned user = dumps_user();

    if (user != RUNTIME_MAX_ACTORS) {
        violation("OPS/dump-closed-in-use", ABOUT(.other = {"used by", user}),
                  "%s closes a dump of which %s still takes records", self_name(),
                  actor_name(user));
    }
}

static void check_missed(const struct observation *o)
{
    if (o->op->type == CACHE_GET && o->op->counters_only && dumps_is_open()) {
        violation(
            "OPS/missed-in-a-dump", ABOUT_SLOT(o->slot, .ukey = ukeys_in(o->slot)->serial),
            "%s asks for the counters of %s, as of a flow that the dump has not shown, and the "
            "dump is open",
            self_name(), slot_name(o->slot));
    }
}

static void before(const struct observation *o)
{
    if (o->kind == OBS_DUMP_NEXT) {
        check_next();
    } else if (o->kind == OBS_OP_BEGIN) {
        check_missed(o);
    } else {
        check_closed();
    }
}

const struct check check_dump = {
    .wants_before = OBS(DUMP_NEXT) | OBS(DUMP_CLOSED) | OBS(OP_BEGIN),
    .before = before,
};
