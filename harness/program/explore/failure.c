#include "program/explore/failure.h"

#include <stdio.h>
#include <string.h>

static bool ignores_lines;

void failure_ignore_lines(void)
{
    ignores_lines = true;
}

static void append(char *signature, const char *text)
{
    size_t n = strlen(signature);

    if (text[0]) {
        snprintf(signature + n, FAILURE_SIGNATURE - n, "%s%s", n ? " " : "", text);
    }
}

void failure_signature(const struct subject_result *result,
                       char signature[static FAILURE_SIGNATURE])
{
    const struct violation *v = &result->outcome.violation;

    signature[0] = '\0';
    if (!result->outcome.violated) {
        return;
    }
    append(signature, v->rule);
    for (unsigned i = 0; i < v->n_traits; i++) {
        if (v->traits[i].actor == VIOLATION_NOBODY) {
            append(signature, v->traits[i].name);
            append(signature, v->traits[i].word);
        }
    }
}

/* "TAG/rule: a sentence", as signatures were when they were made of messages: its tag is compared. */
static bool is_of_old_tag(const char *signature, const char *tag)
{
    return signature[strcspn(signature, ": ")] == ':' && strcspn(signature, "/:") == strlen(tag) &&
           !strncmp(signature, tag, strlen(tag));
}

bool failure_is(const struct subject_result *result, const char *signature)
{
    char other[FAILURE_SIGNATURE];

    failure_signature(result, other);
    return other[0] && (failure_same_text(other, signature, ignores_lines) ||
                        is_of_old_tag(signature, result->outcome.invariant));
}
