/* The events' names, and how they are printed. */

#define _GNU_SOURCE 1 /* strerrorname_np() */

#include "model/events.h"

#include <inttypes.h>
#include <string.h>

#include "model/model.h"
#include "runtime/runtime.h"

#define N(ARRAY) (sizeof(ARRAY) / sizeof((ARRAY)[0]))

static const char *const state_words[STATES] = {
    [STATE_CREATED] = "CREATED",         [STATE_VISIBLE] = "VISIBLE",
    [STATE_OPERATIONAL] = "OPERATIONAL", [STATE_INCONSISTENT] = "INCONSISTENT",
    [STATE_EVICTING] = "EVICTING",       [STATE_EVICTED] = "EVICTED",
    [STATE_DELETED] = "DELETED",
};

static const char *const verdict_words[VERDICTS] = {
    [VERDICT_INSTALLED] = "installed",         [VERDICT_REPLACED] = "replaced",
    [VERDICT_DUPLICATE] = "duplicate",         [VERDICT_CONTENDED] = "contended",
    [VERDICT_CONFLICT] = "conflict",           [VERDICT_LIMITED] = "limited",
    [VERDICT_NOT_CACHEABLE] = "not-cacheable", [VERDICT_UNTRANSLATABLE] = "untranslatable",
};

static const char *const loss_words[LOSSES] = {
    [LOST_VANISHED] = "vanished",           [LOST_DELETE_FAILED] = "delete-failed",
    [LOST_NOT_FINAL] = "not-final",         [LOST_DECREASED] = "decreased",
    [LOST_LAYER_CHANGED] = "layer-changed", [LOST_UNTRANSLATABLE] = "untranslatable",
};

static const char *const op_words[] = {
    [CACHE_PUT] = "put", [CACHE_MODIFY] = "modify",   [CACHE_DELETE] = "delete",
    [CACHE_GET] = "get", [CACHE_EXECUTE] = "execute",
};

static const char *const purpose_words[] = {
    [CACHE_TRANSLATE_UPCALL] = "upcall",
    [CACHE_TRANSLATE_SLOW_PATH] = "slow-path",
    [CACHE_TRANSLATE_REVALIDATE] = "revalidate",
};

static const char *const origin_words[] = {
    [ORIGIN_CACHE] = "cache",     [ORIGIN_PACKET_THREAD] = "packet-thread",
    [ORIGIN_FOREIGN] = "foreign", [ORIGIN_RESET] = "reset",
    [ORIGIN_MOVED] = "moved",
};

static const char *const end_words[] = {
    [END_NONE] = "alive",        [END_DELETED] = "deleted", [END_DELETE_UNSAID] = "deleted-unsaid",
    [END_VANISHED] = "vanished", [END_RESET] = "reset",     [END_MOVED] = "moved",
};

static const char *const rule_words[MODEL_RULES] = {
    [RULE_FORWARD] = "forward",     [RULE_FORWARD_NARROW] = "forward-narrow",
    [RULE_SLOW_PATH] = "slow-path", [RULE_UNCACHEABLE] = "uncacheable",
    [RULE_NO_BRIDGE] = "no-bridge",
};

static const char *const fault_words[MODEL_FAULTS] = {
    [FAULT_NONE] = "none",
    [FAULT_PUT_COVERED] = "put-covered",
    [FAULT_PUT_FOREIGN] = "put-foreign",
    [FAULT_PUT_NO_SPACE] = "put-no-space",
    [FAULT_PUT_UNSAID] = "put-unsaid",
    [FAULT_PUT_LOST] = "put-lost",
    [FAULT_DELETE_BUSY] = "delete-busy",
    [FAULT_DELETE_UNSAID] = "delete-unsaid",
    [FAULT_DELETE_TWICE] = "delete-twice",
    [FAULT_DELETE_NOT_FINAL] = "delete-not-final",
    [FAULT_MODIFY_BUSY] = "modify-busy",
    [FAULT_MODIFY_RESETS] = "modify-resets",
    [FAULT_GET_BUSY] = "get-busy",
    [FAULT_READ_DIPS] = "read-dips",
    [FAULT_DUMP_CREATE_FAILS] = "dump-create-fails",
    [FAULT_DUMP_DUPLICATE] = "dump-duplicate",
    [FAULT_DUMP_DUPLICATE_OTHER] = "dump-duplicate-other",
    [FAULT_DUMP_DUPLICATE_LATE] = "dump-duplicate-late",
    [FAULT_DUMP_REVISIT] = "dump-revisit",
    [FAULT_DUMP_OMIT] = "dump-omit",
    [FAULT_DUMP_OMIT_SILENTLY] = "dump-omit-silently",
    [FAULT_DUMP_ENDS_EARLY] = "dump-ends-early",
    [FAULT_ADD_NOTHING] = "add-nothing",
    [FAULT_TRANSLATION_FAILS] = "translation-fails",
    [FAULT_TRANSLATION_UNCACHEABLE] = "translation-uncacheable",
    [FAULT_VANISH] = "vanish",
    [FAULT_FOREIGN_FLOW] = "foreign-flow",
    [FAULT_COUNTER_RESET] = "counter-reset",
    [FAULT_MOVE_LAYER] = "move-layer",
};

