#include "program/imports.h"

#include <string.h>

/* What the program's objects call and do not define, a name a line; `ukeyfuzz cc` has put it
 * there. */
extern const char __start_ukeyfuzz_imports[] __attribute__((weak));
extern const char __stop_ukeyfuzz_imports[] __attribute__((weak));

bool imports(const char *name)
{
    const char *at = __start_ukeyfuzz_imports, *end = __stop_ukeyfuzz_imports;
    size_t length = strlen(name);

    while (at < end) {
        size_t n = strcspn(at, "\n ");

        if (n == length && !memcmp(at, name, n)) {
            return true;
        }
        at += n;
        at += strcspn(at, "\n");
        at += at < end;
    }
    return false;
}
