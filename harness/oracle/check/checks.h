/* The checks, one file each: what each demands is said at the head of its file. */
#ifndef ORACLE_CHECKS_H
#define ORACLE_CHECKS_H 1

#include "oracle/context.h"

extern const struct check check_attr, check_bijection, check_counter_bounds, check_counters,
    check_dump, check_leak, check_limit, check_limit_idle, check_limit_value, check_lock,
    check_once, check_once_declared, check_once_facts, check_once_lost, check_once_packets,
    check_ops, check_progress, check_rcu, check_round_time, check_stall, check_state, check_valid;

#endif /* checks.h */
