/*
 * What all tests in C have in common, on cmocka. A test program is a list of cases. Each is a test that
 * ctest runs by its name, in a process of its own (ci/cases/cases.cmake). The program alone runs all, and
 * goes on after one that fails.
 *
 *     static void adds(void)
 *     {
 *         CHECK(1 + 1 == 2);
 *     }
 *
 *     int main(void)
 *     {
 *         const struct test_case cases[] = {CASE(adds)};
 *
 *         return RUN_CASES(cases);
 *     }
 *
 * TEST_CASE=NAME in the environment runs only this case; more of that is in ci/cases/run_by_name.h.
 */
#ifndef TEST_CHECK_H
#define TEST_CHECK_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A case: a function, and what it is given. A row of a table can be a case. No two of a program have
 * the same name, which may have any characters but a new line. No case needs what another has done. */
struct test_case {
    const char *name;
    void (*with)(const void *); /* One of these two. */
    void (*run)(void);
    const void *row;
    void (*before)(void), (*after)(void); /* NULL, or run around it, even if it fails. */
};

#define CASE(FUNCTION)                     \
    {                                      \
        .name = #FUNCTION, .run = FUNCTION \
    }
#define CASE_WITH(FUNCTION, BEFORE, AFTER)                                   \
    {                                                                        \
        .name = #FUNCTION, .run = FUNCTION, .before = BEFORE, .after = AFTER \
    }
#define CASE_OF(NAME, FUNCTION, ROW)               \
    {                                              \
        .name = NAME, .with = FUNCTION, .row = ROW \
    }

/* Fails the case: prints the place, what is not true, and the message behind it, if there is one,
 * which begins with a literal format. */
#define CHECK(CONDITION, ...)                                             \
    do {                                                                  \
        if (!(CONDITION)) {                                               \
            test_failed(__FILE__, __LINE__, #CONDITION, " " __VA_ARGS__); \
        }                                                                 \
    } while (0)

/* Fails the case if two whole numbers, or two texts, are not the same; both are printed. */
#define CHECK_INT(A, B) \
    test_check_int(__FILE__, __LINE__, #A " == " #B, (long long)(A), (long long)(B))
#define CHECK_TEXT(A, B) test_check_text(__FILE__, __LINE__, #A " is " #B, A, B)

void test_check_int(const char *file, int line, const char *what, long long a, long long b);
void test_check_text(const char *file, int line, const char *what, const char *a, const char *b);
_Noreturn void test_failed(const char *file, int line, const char *condition, const char *format,
                           ...) __attribute__((format(printf, 4, 5)));

/* Runs the cases in their order. Returns what main() is to. */
int run_cases(const struct test_case *, size_t n);

#define RUN_CASES(CASES) run_cases(CASES, sizeof(CASES) / sizeof(CASES)[0])

#endif /* check.h */
