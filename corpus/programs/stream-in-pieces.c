/*
 * Each line of a log is printed in two pieces, and counted between them. Two threads can be there at
 * once.
 *
 * Shape: stdio's locks, which keep a call together and not a line.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>

static FILE *out;
static int lines;

static void *print(void *name)
{
    for (int i = 0; i < 2; i++) {
        int before;

#ifdef FIXED
        flockfile(out);
#endif
        before = lines;
        fputs(name, out);
        fputs(" was here\n", out);
        lines = before + 1;
#ifdef FIXED
        funlockfile(out);
#endif
    }
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    out = fopen("/dev/null", "w");
    pthread_create(&a, NULL, print, "a");
    pthread_create(&b, NULL, print, "b");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    fclose(out);
    assert(lines == 4);
    return 0;
}
