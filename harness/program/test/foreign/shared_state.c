/*
 * What threads share by libc: the text that strtok() is in, the time of localtime(), the environment, a message
 * queue; and an atomic structure that is too large for an instruction. Each way is an argument. With -DBUG the
 * threads use what is not meant for two of them, or a value is written too late.
 */
#define _GNU_SOURCE
#include <assert.h>
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *way;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static mqd_t queue;
static int message;
static _Atomic struct wide {
    long first, second, third;
} wide;

static void count_words(void)
{
    char text[] = "a,b,c", *rest;
    int n = 0;

#ifdef BUG
    for (char *word = strtok(text, ","); word; word = strtok(NULL, ",")) {
#else
    for (char *word = strtok_r(text, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
#endif
        n++;
    }
    assert(n == 3);
}

static void look_at_time(long year)
{
    const time_t seconds = year * 366 * 86400;
    struct tm own, *time;

#ifdef BUG
    time = localtime(&seconds);
#else
    time = localtime_r(&seconds, &own);
#endif
    assert(time->tm_year == 70 + year);
}

static void change_environment(void)
{
#ifndef BUG
    pthread_mutex_lock(&lock);
#endif
    setenv("UKEYFUZZ_TEST", "1", 1);
    assert(getenv("UKEYFUZZ_TEST"));
    unsetenv("UKEYFUZZ_TEST");
#ifndef BUG
    pthread_mutex_unlock(&lock);
#endif
}

/* Four of them have to wait for room. */
static void send(void)
{
#ifndef BUG
    message = 5;
#endif
    for (int i = 0; i < 6; i++) {
        assert(mq_send(queue, "a", 1, 0) == 0);
    }
    message = 5;
}

static void receive(void)
{
    struct timespec deadline;
    char text[8];

    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += 10;
    assert(mq_receive(queue, text, sizeof text, NULL) == 1);
    assert(message == 5);
    for (int i = 1; i < 6; i++) {
        assert(mq_timedreceive(queue, text, sizeof text, NULL, &deadline) == 1);
    }
    assert(mq_timedreceive(queue, text, sizeof text, NULL, &deadline) == -1);
}

static void add(void)
{
    struct wide was = atomic_load(&wide), next;

    do {
        next = (struct wide){was.first + 1, was.second + 1, was.third + 1};
#ifdef BUG
        atomic_store(&wide, next);
        break;
#endif
    } while (!atomic_compare_exchange_weak(&wide, &was, next));
}

static void *work(void *number)
{
    if (!strcmp(way, "strtok")) {
        count_words();
    } else if (!strcmp(way, "localtime")) {
        look_at_time(number ? 2 : 0);
    } else if (!strcmp(way, "environment")) {
        change_environment();
    } else if (!strcmp(way, "queue")) {
        number ? send() : receive();
    } else {
        add();
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct mq_attr attributes = {.mq_maxmsg = 2, .mq_msgsize = 8};
    struct wide sum;
    pthread_t a, b;

    way = argv[1];
    assert(!getenv("UKEYFUZZ_TEST") && getenv("PATH"));
    if (!strcmp(way, "queue")) {
        mq_unlink("/ukeyfuzz-test");
        queue = mq_open("/ukeyfuzz-test", O_CREAT | O_RDWR, 0600, &attributes);
        assert(queue != (mqd_t)-1);
        mq_unlink("/ukeyfuzz-test");
    }
    pthread_create(&a, NULL, work, NULL);
    pthread_create(&b, NULL, work, &b);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    setenv("UKEYFUZZ_TEST", "left behind", 0);
    sum = atomic_load(&wide);
    assert(strcmp(way, "wide") != 0 || sum.third == 2);
    return 0;
}
