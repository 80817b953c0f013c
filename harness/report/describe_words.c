/*
 * What is said of a step whose kind says it all, or all but the object.
 */
#include "model/events.h"
#include "report/internal.h"

static const char *const words[EVENT_KINDS] = {
    [EVENT_NONE] = "does nothing",
    [EVENT_ACTOR_END] = "ends",
    [EVENT_YIELD] = "yields",
    [EVENT_ONCE] = "is the first to call",
    [EVENT_SEM_WAIT] = "decrements",
    [EVENT_SEM_POST] = "posts",
    [EVENT_RCU_REGISTER] = "registers with RCU",
    [EVENT_RCU_UNREGISTER] = "unregisters from RCU",
    [EVENT_RCU_QUIESCENT] = "is quiescent: reads nothing under RCU",
    [EVENT_RCU_OFFLINE] = "goes offline in RCU",
    [EVENT_RCU_ONLINE] = "goes online in RCU",
    [EVENT_RCU_SYNCHRONIZE] = "waits for a grace period of RCU",
    [EVENT_RCU_BARRIER] = "waits for RCU's callbacks",
    [EVENT_LFHT_LOOKUP] = "looks up in table",
    [EVENT_LFHT_ADD] = "adds to table",
    [EVENT_LFHT_REPLACE] = "replaces in table",
    [EVENT_LFHT_DEL] = "deletes from table",
    [EVENT_LFHT_NEXT] = "looks for the next in table",

    [EVENT_PACKET] = "sends a packet",
    [EVENT_PUT_BEGIN] = "sends put",
    [EVENT_PUT_REPLY] = "answer to put",
    [EVENT_MODIFY_BEGIN] = "sends modify",
    [EVENT_MODIFY_REPLY] = "answer to modify",
    [EVENT_DELETE_BEGIN] = "sends delete",
    [EVENT_DELETE_UNLINK] = "datapath: unlinks the flow",
    [EVENT_DELETE_REPLY] = "answer to delete",
    [EVENT_GET_BEGIN] = "sends get",
    [EVENT_GET_REPLY] = "answer to get",
    [EVENT_ADD_BEGIN] = "adds the flow",
    [EVENT_DUMP_CREATE] = "creates a dump",
    [EVENT_DUMP_NEXT] = "asks the dump for records",
    [EVENT_DUMP_HANDED] = "has been handed records",
    [EVENT_DUMP_DESTROY] = "destroys the dump",
    [EVENT_DISTURB] = "is about to disturb the flow",
    [EVENT_HEAL] = "disarms all faults",
    [EVENT_RULES] = "is about to change the rules",
    [EVENT_TRANSLATE_BEGIN] = "begins to translate",
    [EVENT_TRANSLATE_FAILED] = "translation FAILS",
    [EVENT_CREDITED] = "has credited the flow",
    [EVENT_CHECK] = "has the oracles look at the world at rest",
};

const char *timeline_words(unsigned kind)
{
    return kind < EVENT_KINDS && words[kind] ? words[kind] : event_kind_name(kind);
}
