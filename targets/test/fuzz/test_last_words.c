/* A thread that dies while it holds a stream is told of, on that stream, by another. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/last_words.h"
#include "test/check.h"

enum { PATIENCE_S = 20 };

static void print(void *stream)
{
    fprintf(stream, "the words\n");
    fflush(stream);
}

_Noreturn static void die_with(FILE *stream, int output)
{
    alarm(PATIENCE_S);
    dup2(output, fileno(stream));
    last_words_open();
    flockfile(stream);
    last_words_speak(print, stream);
    _exit(0);
}

static void speaks_on(FILE *stream)
{
    char said[64] = "";
    int ends[2], status;
    pid_t child;

    CHECK(!pipe(ends));
    child = fork();
    if (!child) {
        die_with(stream, ends[1]);
    }
    close(ends[1]);
    CHECK(read(ends[0], said, sizeof said - 1) >= 0);
    close(ends[0]);
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_INT(status, 0);
    CHECK_TEXT(said, "the words\n");
}

static void standard_error_is_held(void)
{
    speaks_on(stderr);
}

static void standard_output_is_held(void)
{
    speaks_on(stdout);
}

int main(void)
{
    const struct test_case cases[] = {CASE(standard_error_is_held), CASE(standard_output_is_held)};

    return RUN_CASES(cases);
}
