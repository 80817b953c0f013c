/*
 * What ThreadSanitizer is told at start-up by programs on real threads. The environment
 * (TSAN_OPTIONS) still overrules it.
 *
 *   halt_on_error, exitcode   the first race ends the process, with 66
 *   history_size              the longest it can be: of the earlier of two accesses the stack is
 *                             still known when threads run for long in between
 *   atexit_sleep_ms           no second of waiting at the end: who is left (liburcu's own threads)
 *                             runs no code of ours
 */
const char *__tsan_default_options(void);

__attribute__((used, visibility("default"))) const char *__tsan_default_options(void)
{
    return "halt_on_error=1:exitcode=66:history_size=7:atexit_sleep_ms=0";
}
