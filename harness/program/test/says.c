/* What ukeyfuzz.h offers, in C and in C++: all tests but `silent` fail in some schedules. */
#include <ukeyfuzz.h>

static int low, high;

/* All values can come, and the last fails. */
UK_TEST(choice)
{
    unsigned a = uk_choose(5), b = uk_choose(1), c = uk_choose(0);

    uk_check(a < 5 && b == 0 && c == 0);
    uk_check(a != 4);
}

UK_TEST(two_choices)
{
    uk_check(!(uk_choose(3) == 1 && uk_choose(3) == 2));
}

static void are_equal(void *unused)
{
    (void)unused;
    uk_check(low == high);
}

static void move(unsigned number, void *unused)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

    (void)unused;
    uk_name(number ? "odd" : "even");
    pthread_mutex_lock(&lock);
    low++;
    uk_point();
    high++;
    pthread_mutex_unlock(&lock);
}

/* Only at a step between can that be seen. */
UK_TEST(invariant)
{
    uk_invariant(are_equal, NULL);
    uk_threads(2, move, NULL);
}

UK_TEST(silent)
{
    low = high = 0;
    uk_invariant(are_equal, NULL);
    uk_invariant(NULL, NULL);
    uk_threads(2, move, NULL);
    uk_check(low == 2 && high == 2);
    uk_check(uk_choose(3) < 3);
}

UK_MAIN
