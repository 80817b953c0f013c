#include "stats_totals.h"

#include <stdbool.h>
#include <stdlib.h>

#include "execution/feedback.h"
#include "stats_file.h"

/* To estimate how many executions were different takes as long as a tenth of an execution. */
enum { EXECUTIONS_PER_ESTIMATE = 512 };

static void estimate(void)
{
    stats_file_set(0, "distinct_schedules", feedback_distinct());
}

void stats_totals_update(void)
{
    static bool begun;
    const struct feedback_total *totals;
    size_t n = feedback_totals(&totals);

    if (!begun || feedback_executions() % EXECUTIONS_PER_ESTIMATE == 0) {
        estimate();
    }
    if (!begun) {
        begun = true;
        atexit(estimate);
    }
    for (size_t i = 0; i < n; i++) {
        stats_file_set(1 + i, totals[i].name, totals[i].value);
    }
}
