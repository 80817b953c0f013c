/*
 * An exception that nobody catches, in some schedules.
 */
#include <atomic>
#include <stdexcept>
#include <thread>

static std::atomic<int> x;

int main()
{
    std::thread a([] { x = 1; });
    std::thread b([] {
        if (x) {
            throw std::runtime_error("nobody catches this");
        }
    });
    a.join();
    b.join();
    return 0;
}
