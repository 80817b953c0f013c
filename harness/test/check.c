#include "test/check.h"

#include <signal.h>

#include "run_by_name.h"

/* Of the runtime, where there is one. */
bool runtime_is_running(void) __attribute__((weak));

/* cmocka handles these signals while a case runs. A case may be about them, and a sanitizer says
 * more about a crash: they are as they were before. */
static const int deadly[] = {SIGFPE, SIGILL, SIGSEGV, SIGBUS, SIGSYS};
enum { N_DEADLY = sizeof deadly / sizeof deadly[0] };
static struct sigaction before[N_DEADLY];

_Noreturn void test_failed(const char *file, int line, const char *condition, const char *format,
                           ...)
{
    va_list args;

    fflush(stdout);
    fprintf(stderr, "%s:%d: not true: %s\n ", file, line, condition);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    putc('\n', stderr);
    if (runtime_is_running && runtime_is_running()) {
        exit(1); /* There is no way from a fiber back into cmocka. */
    }
    _fail(file, line);
    abort();
}

void test_check_int(const char *file, int line, const char *what, long long a, long long b)
{
    if (a != b) {
        test_failed(file, line, what, " %lld, %lld", a, b);
    }
}

void test_check_text(const char *file, int line, const char *what, const char *a, const char *b)
{
    if (strcmp(a, b)) {
        test_failed(file, line, what, " \"%s\", \"%s\"", a, b);
    }
}

static int begin(void **state)
{
    const struct test_case *test = *state;

    if (test->before) {
        test->before();
    }
    return 0;
}

static int end(void **state)
{
    const struct test_case *test = *state;

    if (test->after) {
        test->after();
    }
    return 0;
}

static void run(void **state)
{
    const struct test_case *test = *state;

    for (unsigned i = 0; i < N_DEADLY; i++) {
        sigaction(deadly[i], &before[i], NULL);
    }
    if (test->with) {
        test->with(test->row);
    } else {
        test->run();
    }
}

int run_cases(const struct test_case *cases, size_t n)
{
    struct CMUnitTest *tests = calloc(n, sizeof *tests);
    int code;

    for (size_t i = 0; tests && i < n; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = run,
                                       .setup_func = begin,
                                       .teardown_func = end,
                                       .initial_state = (void *)(uintptr_t)&cases[i]};
    }
    for (unsigned i = 0; i < N_DEADLY; i++) {
        sigaction(deadly[i], NULL, &before[i]);
    }
    code = tests ? run_by_name(tests, n) : 1;
    free(tests);
    return code;
}
