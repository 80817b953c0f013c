#include "program/explore/failure.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* What the program says of itself is taken as it is. */
static bool is_in_its_own_words(const char *tag)
{
    return !strcmp(tag, "ASSERT") || !strcmp(tag, "EXIT") || !strcmp(tag, "ABORT");
}

void failure_signature(const struct subject_result *result,
                       char signature[static FAILURE_SIGNATURE])
{
    const char *message = result->outcome.message;
    bool own = is_in_its_own_words(result->outcome.invariant);
    size_t n;

    signature[0] = '\0';
    if (!result->outcome.violated) {
        return;
    }
    n = (size_t)snprintf(signature, FAILURE_SIGNATURE, "%s: ", result->outcome.violation.rule);
    for (const char *c = message; *c && *c != '\n' && (own || *c != ';'); c++) {
        char next = !own && isdigit((unsigned char)*c) ? '#' : *c;

        /* A number is one '#', however long it is. */
        if (n + 1 < FAILURE_SIGNATURE && !(next == '#' && n && signature[n - 1] == '#' && !own)) {
            signature[n++] = next;
        }
    }
    signature[n < FAILURE_SIGNATURE ? n : FAILURE_SIGNATURE - 1] = '\0';
    /* "main" and "thread-3" may change their parts. */
    if (!own && !strncmp(message, "main ", 5)) {
        snprintf(signature, FAILURE_SIGNATURE, "%s: thread-#%.200s", result->outcome.violation.rule,
                 message + 4);
        signature[strcspn(signature, ";\n")] = '\0';
    }
}

bool failure_is(const struct subject_result *result, const char *signature)
{
    char other[FAILURE_SIGNATURE];

    failure_signature(result, other);
    return signature[0] && !strcmp(other, signature);
}
