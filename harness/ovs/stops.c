/*
 * Where Open vSwitch ends its process: the execution ends there instead, with its words.
 */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <openvswitch/vlog.h>
#include "cache/remark.h"
#include "ovs/promise/promises.h"
#include "runtime/runtime.h"
#include <util.h>

_Noreturn void ovs_stop_abort(void);

/* Its last words are all that Open vSwitch says of why it ends. Their format is the same whatever the
 * numbers. What has no other rule is "ends-itself". */
static const char *rule_of(const char *format)
{
    static const struct {
        const char *words, *rule;
    } rules[] = {
        {"pthread_create failed", "ABORT/no-thread"},
        {"Invalid ukey transition", "ABORT/invalid-transition"},
    };

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strstr(format, rules[i].words)) {
            return rules[i].rule;
        }
    }
    return "ABORT/ends-itself";
}

/* Its format is what the code has in that place. Where that counts as no finding the execution ends
 * well, as the process would. */
static _Noreturn void stop(const char *what, const char *format, va_list args)
{
    struct cache_remark remark = {.known = NULL};
    struct violation v;
    char message[512];

    vsnprintf(message, sizeof message, format, args);
    violation_init(&v, rule_of(format));
    violation_add_trait(&v, "", format);
    if (!promises_kept(v.rule, CACHE_NO_FLOW, &remark)) {
        runtime_stop();
    }
    remark_add(&remark, &v, message, sizeof message);
    runtime_violation_of(&v, "%s %s: %s", actor_name(actor_self()), what, message);
}

void ovs_stop_abort(void)
{
    runtime_violation("ABORT/abort", "%s calls abort()", actor_name(actor_self()));
}

void ovs_abort(int error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    stop("ends the process", format, args);
}

void vlog_abort(const struct vlog_module *module, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    stop("ends the process", format, args);
}

void vlog_fatal(const struct vlog_module *module, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    stop("ends the process", format, args);
}

void ovs_assert_failure(const char *where, const char *function, const char *condition)
{
    struct violation v;

    violation_init(&v, "ABORT/assertion");
    violation_add_trait(&v, "", condition);
    violation_add_trait(&v, "in", function);
    runtime_violation_of(&v, "%s: assertion %s failed in %s() (%s)", actor_name(actor_self()),
                         condition, function, where);
}
