/* A child that stops itself is made to go on, as nothing else would do so. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/check.h"
#include "isolation/patience.h"

static void test_stops_itself(void)
{
    enum { ITS_CODE = 7, SECONDS = 60 };
    pid_t child = fork();
    int status;

    if (!child) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* It does not outlive a test that fails. */
        raise(SIGSTOP);
        _exit(ITS_CODE);
    }
    alarm(SECONDS); /* It would be waited for without end. */
    CHECK(!patience_await(child, -1), "it was killed");
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status), "it did not end by itself");
    CHECK_INT(WEXITSTATUS(status), ITS_CODE);
}

int main(void)
{
    const struct test_case cases[] = {CASE(test_stops_itself)};

    return RUN_CASES(cases);
}
