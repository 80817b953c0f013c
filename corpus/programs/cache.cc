/*
 * A cache looks a key up under its lock, computes the value without it, and stores it. Two threads
 * compute the same value, and the second replaces what the first has given away.
 *
 * Shape: check, then act, on a std::map.
 * Found as: use after free
 */
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

using value = std::atomic<int>;

static std::mutex lock;

int main()
{
    std::map<int, std::unique_ptr<value>> cache;
    auto get = [&](int key) -> value & {
        {
            std::lock_guard<std::mutex> guard(lock);
            auto found = cache.find(key);

            if (found != cache.end()) {
                return *found->second;
            }
        }
        auto made = std::make_unique<value>(key);
        std::lock_guard<std::mutex> guard(lock);

#ifdef FIXED
        return *cache.emplace(key, std::move(made)).first->second;
#else
        cache[key] = std::move(made);
        return *cache[key];
#endif
    };
    std::thread a([&] { get(1)++; });
    std::thread b([&] { get(1)++; });

    a.join();
    b.join();
    return 0;
}
