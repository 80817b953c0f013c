#include "cache/remark.h"

#include <stdio.h>
#include <string.h>

void remark_add(const struct cache_remark *remark, struct violation *v, char *message, size_t size)
{
    size_t n = strlen(message);

    if (remark->known) {
        violation_add_trait(v, "known", remark->known);
        snprintf(message + n, size - n, "; known: %s, %s", remark->known, remark->text);
    } else if (remark->text) {
        snprintf(message + n, size - n, "; %s", remark->text);
    }
}
