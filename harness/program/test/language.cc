/*
 * What C++ programs use, each of which must work in every schedule: threads, thread_local, call_once,
 * static variables of functions, exceptions, condition variables, futures, semaphores of C++20.
 */
#include <atomic>
#include <cassert>
#include <condition_variable>
#include <future>
#include <iostream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

static std::once_flag once, third_time;
static std::atomic<int> count{0};
static thread_local int mine;
static int initialised, attempts;
static std::string global = "a string that is longer than a small one";

struct counted {
    counted() { initialised++; }
};

static counted &get()
{
    static counted only;
    return only;
}

static void work(int number, std::mutex &lock, std::condition_variable &changed, bool &ready)
{
    std::call_once(once, [] { count += 10; });
    try {
        std::call_once(third_time, [] {
            if (++attempts < 3) {
                throw attempts;
            }
        });
    } catch (int) {
    }
    mine += number;
    get();
    count++;
    try {
        throw std::runtime_error(std::to_string(number));
    } catch (const std::exception &e) {
        assert(e.what() == std::to_string(number));
        if (number == 1) {
            std::lock_guard<std::mutex> guard(lock);
            ready = true;
            changed.notify_all();
        }
    }
    assert(mine == number);
}

int main()
{
    std::mutex lock;
    std::condition_variable changed;
    bool ready = false;
    std::vector<std::thread> threads;

    for (int i = 0; i < 3; i++) {
        threads.emplace_back([&, i] { work(i, lock, changed, ready); });
    }
    {
        std::unique_lock<std::mutex> guard(lock);
        changed.wait(guard, [&] { return ready; });
    }
    for (auto &thread : threads) {
        thread.join();
    }
    auto later = std::async(std::launch::async, [] { return 42; });
    assert(later.get() == 42);
    std::promise<int> promise;
    std::thread keeper([&promise] { promise.set_value(7); });
    assert(promise.get_future().get() == 7);
    keeper.join();
    assert(initialised == 1 && count == 13 && attempts == 3);
    global += "!";
    assert(global.size() == 41);
    std::cout << global << std::endl;
    return 0;
}
