/*
 * Two threads log to one buffer: each stores at the index, and then moves it. One line overwrites
 * the other.
 *
 * Shape: Apache's log buffer (bug 25520), in Lu et al. and in RADBench.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int used;
static atomic_int lines[2];

static void *log_line(void *line)
{
#ifdef FIXED
    lines[atomic_fetch_add(&used, 1)] = *(int *)line;
#else
    lines[used] = *(int *)line;
    used++;
#endif
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    int first = 3, second = 4;

    pthread_create(&a, NULL, log_line, &first);
    pthread_create(&b, NULL, log_line, &second);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(lines[0] + lines[1] == 7);
    return 0;
}
