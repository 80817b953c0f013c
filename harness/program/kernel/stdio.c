/*
 * Streams: the locks of flockfile(), reading, which may have to wait for another thread, and writing, for
 * which one may wait.
 *
 * What one call prints is done at once, also when another thread holds the stream's lock.
 */
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "program/kernel/calls.h"
#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"

extern char *__fgets_chk(char *, size_t, int, FILE *);
extern size_t __fread_chk(void *, size_t, size_t, size_t, FILE *);
extern void *program_realloc(void *, size_t);

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

/* One that libc reads itself would wait in the kernel for the rest of a line. */
int program_fgetc(FILE *stream)
{
    wait_for_input(stream);
    return fgetc(stream);
}

char *program_fgets(char *line, int size, FILE *stream)
{
    int n = 0, c = 0;

    if (!scheduler.running) {
        return fgets(line, size, stream);
    }
    while (n < size - 1 && c != '\n' && (c = program_fgetc(stream)) != EOF) {
        line[n++] = (char)c;
    }
    if (size < 1 || (size > 1 && (n == 0 || ferror(stream)))) {
        return NULL;
    }
    line[n] = '\0';
    return line;
}

/* What _FORTIFY_SOURCE calls, with the size of what it is read into. */
char *program_fgets_chk(char *line, size_t room, int size, FILE *stream)
{
    return size > 0 && (size_t)size > room ? __fgets_chk(line, room, size, stream)
                                           : program_fgets(line, size, stream);
}

ssize_t program_getdelim(char **line, size_t *size, int delimiter, FILE *stream)
{
    size_t n = 0;
    int c = 0;

    if (!scheduler.running || !line || !size) {
        return getdelim(line, size, delimiter, stream);
    }
    while ((n == 0 || c != delimiter) && (c = program_fgetc(stream)) != EOF) {
        if (!*line || n + 2 > *size) {
            size_t larger = *line && *size ? 2 * (n + 2) : 120;
            char *moved = program_realloc(*line, larger);

            if (!moved) {
                return -1;
            }
            *line = moved;
            *size = larger;
        }
        (*line)[n++] = (char)c;
    }
    if (n == 0) {
        return -1;
    }
    (*line)[n] = '\0';
    return (ssize_t)n;
}

ssize_t program_getline(char **line, size_t *size, FILE *stream)
{
    return program_getdelim(line, size, '\n', stream);
}

size_t program_fread(void *to, size_t size, size_t n, FILE *stream)
{
    size_t n_read = 0;
    int c;

    if (!scheduler.running || !size) {
        return fread(to, size, n, stream);
    }
    while (n_read < size * n && (c = program_fgetc(stream)) != EOF) {
        ((char *)to)[n_read++] = (char)c;
    }
    return n_read / size;
}

size_t program_fread_chk(void *to, size_t room, size_t size, size_t n, FILE *stream)
{
    return size && n > room / size ? __fread_chk(to, room, size, n, stream)
                                   : program_fread(to, size, n, stream);
}

/* Each may pass on what is in the stream's buffer. */
int program_fflush(FILE *stream)
{
    calls_writes();
    return fflush(stream);
}

int program_fclose(FILE *stream)
{
    calls_writes();
    return fclose(stream);
}

size_t program_fwrite(const void *from, size_t size, size_t n, FILE *stream)
{
    calls_writes();
    return fwrite(from, size, n, stream);
}

int program_fputs(const char *text, FILE *stream)
{
    calls_writes();
    return fputs(text, stream);
}

int program_fputc(int c, FILE *stream)
{
    calls_writes();
    return fputc(c, stream);
}

int program_vfprintf(FILE *stream, const char *format, va_list args)
{
    calls_writes();
    return vfprintf(stream, format, args);
}

int program_vdprintf(int fd, const char *format, va_list args)
{
    calls_wait_for(fd, POLLOUT);
    calls_writes();
    return vdprintf(fd, format, args);
}

#define DEFINE_PRINTING(name, parameters, call) \
    int program_##name parameters               \
    {                                           \
        va_list args;                           \
        int n;                                  \
                                                \
        va_start(args, format);                 \
        n = call;                               \
        va_end(args);                           \
        return n;                               \
    }
DEFINE_PRINTING(fprintf, (FILE * stream, const char *format, ...),
                program_vfprintf(stream, format, args))
DEFINE_PRINTING(dprintf, (int fd, const char *format, ...), program_vdprintf(fd, format, args))

/* As _FORTIFY_SOURCE calls them: `flag` asks for checks of the format. */
DEFINE_PRINTING(fprintf_chk, (FILE * stream, int flag, const char *format, ...),
                program_vfprintf(stream, format, args))
DEFINE_PRINTING(dprintf_chk, (int fd, int flag, const char *format, ...),
                program_vdprintf(fd, format, args))
