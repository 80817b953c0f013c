/*
 * The words of a text: where they are, what values they stand for, and how to say that one is not
 * what it should be. Inside of the text form's reader.
 */
#ifndef TEXT_LEXER_H
#define TEXT_LEXER_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/text.h"
#include "support/near_miss.h"

/* The first word. */
#define TEXT_MAGIC "ukeyfuzz"

struct text_lexer {
    const char *line_start, *at, *end; /* The rest of the text: [at, end). */
    unsigned line;
    struct text_error *error; /* Filled in by what fails. */
};

/* A run of characters other than blanks; empty at the end of a line or before a comment. */
struct text_token {
    const char *text;
    size_t length;
};

/* Says what is wrong at `where`, in the present line. Returns false. */
bool text_fail(struct text_lexer *, const char *where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* How much of a wrong word is repeated in a message; for "%.*s". */
int text_shown(struct text_token);

struct text_token text_next_token(struct text_lexer *);
/* The next token must be this word. */
bool text_expect_word(struct text_lexer *, const char *word);
/* The end of a line, where nothing more may stand but a comment; goes to the next. */
bool text_end_line(struct text_lexer *);

bool token_is(struct text_token, const char *word);
bool token_begins_with(struct text_token, const char *word);
/* The part of a token from `n` characters on. */
struct text_token token_rest(struct text_token, size_t n);

/* Whether the token is a decimal number without superfluous zeros that fits. */
bool text_parse_number(struct text_token, uint32_t *value);

/* A value from `min` to `max`, written as what `word` calls it, or else as a number that is `bias`
 * more than it. `what` is for the message. */
bool text_parse_value(struct text_lexer *, struct text_token, const char *what, uint32_t min,
                      uint32_t max, uint32_t bias, const char *(*word)(unsigned), uint32_t *value);

/* What may have been meant by a token that is none of the words for `min` to `max`, for the end of
 * a message. */
struct near_miss_text text_nearest(struct text_token, uint32_t min, uint32_t max,
                                   const char *(*word)(unsigned));

#endif /* lexer.h */
