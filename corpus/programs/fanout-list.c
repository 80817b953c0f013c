/*
 * Two threads each put an element at the head of a list without a lock: both take the same head as
 * their next, and one of them is not in the list.
 *
 * Shape: CVE-2017-6346 (fanout of packet sockets), where the element that is missed is freed in use.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct member {
    struct member *next;
};

static struct member *_Atomic head;
static struct member members[2];

static void *join_group(void *member)
{
    struct member *m = member;

#ifdef FIXED
    m->next = head;
    while (!atomic_compare_exchange_weak(&head, &m->next, m)) {
    }
#else
    m->next = head;
    head = m;
#endif
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    int n = 0;

    pthread_create(&a, NULL, join_group, &members[0]);
    pthread_create(&b, NULL, join_group, &members[1]);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    for (struct member *m = head; m; m = m->next) {
        n++;
    }
    assert(n == 2);
    return 0;
}
