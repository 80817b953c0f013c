/*
 * Streams: the locks of flockfile(), and reading, which may have to wait for another thread.
 *
 * What one call prints is done at once, also when another thread holds the stream's lock.
 */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "program/world/calls.h"
#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"

enum { STREAMS_MAX = 256 };

/* Those that this execution has locked. */
static struct {
    const FILE *stream;
    pthread_mutex_t mutex;
} locks[STREAMS_MAX];
static unsigned n_locks;

void stdio_begin(void)
{
    n_locks = 0;
}

/* NULL if an execution locks too many. */
static pthread_mutex_t *lock_of(const FILE *stream)
{
    unsigned i = 0;

    while (i < n_locks && locks[i].stream != stream) {
        i++;
    }
    if (i == STREAMS_MAX) {
        calls_refuse("flockfile() of the 257th stream");
        return NULL;
    }
    if (i == n_locks) {
        locks[n_locks].stream = stream;
        locks[n_locks++].mutex = (pthread_mutex_t)PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    }
    return &locks[i].mutex;
}

void program_flockfile(FILE *stream)
{
    pthread_mutex_t *lock = scheduler.running ? lock_of(stream) : NULL;

    if (lock) {
        runtime_pthread_mutex_lock(lock);
    } else {
        flockfile(stream);
    }
}

int program_ftrylockfile(FILE *stream)
{
    pthread_mutex_t *lock = scheduler.running ? lock_of(stream) : NULL;

    return lock ? runtime_pthread_mutex_trylock(lock) : ftrylockfile(stream);
}

void program_funlockfile(FILE *stream)
{
    pthread_mutex_t *lock = scheduler.running ? lock_of(stream) : NULL;

    if (lock) {
        (void)runtime_pthread_mutex_unlock(lock);
    } else {
        funlockfile(stream);
    }
}

/* Nothing is in the stream's buffer: the kernel will be asked. */
static void wait_for_input(FILE *stream)
{
    if (scheduler.running && stream->_IO_read_ptr >= stream->_IO_read_end && fileno(stream) >= 0) {
        calls_wait_for(fileno(stream), POLLIN);
    }
}

#define DEFINE_READING(type, name, parameters, arguments) \
    type program_##name parameters                        \
    {                                                     \
        wait_for_input(stream);                           \
        return name arguments;                            \
    }
DEFINE_READING(char *, fgets, (char *line, int size, FILE *stream), (line, size, stream))
DEFINE_READING(ssize_t, getline, (char **line, size_t *size, FILE *stream), (line, size, stream))
DEFINE_READING(ssize_t, getdelim, (char **line, size_t *size, int delimiter, FILE *stream),
               (line, size, delimiter, stream))
DEFINE_READING(int, fgetc, (FILE * stream), (stream))
DEFINE_READING(size_t, fread, (void *to, size_t size, size_t n, FILE *stream),
               (to, size, n, stream))

int program_fflush(FILE *stream)
{
    calls_has_written();
    return fflush(stream);
}

int program_fclose(FILE *stream)
{
    calls_has_written();
    return fclose(stream);
}