static const char *const call_words[] = {
#define HARNESS_CALL_WORD(NAME, WORD) [CALL_##NAME] = (WORD),
    HARNESS_CALLS(HARNESS_CALL_WORD)
#undef HARNESS_CALL_WORD
};

/* What a value's name says about how it is printed: as a word of one of these tables. */
static const struct {
    const char *value;
    const char *const *words;
    size_t n;
} tables[] = {
    {"from", state_words, N(state_words)},
    {"to", state_words, N(state_words)},
    {"verdict", verdict_words, N(verdict_words)},
    {"reason", loss_words, N(loss_words)},
    {"purpose", purpose_words, N(purpose_words)},
    {"origin", origin_words, N(origin_words)},
    {"end", end_words, N(end_words)},
    {"rule", rule_words, N(rule_words)},
    {"fault", fault_words, N(fault_words)},
    {"call", call_words, N(call_words)},
};

static const struct {
    const char *word, *object, *values[3];
} kinds[] = {
#define MODEL_EVENT_KIND(NAME, WORD, OBJECT, V0, V1, V2) {WORD, OBJECT, {V0, V1, V2}},
    MODEL_EVENTS(MODEL_EVENT_KIND)
#undef MODEL_EVENT_KIND
};

static const char *event_name(unsigned kind)
{
    return kind - EVENT_CLIENT < N(kinds) ? kinds[kind - EVENT_CLIENT].word : NULL;
}

static const char *word_of(const char *name, uint64_t value)
{
    for (size_t i = 0; i < N(tables); i++) {
        if (!strcmp(tables[i].value, name) && value < tables[i].n) {
            return tables[i].words[value];
        }
    }
    return NULL;
}

static void print_value(FILE *stream, const char *name, uint64_t value)
{
    const char *word = word_of(name, value);

    if (word) {
        fprintf(stream, " %s %s", name, word);
    } else if (!strcmp(name, "actions")) {
        fprintf(stream, " %s 0x%" PRIx64, name, value);
    } else if (!strcmp(name, "error")) {
        fprintf(stream, value ? " %s %s" : " ok", name, value ? strerrorname_np((int)value) : NULL);
    } else {
        fprintf(stream, " %s %" PRIu64, name, value);
    }
}

static void print_event(FILE *stream, const struct event *event)
{
    unsigned kind = event->kind - EVENT_CLIENT;
    const char *object;

    if (kind >= N(kinds)) {
        return;
    }
    object = kinds[kind].object;
    if (!strcmp(object, "slot")) {
        unsigned table = event->object % MODEL_TABLES;

        fprintf(stream, " flow %u", (unsigned)(event->object / MODEL_TABLES));
        if (table) {
            fprintf(stream, " pmd %u", table - 1);
        }
    } else if (object[0]) {
        print_value(stream, object, event->object);
    }
    for (size_t i = 0; i < N(kinds[kind].values); i++) {
        if (kinds[kind].values[i][0]) {
            print_value(stream, kinds[kind].values[i], event->value[i]);
        }
    }
}

void model_events_name(void)
{
    static const struct event_client client = {.name = event_name, .print = print_event};

    event_log_set_client(&client);
}

static const char *word(const char *const *words, size_t n, unsigned index)
{
    return index < n ? words[index] : "?";
}

const char *model_state_word(unsigned state)
{
    return word(state_words, N(state_words), state);
}

const char *model_verdict_word(unsigned verdict)
{
    return word(verdict_words, N(verdict_words), verdict);
}

const char *model_loss_word(unsigned loss)
{
    return word(loss_words, N(loss_words), loss);
}

const char *model_op_word(unsigned type)
{
    return word(op_words, N(op_words), type);
}

const char *model_call_word(unsigned call)
{
    return word(call_words, N(call_words), call);
}

const char *model_origin_name(enum model_origin origin)
{
    return word(origin_words, N(origin_words), origin);
}

const char *model_end_name(enum model_end end)
{
    return word(end_words, N(end_words), end);
}

const char *model_rule_name(enum model_rule rule)
{
    return word(rule_words, N(rule_words), rule);
}

const char *model_fault_name(enum model_fault fault)
{
    return word(fault_words, N(fault_words), fault);
}
