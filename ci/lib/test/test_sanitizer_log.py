"""What sanitizers, libFuzzer, assert() and the C library write when a program dies, as clang's and gcc's do here."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import said
import sanitizer_log
from nightly import places, signatures

PROGRAM = r"""
#include <assert.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define APART __attribute__((noinline))
static volatile int sink, one = 1;
static int *volatile shared;
static char *volatile lost;

APART static void use_freed(void) { int *p = malloc(40); shared = p; free(p); sink = shared[one]; }
APART static void write_behind(void) { int *p = malloc(40); shared = p; shared[9 + one] = 7; }
APART static void free_twice(void) { int *p = malloc(40); shared = p; free(p); free(shared); }
APART static void free_inside(void) { char *p = malloc(40); lost = p; free(lost + 8 * one); }
APART static void follow_null(void) { shared = NULL; *shared = 7; }
APART static void overflow(void) { sink = INT_MAX - 1 + one; sink = sink + one; }
APART static void lose(void) { lost = malloc(77); lost = NULL; }
APART static void check(void) { assert(one == 2); }
APART static void *touch(void *unused) { (void)unused; sink++; return NULL; }
APART static void *touch_too(void *unused) { (void)unused; sink += 2; return NULL; }
APART static void race(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, touch, NULL);
    pthread_create(&b, NULL, touch_too, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
}
APART static void eat(void) { for (;;) { char *p = malloc(1 << 20); memset(p, 1, 1 << 20); lost = p; } }
APART static void spin(void) { while (one) { } }

static const struct { const char *name; void (*function)(void); } ways[] = {
    {"use_freed", use_freed}, {"write_behind", write_behind}, {"free_twice", free_twice},
    {"free_inside", free_inside}, {"follow_null", follow_null}, {"overflow", overflow}, {"lose", lose}, {"check", check}, {"race", race},
    {"eat", eat}, {"spin", spin}, {"end", abort}};

