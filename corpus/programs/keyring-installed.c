/*
 * A user's two keyrings are made on first use. The first is visible before the second is there, and
 * it is the first that others look at.
 *
 * Shape: CVE-2013-1792 (install_user_keyrings), as in ConVul.
 * Found as: null dereference
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int user_ring = 1, session_ring = 2;
static atomic_int *_Atomic user, *_Atomic session;

static void install(void)
{
    if (user) {
        return;
    }
    pthread_mutex_lock(&lock);
    if (!user) {
#ifdef FIXED
        session = &session_ring;
        user = &user_ring;
#else
        user = &user_ring;
        session = &session_ring;
#endif
    }
    pthread_mutex_unlock(&lock);
}

static void *look_up(void *unused)
{
    install();
    atomic_fetch_add(session, 1);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, look_up, NULL);
    pthread_create(&b, NULL, look_up, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
