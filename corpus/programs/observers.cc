/*
 * A subject copies its list of observers under the lock, and calls them without it. An observer that
 * has said goodbye in between is called after its end.
 *
 * Shape: the observer pattern with threads, as in many a user interface.
 * Found as: use after free
 */
#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

struct observer {
    std::atomic<int> seen{0};
};

#ifdef FIXED
using reference = std::shared_ptr<observer>;
#else
using reference = observer *;
#endif

static std::mutex lock;

int main()
{
    std::unique_ptr<observer> owner;
    std::vector<reference> observers;

#ifdef FIXED
    observers.push_back(std::make_shared<observer>());
#else
    owner = std::make_unique<observer>();
    observers.push_back(owner.get());
#endif
    std::thread notifier([&] {
        std::vector<reference> copy;

        {
            std::lock_guard<std::mutex> guard(lock);

            copy = observers;
        }
        for (const reference &o : copy) {
            o->seen++;
        }
    });
    std::thread leaver([&] {
        {
            std::lock_guard<std::mutex> guard(lock);

            observers.clear();
        }
        owner.reset();
    });
    notifier.join();
    leaver.join();
    return 0;
}
