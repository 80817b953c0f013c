/*
 * A shared_ptr is replaced by one thread and copied by another. The object's count is atomic; the
 * pointer itself is not.
 *
 * Shape: "shared_ptr is thread-safe", which it is only half.
 * Found as: race or use after free
 */
#include <memory>
#include <mutex>
#include <thread>

static std::mutex lock;

int main()
{
    auto current = std::make_shared<int>(1);
    std::thread writer([&] {
        auto made = std::make_shared<int>(2);
#ifdef FIXED
        std::lock_guard<std::mutex> guard(lock);
#endif

        current.swap(made);
        made.reset();
    });
    std::thread reader([&] {
#ifdef FIXED
        std::unique_lock<std::mutex> guard(lock);
#endif
        std::shared_ptr<int> mine = current;
#ifdef FIXED
        guard.unlock();
#endif

        (void)*mine;
    });

    (void)lock;
    writer.join();
    reader.join();
    return 0;
}
