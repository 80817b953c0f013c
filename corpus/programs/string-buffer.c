/*
 * One buffer is appended to another: its length is taken under its lock, and its characters later,
 * under the lock again. In between it was cut short.
 *
 * Shape: StringBuffer.append() of JDK 1.4, in SCTBench as "stringbuffer-jdk1.4".
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int length = 3;
static char text[4] = "abc";

static int get_length(void)
{
    int n;

    pthread_mutex_lock(&lock);
    n = length;
    pthread_mutex_unlock(&lock);
    return n;
}

static void get(char *to, int n)
{
    pthread_mutex_lock(&lock);
    assert(n <= length);
    for (int i = 0; i < n; i++) {
        to[i] = text[i];
    }
    pthread_mutex_unlock(&lock);
}

static void *append(void *unused)
{
    char copy[4] = "";

#ifdef FIXED
    pthread_mutex_lock(&lock);
    for (int i = 0; i < length; i++) {
        copy[i] = text[i];
    }
    pthread_mutex_unlock(&lock);
    (void)get;
    (void)get_length;
#else
    get(copy, get_length());
#endif
    return copy[3] ? NULL : unused;
}

static void *cut(void *unused)
{
    pthread_mutex_lock(&lock);
    length = 0;
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, append, NULL);
    pthread_create(&b, NULL, cut, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
