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
    char message[512];

    vsnprintf(message, sizeof message, format, args);
    runtime_violation("ABORT", "%s %s: %s", actor_name(actor_self()), what, message);
}

void ovs_stop_abort(void)
{
    runtime_violation("ABORT", "%s calls abort()", actor_name(actor_self()));
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
    runtime_violation("ABORT", "%s: assertion %s failed in %s() (%s)", actor_name(actor_self()),
                      condition, function, where);
}
