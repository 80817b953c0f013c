#include <string.h>

#include "runtime/event.h"
#include "scenario/settings.h"
#include "scenario/text.h"

enum { WIDTH = 80 };

/* Writes "a | b | 3-9": what a value from `min` to `max` can look like. */
static void write_values(FILE *stream, uint32_t min, uint32_t max, uint32_t bias,
                         const char *(*word)(unsigned))
{
    uint64_t v = min;
    const char *between = "";

    for (; word && v <= max && word((unsigned)v); v++) {
        fprintf(stream, "%s%s", between, word((unsigned)v));
        between = "|";
    }
    if (v > max) {
        return;
    }
    /* A word for the greatest value alone stands at the end. */
    if (word && max - v < UINT16_MAX && word(max)) {
        fprintf(stream, "%s%u-%u|%s", between, (unsigned)v + bias, max - 1 + bias, word(max));
    } else if (v == max) {
        fprintf(stream, "%s%u", between, max + bias);
    } else {
        fprintf(stream, "%s%u-%u", between, (unsigned)v + bias, max + bias);
    }
}

static void write_setting(FILE *stream, const struct setting *setting,
                          const struct scenario *initial)
{
    uint32_t value = setting_get(initial, setting);
    const char *word = setting->word ? setting->word(value) : NULL;

    fprintf(stream, "    %s ", setting->name);
    write_values(stream, setting->min, setting->max, 0, setting->word);
    fprintf(stream, "\n        %s (", setting->what);
    if (word) {
        fputs(word, stream);
    } else {
        fprintf(stream, "%u", value);
    }
    fputs(")\n", stream);
}

/* How many words an operand has beyond what fits on the operation's line. */
static bool has_many_words(const struct operation_form *form, unsigned operand)
{
    return form->word[operand] && form->range[operand] > 6 && form->word[operand](0);
}

/* The words of an operand, as a paragraph. */
static void write_words(FILE *stream, const struct operation_form *form, unsigned operand)
{
    int column = fprintf(stream, "        %s:", form->operand[operand]);

    for (unsigned v = 0; v < form->range[operand]; v++) {
        const char *word = form->word[operand](v);

        if (column + 1 + (int)strlen(word) > WIDTH) {
            column = fprintf(stream, "\n           ") - 1;
        }
        column += fprintf(stream, " %s", word);
    }
    putc('\n', stream);
}

static void write_operation(FILE *stream, enum operation_kind kind)
{
    const struct operation_form *form = operation_form(kind);

    fprintf(stream, "    %s", form->name);
    if (form->ms) {
        fprintf(stream, " ms=0-%d", UINT16_MAX);
    }
    for (unsigned i = 0; !form->ms && i < 3; i++) {
        if (!form->operand[i]) {
            continue;
        }
        fprintf(stream, " %s=", form->operand[i]);
        if (has_many_words(form, i)) {
            fputs("WORD", stream);
        } else {
            write_values(stream, 0, form->range[i] - 1U, form->first[i], form->word[i]);
        }
    }
    fprintf(stream, "\n        %s\n", form->what);
    for (unsigned i = 0; i < 3; i++) {
        if (has_many_words(form, i)) {
            write_words(stream, form, i);
        }
    }
}

/* The words of the kinds of events in [first, end). */
static void write_events(FILE *stream, unsigned first, unsigned end)
{
    int column = fprintf(stream, "   ");

    for (unsigned kind = first; kind < end; kind++) {
        const char *name = event_kind_name(kind);
        bool accesses = kind == EVENT_ATOMIC || kind == EVENT_MEMORY;

        if (!strcmp(name, "?")) {
            continue;
        }
        if (column + 1 + (int)strlen(name) > WIDTH) {
            column = fprintf(stream, "\n   ") - 1;
        }
        column += fprintf(stream, " %s%s", name, accesses ? "-load|store|update|fence" : "");
    }
    fputs("\n\n", stream);
}

