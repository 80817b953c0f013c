/*
 * What is written to a pipe or an eventfd is ordered before what is read from it. With an argument two
 * threads wait for each other: one for a lock while the other has it and writes to a full pipe ("lock"), or both
 * for a byte that nobody writes ("read"); or a line is never written ("line").
 */
#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

static int event, ends[2], message, lines;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *write_message(void *unused)
{
    const uint64_t one = 1;
    FILE *out = fdopen(ends[1], "w");

    message = 42;
    assert(write(event, &one, sizeof one) == sizeof one);
    lines = 2;
    fputs("one\ntwo\n", out);
    fclose(out);
    return unused;
}

static void read_message(void)
{
    pthread_t writer;
    uint64_t n;
    char line[16];
    FILE *in = fdopen(ends[0], "r");

    event = eventfd(0, 0);
    pthread_create(&writer, NULL, write_message, NULL);
    assert(read(event, &n, sizeof n) == sizeof n && message == 42);
    for (n = 0; fgets(line, sizeof line, in); n++) {
    }
    assert(n == 2 && lines == 2);
    pthread_join(writer, NULL);
    fclose(in);
    close(event);
}

static void *fill(void *unused)
{
    static const char page[4096];

    pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < 17; i++) {
        assert(write(ends[1], page, sizeof page) == sizeof page);
    }
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *drain(void *unused)
{
    static char page[4096];

    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    assert(read(ends[0], page, sizeof page) > 0);
    return unused;
}

static void *read_one(void *fd)
{
    char byte;

    assert(read(*(int *)fd, &byte, 1) == 1);
    return NULL;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    pthread_t a, b;
    int pair[2];

    assert(!pipe(ends) && !socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    if (!*what) {
        read_message();
        return 0;
    }
    if (!strcmp(what, "line")) {
        char line[16];

        (void)!fgets(line, sizeof line, fdopen(ends[0], "r"));
        return 0;
    }
    pthread_create(&a, NULL, !strcmp(what, "lock") ? fill : read_one, &ends[0]);
    pthread_create(&b, NULL, !strcmp(what, "lock") ? drain : read_one, &pair[0]);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
