/*
 * Two transfers between two accounts, one in each direction. Each locks the account that it takes
 * from, and then the other.
 *
 * Shape: the transfer of money in every book about std::lock().
 * Found as: deadlock
 */
#include <cassert>
#include <mutex>
#include <thread>

struct account {
    std::mutex lock;
    int balance;
};

static void transfer(account &from, account &to, int amount)
{
#ifdef FIXED
    std::lock(from.lock, to.lock);
    std::lock_guard<std::mutex> a(from.lock, std::adopt_lock);
    std::lock_guard<std::mutex> b(to.lock, std::adopt_lock);
#else
    std::lock_guard<std::mutex> a(from.lock);
    std::lock_guard<std::mutex> b(to.lock);
#endif

    from.balance -= amount;
    to.balance += amount;
}

int main()
{
    account x, y;

    x.balance = y.balance = 100;
    std::thread a([&] { transfer(x, y, 10); });
    std::thread b([&] { transfer(y, x, 20); });
    a.join();
    b.join();
    assert(x.balance == 110 && y.balance == 90);
    return 0;
}
