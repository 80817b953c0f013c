/*
 * The flag is atomic, so the notifier takes no lock. The waiter has found the flag false and not gone
 * to sleep yet when the notification comes.
 *
 * Shape: std::condition_variable with an atomic predicate; a question that is asked every week.
 * Found as: deadlock
 */
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

static std::mutex lock;
static std::condition_variable changed;
static std::atomic<bool> ready;

int main()
{
    std::thread waiter([] {
        std::unique_lock<std::mutex> guard(lock);

        changed.wait(guard, [] { return ready.load(); });
    });

#ifdef FIXED
    {
        std::lock_guard<std::mutex> guard(lock);

        ready = true;
    }
#else
    ready = true;
#endif
    changed.notify_one();
    waiter.join();
    return 0;
}
