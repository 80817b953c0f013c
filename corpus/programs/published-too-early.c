/*
 * A port gets its number and is put into the table before its maker has finished with it. A thread that
 * guesses the number deletes the port, and the maker goes on writing to it.
 *
 * Shape: CVE-2017-15265 (the sequencer of ALSA), as in ConVul.
 * Found as: use after free
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct port {
    atomic_int capability;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct port *ports[2];

static void *make(void *unused)
{
    struct port *p = malloc(sizeof *p);

    atomic_init(&p->capability, 0);
#ifdef FIXED
    p->capability = 3;
#endif
    pthread_mutex_lock(&lock);
    ports[1] = p;
    pthread_mutex_unlock(&lock);
#ifndef FIXED
    p->capability = 3;
#endif
    return unused;
}

static void *delete (void *unused)
{
    struct port *p;

    pthread_mutex_lock(&lock);
    p = ports[1];
    ports[1] = NULL;
    pthread_mutex_unlock(&lock);
    free(p);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, make, NULL);
    pthread_create(&b, NULL, delete, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    free(ports[1]);
    return 0;
}
