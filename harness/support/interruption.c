#include "interruption.h"

#include <signal.h>
#include <stddef.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { N_SIGNALS = sizeof signals / sizeof signals[0] };

static bool is_unwanted(int number)
{
    struct sigaction present;

    return number == SIGHUP && !sigaction(number, NULL, &present) && present.sa_handler == SIG_IGN;
}

void interruption_handle(void (*handler)(int), int flags)
{
    const struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

    for (unsigned i = 0; i < N_SIGNALS; i++) {
        if (!is_unwanted(signals[i])) {
            sigaction(signals[i], &action, NULL);
        }
    }
}

bool interruption_is(int number)
{
    for (unsigned i = 0; i < N_SIGNALS; i++) {
        if (signals[i] == number) {
            return true;
        }
    }
    return false;
}
