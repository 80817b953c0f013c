/* What a run has shown, as JSON and for people. */
#include <math.h>
#include <string.h>

#include "measure/write.h"
#include "stress/internal.h"
#include "support/json.h"

static void write_settings(const struct stress_settings *settings, struct json *json)
{
    char options[2048];

    json_object(json, "settings");
    json_whole(json, "seed", settings->seed);
    json_real(json, "seconds", settings->seconds);
    json_whole(json, "handlers", settings->n_handlers);
    json_whole(json, "revalidators", settings->n_revalidators);
    json_whole(json, "packet_threads", settings->n_packet_threads);
    json_whole(json, "pmds", settings->n_pmds);
    json_whole(json, "flows", settings->n_flows);
    json_whole(json, "rate", settings->rate);
    json_real(json, "skew", settings->skew);
    json_whole(json, "burst", settings->burst);
    json_whole(json, "flow_limit", settings->flow_limit);
    json_whole(json, "max_idle_ms", settings->max_idle_ms);
    json_whole(json, "max_revalidator_ms", settings->max_revalidator_ms);
    json_whole(json, "umaps", settings->n_umaps);
    json_whole(json, "transitions", settings->transitions);
    json_bool(json, "full_dump", settings->full_dump);
    json_bool(json, "steady", settings->steady);
    json_bool(json, "tolerate_stalls", settings->tolerate_stalls);
    json_real(json, "quiet_every_s", settings->quiet_every_s);
    json_whole(json, "patience_s", settings->patience_s);
    json_object(json, "faults");
    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        json_whole(json, stress_fault_name((enum stress_fault)i), settings->faults.per_million[i]);
    }
    json_end(json);
    json_end(json);
    stress_write_options(settings, options, sizeof options);
    json_string(json, "options", options);
}

static double per_second(uint64_t n, const struct stress_result *result)
{
    return result->seconds > 0 ? (double)n / result->seconds : 0;
}

static uint64_t counter(const struct stress_result *result, const char *name)
{
    for (size_t i = 0; i < result->n_counters; i++) {
        if (!strcmp(result->counters[i].name, name)) {
            return result->counters[i].value;
        }
    }
    return 0;
}

static void write_measures(const struct stress_measures *measures, struct json *json)
{
    json_object(json, "measures");
    histogram_write_json(measures->packets, json, "packets");
    histogram_write_json(measures->slow_path_ns, json, "slow_path_ns");
    histogram_write_json(measures->sweep_wait_ns, json, "sweep_wait_ns");
    histogram_write_json(measures->dump_ns, json, "dump_ns");
    histogram_write_json(measures->round_ns, json, "round_ns");
    json_end(json);
}

static void write_outcome(const struct stress_result *result, struct json *json)
{
    char tag[sizeof result->violation.what.rule];

    json_string(json, "result",
                result->violated      ? "violation"
                : result->interrupted ? "interrupted"
                                      : "clean");
    if (result->violated) {
        json_object(json, "violation");
        violation_tag(&result->violation.what, tag, sizeof tag);
        json_string(json, "tag", tag);
        json_string(json, "rule", result->violation.what.rule);
        json_string(json, "message", result->violation.message);
        json_end(json);
    } else {
        json_null(json, "violation");
    }
    json_real(json, "seconds", result->seconds);
    json_real(json, "whole_seconds", result->whole_seconds);
    json_whole(json, "live_flows_most", result->live_flows_most);
}

static void write_rates(const struct stress_result *result, struct json *json)
{
    json_object(json, "rates");
    json_real(json, "packets_per_s", round(per_second(result->counts[STRESS_packets], result)));
    json_real(json, "upcalls_per_s",
              round(per_second(result->counts[STRESS_upcalls_ended], result)));
    json_real(json, "flows_revalidated_per_s",
              round(per_second(counter(result, "dumped_new_flow"), result)));
    json_real(json, "installs_per_s", round(per_second(result->counts[STRESS_installs], result)));
    json_end(json);
}

static void write_counts(const struct stress_result *result, struct json *json)
{
    json_object(json, "counts");
    for (unsigned i = 0; i < STRESS_COUNT_N; i++) {
        json_whole(json, stress_count_name((enum stress_count)i), result->counts[i]);
    }
    json_end(json);
    json_object(json, "verdicts");
    for (unsigned i = 0; i < VERDICTS; i++) {
        json_whole(json, verdict_name(i), result->verdicts[i]);
    }
    json_end(json);
    json_object(json, "faults");
    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        json_whole(json, stress_fault_name((enum stress_fault)i), result->faults[i]);
    }
    json_end(json);
    json_object(json, "counters");
    for (size_t i = 0; i < result->n_counters; i++) {
        json_whole(json, result->counters[i].name, result->counters[i].value);
    }
    json_end(json);
}

