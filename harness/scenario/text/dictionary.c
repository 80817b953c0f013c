#include "scenario/actors.h"
#include "scenario/settings.h"
#include "scenario/text.h"

/* More words than any setting has; a setting that is a number may have any number of values. */
enum { MAX_WORDS = 256 };

/* The words that stand for values from `min` to `max`, one an entry, each after `before`. */
static void write_words(FILE *stream, char before, uint32_t min, uint32_t max,
                        const char *(*word)(unsigned))
{
    for (uint32_t i = 0; word && i < MAX_WORDS && i <= max - min; i++) {
        if (word(min + i)) {
            fprintf(stream, "\"%c%s\"\n", before, word(min + i));
        }
    }
}

/* A whole line, with every operand there is, and the words that operands have. */
static void write_operation(FILE *stream, enum operation_kind kind)
{
    const struct operation_form *form = operation_form(kind);
    const struct operation op = {.kind = (uint8_t)kind};

    fputs("\"\\x0amain: ", stream);
    operation_print(stream, &op);
    fputs("\"\n", stream);
    for (unsigned i = 0; i < 3; i++) {
        if (form->operand[i]) {
            write_words(stream, '=', 0, form->range[i] - 1U, form->word[i]);
        }
    }
}

void scenario_write_dictionary(FILE *stream)
{
    fprintf(stream,
            "# The words of a scenario's text form, for fuzzers; ukeyfuzz format --dictionary.\n"
            "\"ukeyfuzz scenario %d\\x0a\"\n\"\\x0aend\\x0a\"\n\"\\x0a#\"\n"
            "\"\\x0aorigin target=a build=b commit=0123abc\"\n"
            "\" sources=0123456789abcdef planted=c\"\n"
            "\"\\x0ashows \\x22\\x5c\\x22d\\x22\"\n"
            "\"shows \\x22d\\x22\\x0aukeyfuzz trailer of 00010 bytes\\x0a\"\n",
            SCENARIO_TEXT_VERSION);
    for (size_t i = 0; i < settings_count(); i++) {
        const struct setting *setting = setting_at(i);

        fprintf(stream, "\"\\x0a%s \"\n", setting->name);
        write_words(stream, ' ', setting->min, setting->max, setting->word);
    }
    for (unsigned kind = 0; kind < OPERATIONS; kind++) {
        write_operation(stream, (enum operation_kind)kind);
    }
    fputs("\"\\x0apacket-0: \"\n\"\\x0abytes 00\"\n", stream);
    for (enum actor_role role = ROLE_MAIN; role < ROLES; role++) {
        fprintf(stream, "\"\\x0apreempt %s%s at 1 to main\"\n", actor_role_name(role),
                actor_role_is_numbered(role) ? "-0" : "");
    }
    fputs("\" after start plus 1\"\n\" after 1st mutex-unlock in f since 1st ukey\"\n", stream);
}
