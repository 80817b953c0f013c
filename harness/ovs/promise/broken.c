#include <stdarg.h>
#include <stdio.h>

#include "cache/remark.h"
#include "ovs/promise/promises.h"
#include "runtime/runtime.h"

void promises_broken(const char *rule, unsigned flow, const char *format, ...)
{
    struct cache_remark remark = {.known = NULL};
    struct violation v;
    char message[512];
    va_list args;

    if (!promises_kept(rule, flow, &remark)) {
        return;
    }
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    violation_init(&v, rule);
    remark_add(&remark, &v, message, sizeof message);
    runtime_violation_of(&v, "%s", message);
}
