/*
 * What each thread has for itself, and what all share by libstdc++'s own means: thread_local variables with
 * and without constructors, std::call_once(), std::atomic<std::shared_ptr>. With BUG a thread-local pointer
 * points to a variable that all threads share.
 */
#include <atomic>
#include <cassert>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

struct settings {
    int low = 1, high = 1;
};

static std::atomic<std::shared_ptr<settings>> current;
static std::once_flag once;
static int n_made, shared;

thread_local int counter = 5, zero;
thread_local std::string text = "longer than what fits into a string itself";
#ifdef BUG
thread_local int *mine = &shared;
#else
thread_local int *mine = &zero;
#endif

static void work(int number)
{
    auto made = std::make_shared<settings>();

    std::call_once(once, [] { n_made++; });
    counter += number;
    text += std::to_string(number);
    ++*mine;
    assert(counter == 5 + number && text.back() == '0' + number && n_made == 1);
#ifndef BUG
    assert(zero == 1);
#endif
    made->low = made->high = number;
    current.store(made);
    auto seen = current.load();
    assert(seen->low == seen->high);
}

int main()
{
    std::thread one(work, 1), two(work, 2);

    one.join();
    two.join();
    assert(counter == 5);
    return 0;
}