static void go(const char *name)
{
    for (unsigned i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (!strcmp(ways[i].name, name)) {
            ways[i].function();
        }
    }
}
#ifdef FUZZED
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)data;
    if (size) {
        go(getenv("WAY"));
    }
    return 0;
}
#else
int main(int argc, char **argv) { go(argv[argc - 1]); return 0; }
#endif
"""


class RealLogs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.source = Path(folder.name) / "a folder" / "src" / "bad.c"
        cls.source.parent.mkdir(parents=True)
        cls.source.write_text(PROGRAM)
        cls.programs = {}

    def log(self, compiler, options, way, *arguments):
        """What the program has written."""
        if not shutil.which(compiler):
            self.skipTest(f"{compiler} is not installed")
        key = compiler, *options
        program = self.programs.get(key) or self.source.parent.parent / f"program-{len(self.programs)}"
        if key not in self.programs:
            subprocess.run([compiler, "-g", "-O0", *options, "-o", program, self.source, "-pthread"], check=True)
            self.programs[key] = program
        done = subprocess.run([program, *(arguments or [way])], capture_output=True, check=False, timeout=60,
                              cwd=self.source.parent, env={**os.environ, "WAY": way})
        self.assertTrue(done.returncode, way)
        return done.stderr

    def expect(self, log, tag, what, *more):
        finding = sanitizer_log.read(log)
        self.assertEqual((finding.tag, finding.what), (tag, what), log.decode(errors="replace"))
        self.assertEqual(said.tag_of_log(log), tag)
        self.assertEqual(signatures.of_log(log.decode(errors="replace"), "")[0], f"{tag} {what}")
        for text in more:
            self.assertIn(text, finding.line)
        # The same in each run: people compare it.
        self.assertNotRegex(finding.line, r"0x[0-9a-f]{4}|\bpid\b|\bT\d")
        return finding

    def test_address_and_undefined_behaviour(self):
        for compiler in ("clang", "gcc"):
            options = ["-fsanitize=address,undefined", "-fno-sanitize=null", "-fno-sanitize-recover=all"]
            with self.subTest(compiler=compiler):
                log = self.log(compiler, options, "use_freed")
                finding = self.expect(log, "ASAN", "heap-use-after-free READ in use_freed < go", "AddressSanitizer")
                self.assertEqual([frame[0] for frame in finding.frames[:2]], ["use_freed", "go"])
                self.assertEqual(places.of_log(log.decode())[0]["file"], "src/bad.c")
                self.expect(self.log(compiler, options, "write_behind"), "ASAN",
                            "heap-buffer-overflow WRITE in write_behind < go")
                self.expect(self.log(compiler, options, "free_twice"), "ASAN",
                            "attempting double-free in free_twice < go")
                self.expect(self.log(compiler, options, "follow_null"), "ASAN", "SEGV in follow_null < go",
                            "AddressSanitizer: SEGV")
                self.expect(self.log(compiler, options, "free_inside"), "ASAN",
                            "attempting free in free_inside < go", "address which was not malloc()-ed")
                log = self.log(compiler, options, "overflow")
                self.assertTrue(sanitizer_log.read(log).what.startswith("signed integer overflow: + cannot be"), log)
                self.assertEqual(said.tag_of_log(log), "ASAN")
                self.expect(self.log(compiler, options, "lose"), "LEAK", "detected memory leaks in lose < go")

    def test_threads(self):
        for compiler in ("clang", "gcc"):
            with self.subTest(compiler=compiler):
                options = ["-fsanitize=thread"]
                self.expect(self.log(compiler, options, "race"), "RACE", "data race touch / touch_too")
                # A signal is no race, whatever has caught it.
                self.expect(self.log(compiler, options, "follow_null"), "CRASH", "SEGV in follow_null < go")

    def test_assertions_and_the_c_library(self):
        self.expect(self.log("gcc", [], "check"), "ABORT", "bad.c Assertion `one == 2' failed.", "bad.c:")
        self.expect(self.log("gcc", [], "free_twice"), "ABORT", "free(): double free detected in tcache")
        self.expect(b"/x/src/ukey.c:12: assertion a == b failed\n==1== ERROR: libFuzzer: deadly signal\n", "ABORT",
                    "ukey.c assertion a == b failed", "ukey.c:12")
        self.expect(b"Assertion failed: x > 0 (/a/src/b.c: f: 12)\n", "ABORT",
                    "b.c Assertion failed: x > 0 (/a/src/b.c: f: 12)")

    def test_libfuzzer(self):
        options = ["-fsanitize=fuzzer", "-DFUZZED"]
        more = ["-seed=1", "-runs=100"]
        self.expect(self.log("clang", options, "end", *more), "CRASH", "deadly signal", "libFuzzer: deadly signal")
        self.expect(self.log("clang", options, "spin", "-timeout=1", *more), "TIMEOUT", "timeout after seconds")
        self.expect(self.log("clang", options, "eat", "-rss_limit_mb=80", *more), "OOM", "out-of-memory")
        self.expect(self.log("clang", ["-fsanitize=fuzzer,address", "-DFUZZED"], "use_freed", *more), "ASAN",
                    "heap-use-after-free READ in use_freed < go")

    def test_nothing(self):
        for log in (b"", b"Done 100 runs in 1 second(s)\n", b"\x00\xff\n", b"#0 0x55\n#", b"ERROR: \n: runtime error:"):
            self.assertEqual((sanitizer_log.read(log).tag, said.tag_of_log(log)), ("", ""), log)

    def test_what_is_told_comes_first(self):
        head = b"==== VIOLATION STATE\nnot so\n---- signature: STATE/no-such-step by main\n"
        log = head + b"==1== ERROR: libFuzzer: deadly signal\n"
        self.assertEqual(said.tag_of_log(log), "STATE")
        self.assertEqual(signatures.of_log(log.decode(), ""), ("STATE/no-such-step by main", "STATE", "not so"))
        # Of a death the report says more than what was told before it.
        log = b"==== VIOLATION ABORT\nit ends\n/x/src/a.c:1: assertion b failed\n==1== ERROR: libFuzzer: deadly signal\n"
        self.assertEqual(signatures.of_log(log.decode(), "")[0], "ABORT a.c assertion b failed")


if __name__ == "__main__":
    unittest.main()
