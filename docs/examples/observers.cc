// A subject tells its observers, in C++.
//
// The bug: notify() walks through the list without the lock, so that an observer may call subscribe()
// itself. Meanwhile another thread subscribes: the vector moves its elements, and frees those that are
// being looked at. The fix: a copy is made under the lock, and walked through without it.
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class Subject
{
  public:
    void subscribe(std::function<void(int)> observer)
    {
        std::lock_guard<std::mutex> guard(lock_);
        observers_.push_back(std::move(observer));
    }

    void notify(int value)
    {
#ifdef FIXED
        std::unique_lock<std::mutex> guard(lock_);
        const auto observers = observers_;
        guard.unlock();
        for (const auto &observer : observers) {
#else
        for (const auto &observer : observers_) {
#endif
            observer(value);
        }
    }

  private:
    std::mutex lock_;
    std::vector<std::function<void(int)>> observers_;
};

int main()
{
    Subject subject;
    int seen = 0;

    subject.subscribe([&seen](int value) { seen = value; });
    std::thread teller([&subject] { subject.notify(7); });
    subject.subscribe([](int) {});
    teller.join();
    return seen == 7 ? 0 : 1;
}