void stress_write_json(const struct stress_settings *settings, const struct stress_result *result,
                       FILE *stream)
{
    struct json json = json_begin(stream);

    json_object(&json, NULL);
    write_settings(settings, &json);
    write_outcome(result, &json);
    write_rates(result, &json);
    write_counts(result, &json);
    json_whole(&json, "grace_periods", result->n_grace_periods);
    json_array(&json, "reader_ages");
    for (unsigned i = 0; i < READER_AGE_STAGES; i++) {
        json_whole(&json, NULL, result->reader_ages[i]);
    }
    json_end(&json);
    write_measures(&result->measures, &json);
    json_end(&json);
    json_finish(&json);
}

/* 1234567 as "1.23 M". */
static const char *short_number(char *into, size_t size, double value)
{
    if (value >= 1e6) {
        snprintf(into, size, "%.2f M", value / 1e6);
    } else if (value >= 1e4) {
        snprintf(into, size, "%.1f k", value / 1e3);
    } else {
        snprintf(into, size, "%.0f", value);
    }
    return into;
}

static void write_line(FILE *stream, const struct stress_result *result, const char *what,
                       uint64_t n)
{
    char total[32], rate[32];

    fprintf(stream, "  %-34s %10s  %10s/s\n", what, short_number(total, sizeof total, (double)n),
            short_number(rate, sizeof rate, per_second(n, result)));
}

static void write_amount(FILE *stream, const char *what, uint64_t n)
{
    char total[32];

    fprintf(stream, "  %-34s %10s\n", what, short_number(total, sizeof total, (double)n));
}

/* Median, 99.9th percentile and maximum, in units of `unit`. */
static void write_histogram(FILE *stream, const char *what, const struct histogram *histogram,
                            double unit)
{
    fprintf(stream, "  %-34s %10.4g  99.9 %%: %.4g  most: %.4g\n", what,
            (double)histogram_percentile(histogram, 50) / unit,
            (double)histogram_percentile(histogram, 99.9) / unit,
            (double)histogram_max(histogram) / unit);
}

static void write_measures_summary(FILE *stream, const struct stress_measures *measures)
{
    enum { NS_PER_MS = 1000000 };

    write_amount(stream, "deletions under traffic", histogram_count(measures->packets));
    write_histogram(stream, "  packets on the slow path, median", measures->packets, 1);
    write_histogram(stream, "  ms on the slow path, median", measures->slow_path_ns, NS_PER_MS);
    write_histogram(stream, "ms from deletion to sweep, median", measures->sweep_wait_ns,
                    NS_PER_MS);
    write_histogram(stream, "ms of a dump, median", measures->dump_ns, NS_PER_MS);
    write_histogram(stream, "ms of a round, median", measures->round_ns, NS_PER_MS);
}

void stress_write_summary(const struct stress_settings *settings,
                          const struct stress_result *result, FILE *stream)
{
    uint64_t n_faults = 0;

    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        n_faults += result->faults[i];
    }
    fprintf(stream, "%.1f s of traffic, %.1f s in all\n", result->seconds, result->whole_seconds);
    write_line(stream, result, "packets", result->counts[STRESS_packets]);
    write_line(stream, result, "upcalls handled", result->counts[STRESS_upcalls_ended]);
    write_line(stream, result, "flows revalidated", counter(result, "dumped_new_flow"));
    write_line(stream, result, "rounds", result->counts[STRESS_rounds]);
    write_line(stream, result, "flows installed", result->counts[STRESS_installs]);
    write_line(stream, result, "ukeys replaced", result->verdicts[VERDICT_REPLACED]);
    write_line(stream, result, "misses refused: duplicate", result->verdicts[VERDICT_DUPLICATE]);
    write_line(stream, result, "misses refused: lock contended",
               result->verdicts[VERDICT_CONTENDED]);
    write_line(stream, result, "misses refused: flow limit", result->verdicts[VERDICT_LIMITED]);
    write_line(stream, result, "upcalls refused: queue full",
               result->counts[STRESS_upcalls_refused]);
    write_amount(stream, "rule changes", result->counts[STRESS_rule_changes]);
    write_amount(stream, "chores of main", result->counts[STRESS_chores]);
    write_amount(stream, "faults", n_faults);
    write_amount(stream, "losses declared", result->counts[STRESS_losses_declared]);
    write_amount(stream, "hits credited", result->counts[STRESS_credited_hits]);
    write_amount(stream, "hits lost, legally", result->counts[STRESS_lost_hits]);
    write_amount(stream, "most flows at a time", result->live_flows_most);
    write_amount(stream, "quiet points", result->counts[STRESS_quiet_points]);
    write_amount(stream, "ledgers checked there", result->counts[STRESS_flows_checked]);
    write_amount(stream, "grace periods watched", result->n_grace_periods);
    write_amount(stream, "looks under RCU within one", result->reader_ages[0]);
    write_amount(stream, "looks under RCU until the next", result->reader_ages[1]);
    write_measures_summary(stream, &result->measures);
}