void scenario_write_manual(FILE *stream)
{
    struct scenario initial;

    scenario_init(&initial);
    fprintf(
        stream,
        "The text form of a scenario, version %d\n\n"
        "The first line is \"ukeyfuzz scenario %d\", the last one \"end\". '#' begins a comment,\n"
        "blank lines mean nothing, and so does the number of blanks between words. Behind the\n"
        "version may stand the fuzz target that the scenario is for, fuzz_interleave.\n\n"
        "Two lines may say where the file comes from: who wrote it, and what the scenario showed\n"
        "there. They change nothing in its execution; replay compares with them what it sees.\n\n"
        "    origin target=NAME build=NAME commit=HEXADECIMAL[-dirty] sources=HEXADECIMAL "
        "planted=NAME\n"
        "        the cache's sources as a hash, and the bug that was planted in them; what is not\n"
        "        known is left out\n"
        "    shows \"SIGNATURE\"\n"
        "        in quotes; a backslash stands before quotes and backslashes in it\n\n"
        "First come settings. What is not set has the value in parentheses.\n\n",
        SCENARIO_TEXT_VERSION, SCENARIO_TEXT_VERSION);
    for (size_t i = 0; i < settings_count(); i++) {
        write_setting(stream, setting_at(i), &initial);
    }
    fprintf(
        stream,
        "\nThen come what the actors do, an operation a line: \"main: OPERATION\" or\n"
        "\"packet-0: OPERATION\". Each actor does its own in order. Operands may be left out, and\n"
        "then have the first value. Main has at most %d operations, a packet thread %d.\n\n"
        "Packet threads and main:\n\n",
        SCENARIO_MAX_MAIN_OPERATIONS, SCENARIO_MAX_PACKET_OPERATIONS);
    for (unsigned kind = 0; kind < OPERATIONS; kind++) {
        if (kind == OP_SHARED) {
            fputs("\nMain alone:\n\n", stream);
        }
        write_operation(stream, (enum operation_kind)kind);
    }
    fprintf(
        stream,
        "\nThe interleaving, for strategy replay, is a list of at most %d preemptions:\n\n"
        "    preempt ACTOR at POINT to ACTOR\n"
        "        when the first actor is at its POINT-th scheduling point, the second runs;\n"
        "        one that cannot run then, or a point that is never reached, is passed over\n"
        "    preempt ACTOR [at POINT] after NTH EVENT [in FUNCTION] [since NTH LANDMARK] to ACTOR\n"
        "        the same, and what the point means: the actor has done this for the NTH time\n"
        "        (1st, 2nd, ...) in that function since its last landmark; `ukeyfuzz show` says\n"
        "        it, and replay, minimize, explain and bisect find the point by it\n"
        "    preempt ACTOR [at POINT] after start to ACTOR\n"
        "        before the first event of the actor\n"
        "    ... plus N to ACTOR\n"
        "        N points later, where these have no events\n\n"
        "An ACTOR is main, call_rcu (the thread that runs RCU callbacks), packet-N,\n"
        "revalidator-N or handler-N, counted from 0, as they are at the start; actor-N is the\n"
        "N-th place in the order in which threads are made.\n\n"
        "An EVENT is one of these, or a LANDMARK:\n\n",
        SCENARIO_MAX_PREEMPTIONS);
    write_events(stream, EVENT_NONE + 1, EVENT_CLIENT);
    fputs("A LANDMARK is something that the world or the cache tells of itself:\n\n", stream);
    write_events(stream, EVENT_CLIENT, EVENT_KINDS);
    fprintf(stream,
            "For strategy bytes it is a byte string of at most %d bytes; for strategy surw this "
            "says how\n"
            "many interesting operations each actor does, from actor 0 on, in two bytes, the low "
            "one first:\n\n"
            "    bytes HEXADECIMAL\n"
            "        lines add up\n",
            SCENARIO_MAX_BYTES);
}
