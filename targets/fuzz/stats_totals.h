/*
 * The totals of feedback.h in the statistics of the process, see stats_file.h.
 */
#ifndef FUZZ_STATS_TOTALS_H
#define FUZZ_STATS_TOTALS_H 1

/* After each execution whose totals have been added. */
void stats_totals_update(void);

#endif /* stats_totals.h */
