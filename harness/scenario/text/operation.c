#include <string.h>

#include "scenario/scenario.h"
#include "scenario/text/lexer.h"

static bool fail_operand(struct text_lexer *l, struct text_token name,
                         const struct operation_form *form)
{
    char expected[64] = "";
    size_t n = 0;

    for (unsigned i = 0; i < 3; i++) {
        if (form->operand[i]) {
            n += (size_t)snprintf(expected + n, sizeof expected - n, "%s%s=", n ? " or " : "",
                                  form->operand[i]);
        }
    }
    return text_fail(l, name.text, "'%s' has no operand '%.*s'; expected %s", form->name,
                     text_shown(name), name.text, n ? expected : "the end of the line");
}

/* One "name=value" of an operation. `given`: bit i, operand i was there already. */
static bool read_operand(struct text_lexer *l, struct text_token token,
                         const struct operation_form *form, struct operation *op, unsigned *given)
{
    uint8_t *const members[] = {&op->flow, &op->a, &op->b};
    const char *equals = memchr(token.text, '=', token.length);
    struct text_token name = {token.text, equals ? (size_t)(equals - token.text) : token.length};
    uint32_t value;

    for (unsigned i = 0; i < 3; i++) {
        if (!equals || !form->operand[i] || !token_is(name, form->operand[i])) {
            continue;
        }
        if (*given >> i & 1) {
            return text_fail(l, token.text, "'%s' was given before", form->operand[i]);
        }
        *given |= 1U << i;
        if (!text_parse_value(l, token_rest(token, name.length + 1), form->operand[i], 0,
                              form->ms ? UINT16_MAX : form->range[i] - 1U, form->first[i],
                              form->word[i], &value)) {
            return false;
        }
        *members[i] = (uint8_t)value;
        if (form->ms) {
            op->b = (uint8_t)(value >> 8);
        }
        return true;
    }
    return fail_operand(l, name, form);
}

static const char *operation_word(unsigned kind)
{
    return operation_form((enum operation_kind)kind)->name;
}

bool operation_read(struct text_lexer *l, struct operations *operations, bool packet_thread)
{
    unsigned max = packet_thread ? SCENARIO_MAX_PACKET_OPERATIONS : SCENARIO_MAX_MAIN_OPERATIONS;
    struct text_token name = text_next_token(l), token;
    unsigned given = 0;

    if (operations->n == max) {
        return text_fail(l, name.text, "more than %u operations of one actor", max);
    }
    for (unsigned kind = 0; kind < OPERATIONS; kind++) {
        const struct operation_form *form = operation_form((enum operation_kind)kind);
        struct operation op = {.kind = (uint8_t)kind};

        if (!token_is(name, form->name)) {
            continue;
        }
        if (packet_thread && kind >= OP_SHARED) {
            return text_fail(l, name.text, "only main can do '%s'", form->name);
        }
        while (token = text_next_token(l), token.length > 0) {
            if (!read_operand(l, token, form, &op, &given)) {
                return false;
            }
        }
        operations->list[operations->n++] = op;
        return true;
    }
    return text_fail(l, name.text, "expected an operation, not '%.*s'%s; see ukeyfuzz format",
                     text_shown(name), name.text,
                     text_nearest(name, 0, OPERATIONS - 1, operation_word).text);
}
