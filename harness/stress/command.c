/* Settings, as the options of ukeyfuzz stress. */
#include "stress/internal.h"

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
