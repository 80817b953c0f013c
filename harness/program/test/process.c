/*
 * What an execution must find as a new process would, and what it must do as one: global variables,
 * large and small, thread-local ones, errno, constructors, exit handlers, the heap, rand(), a pipe,
 * the clock, a stack as large as usual.
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int with_value = 7, zero, constructed, exits;
static char large[1 << 20];
static char large_with_value[1 << 20] = {1};
static _Thread_local int mine = 5;
static int ends[2];

__attribute__((constructor)) static void construct(void)
{
    assert(constructed == 0);
    constructed++;
}

static void on_exit_first(void)
{
    exits++;
}

static void on_exit_last(void)
{
    assert(exits == 1);
}

static void *work(void *number)
{
    char c = 'a';
    volatile char on_stack[1 << 20];

    errno = *(int *)number;
    mine += *(int *)number;
    on_stack[0] = 1;
    sched_yield();
    assert(errno == *(int *)number && mine == 5 + *(int *)number && on_stack[0] == 1);
    assert(write(ends[1], &c, 1) == 1);
    return malloc(100); /* Nobody frees it. */
}

int main(int argc, char **argv)
{
    pthread_t threads[2];
    int numbers[2] = {1, 2};
    struct timespec before, after;
    char text[2];
    char *block = malloc(1000);

    assert(with_value == 7 && zero == 0 && constructed == 1 && exits == 0);
    assert(large[0] == 0 && large[sizeof large - 1] == 0 && large_with_value[0] == 1);
    for (unsigned i = 0; i < 1000; i++) {
        assert(block[i] == 0);
    }
    with_value = zero = 1;
    memset(large, 1, sizeof large);
    memset(large_with_value, 2, sizeof large_with_value);
    memset(block, 1, 1000);
    assert(rand() == 1804289383); /* The first of glibc's, without a seed. */
    argv[0][0] = 'x';
    assert(setenv("HOME", "/nowhere", 1) == 0);
    assert(atexit(on_exit_last) == 0 && atexit(on_exit_first) == 0);

    assert(pipe(ends) == 0);
    clock_gettime(CLOCK_MONOTONIC, &before);
    for (unsigned i = 0; i < 2; i++) {
        assert(pthread_create(&threads[i], NULL, work, &numbers[i]) == 0);
    }
    assert(read(ends[0], &text[0], 1) == 1 && read(ends[0], &text[1], 1) == 1);
    for (unsigned i = 0; i < 2; i++) {
        assert(pthread_join(threads[i], NULL) == 0);
    }
    close(ends[0]);
    close(ends[1]);
    sleep(1000);
    clock_gettime(CLOCK_MONOTONIC, &after);
    assert(after.tv_sec - before.tv_sec >= 1000);
    printf("fine\n");
    return argc > 1 ? atoi(argv[1]) : 0;
}
