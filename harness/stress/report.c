/* What a run has shown, as JSON and for people. */
#include <string.h>

#include "measure/write.h"
#include "stress/internal.h"
#include "support/printable.h"

static void write_settings(const struct stress_settings *settings, FILE *stream)
{
    char options[2048];

    fprintf(stream,
            "  \"settings\": {\"seed\": %" PRIu64 ", \"seconds\": %g, \"handlers\": %u, "
            "\"revalidators\": %u, \"packet_threads\": %u, \"pmds\": %u, \"flows\": %u, "
            "\"rate\": %" PRIu64 ", \"skew\": %g, \"burst\": %u, \"flow_limit\": %u, "
            "\"max_idle_ms\": %u, \"max_revalidator_ms\": %u, \"umaps\": %u, \"transitions\": %u, "
            "\"full_dump\": %s, "
            "\"steady\": %s, \"tolerate_stalls\": %s, \"quiet_every_s\": %g, \"patience_s\": %u, "
            "\"faults\": {",
            settings->seed, settings->seconds, settings->n_handlers, settings->n_revalidators,
            settings->n_packet_threads, settings->n_pmds, settings->n_flows, settings->rate,
            settings->skew, settings->burst, settings->flow_limit, settings->max_idle_ms,
            settings->max_revalidator_ms, settings->n_umaps, settings->transitions,
            settings->full_dump ? "true" : "false", settings->steady ? "true" : "false",
            settings->tolerate_stalls ? "true" : "false", settings->quiet_every_s,
            settings->patience_s);
    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        fprintf(stream, "%s\"%s\": %u", i ? ", " : "", stress_fault_name((enum stress_fault)i),
                settings->faults.per_million[i]);
    }
    stress_write_options(settings, options, sizeof options);
    fputs("}},\n  \"options\": ", stream);
    printable_json(stream, options);
    fputs(",\n", stream);
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

static void write_measures(const struct stress_measures *measures, FILE *stream)
{
    const struct {
        const char *name;
        const struct histogram *histogram;
    } all[] = {
        {"packets", measures->packets},
        {"slow_path_ns", measures->slow_path_ns},
        {"sweep_wait_ns", measures->sweep_wait_ns},
        {"dump_ns", measures->dump_ns},
        {"round_ns", measures->round_ns},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        fprintf(stream, "%s\n    \"%s\": ", i ? "," : "", all[i].name);
        histogram_write_json(all[i].histogram, stream);
    }
}

void stress_write_json(const struct stress_settings *settings, const struct stress_result *result,
                       FILE *stream)
{
    fputs("{\n", stream);
    write_settings(settings, stream);
    fprintf(stream, "  \"result\": \"%s\",\n  \"violation\": ",
            result->violated      ? "violation"
            : result->interrupted ? "interrupted"
                                  : "clean");
    if (result->violated) {
        fputs("{\"tag\": ", stream);
        printable_json(stream, result->violation.tag);
        fputs(", \"message\": ", stream);
        printable_json(stream, result->violation.message);
        fputs("},\n", stream);
    } else {
        fputs("null,\n", stream);
    }
    fprintf(stream,
            "  \"seconds\": %.3f, \"whole_seconds\": %.3f, \"live_flows_most\": %" PRIu64 ",\n",
            result->seconds, result->whole_seconds, result->live_flows_most);
    fprintf(stream,
            "  \"rates\": {\"packets_per_s\": %.0f, \"upcalls_per_s\": %.0f, "
            "\"flows_revalidated_per_s\": %.0f, \"installs_per_s\": %.0f},\n",
            per_second(result->counts[STRESS_packets], result),
            per_second(result->counts[STRESS_upcalls_ended], result),
            per_second(counter(result, "dumped_new_flow"), result),
            per_second(result->counts[STRESS_installs], result));
    fputs("  \"counts\": {", stream);
    for (unsigned i = 0; i < STRESS_COUNT_N; i++) {
        fprintf(stream, "%s\"%s\": %" PRIu64, i ? ", " : "",
                stress_count_name((enum stress_count)i), result->counts[i]);
    }
    fputs("},\n  \"verdicts\": {", stream);
    for (unsigned i = 0; i < VERDICTS; i++) {
        fprintf(stream, "%s\"%s\": %" PRIu64, i ? ", " : "", verdict_name(i), result->verdicts[i]);
    }
    fputs("},\n  \"faults\": {", stream);
    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        fprintf(stream, "%s\"%s\": %" PRIu64, i ? ", " : "",
                stress_fault_name((enum stress_fault)i), result->faults[i]);
    }
    fputs("},\n  \"counters\": {", stream);
    for (size_t i = 0; i < result->n_counters; i++) {
        fprintf(stream, "%s\"%s\": %" PRIu64, i ? ", " : "", result->counters[i].name,
                result->counters[i].value);
    }
    fprintf(stream, "},\n  \"grace_periods\": %" PRIu64 ", \"reader_ages\": [",
            result->n_grace_periods);
    for (unsigned i = 0; i < READER_AGE_STAGES; i++) {
        fprintf(stream, "%s%" PRIu64, i ? ", " : "", result->reader_ages[i]);
    }
    fputs("],\n  \"measures\": {", stream);
    write_measures(&result->measures, stream);
    fputs("}\n}\n", stream);
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

void stress_write_options(const struct stress_settings *settings, char *into, size_t size)
{
    char faults[1024];
    int n;

    stress_faults_write(&settings->faults, faults, sizeof faults);
    n = snprintf(into, size,
                 "--seed %" PRIu64 " --seconds %g --handlers %u --revalidators %u "
                 "--packet-threads %u --pmds %u --flows %u --rate %" PRIu64
                 " --skew %g --burst %u --flow-limit %u --max-idle %u --max-revalidator %u "
                 "--umaps %u --transitions %u --quiet-every %g --patience %u --faults %s%s%s%s",
                 settings->seed, settings->seconds, settings->n_handlers, settings->n_revalidators,
                 settings->n_packet_threads, settings->n_pmds, settings->n_flows, settings->rate,
                 settings->skew, settings->burst, settings->flow_limit, settings->max_idle_ms,
                 settings->max_revalidator_ms, settings->n_umaps, settings->transitions,
                 settings->quiet_every_s, settings->patience_s, faults,
                 settings->full_dump ? " --full-dump" : "", settings->steady ? " --steady" : "",
                 settings->tolerate_stalls ? " --tolerate-stalls" : "");
    if (n < 0 || (size_t)n >= size) {
        into[0] = '\0';
    }
}
