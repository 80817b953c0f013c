/*
 * Where Open vSwitch ends its process: the execution ends there instead, with its words.
 */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>

#include <openvswitch/vlog.h>
#include "runtime/runtime.h"
#include <util.h>

_Noreturn void ovs_stop_abort(void);

static _Noreturn void stop(const char *what, const char *format, va_list args)
{
    struct violation v;
    char message[512];

    /* Its format is what the code has in that place. */
    violation_init(&v, "ABORT/ends-itself");
    violation_add_trait(&v, "", format);
    vsnprintf(message, sizeof message, format, args);
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
