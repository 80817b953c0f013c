/*
 * Whether two texts name the same failure.
 */
#include <string.h>

#include "program/explore/failure.h"

/* Of ":35". */
static size_t line_number(const char *text)
{
    return text[0] == ':' ? 1 + strspn(text + 1, "0123456789") : 0;
}

/* "... at queue.c:35 in int main(void)" */
bool failure_same_text(const char *a, const char *b, bool ignore_lines)
{
    while (*a && *a == *b) {
        size_t n = ignore_lines ? line_number(a) : 0, m = ignore_lines ? line_number(b) : 0;

        a += n ? n : 1;
        b += m ? m : 1;
    }
    return *a == *b;
}
