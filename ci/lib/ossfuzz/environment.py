"""What OSS-Fuzz's images give a build and a run, as of their Ubuntu 24.04 (infra/base-images of
google/oss-fuzz: base-clang, base-builder and base-runner), with the compilers of this machine."""

import os
import shlex

# What of the image's flags Debian's clang does not know is left out, and its C++ library is another one,
# which has to be linked statically for the same effect.
_BASE = ("-O1 -fno-omit-frame-pointer -gline-tables-only -Wno-error=incompatible-function-pointer-types "
         "-Wno-error=int-conversion -Wno-error=deprecated-declarations "
         "-Wno-error=implicit-function-declaration -Wno-error=implicit-int "
         "-Wno-error=unknown-warning-option -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION")
_CXX_EXTRA = "-static-libstdc++ -static-libgcc"
_UNDEFINED = ("array-bounds,bool,builtin,enum,function,integer-divide-by-zero,null,object-size,return,"
              "returns-nonnull-attribute,shift,signed-integer-overflow{},unreachable,vla-bound,vptr")
SANITIZERS = {
    "address": "-fsanitize=address -fsanitize-address-use-after-scope",
    "undefined": f"-fsanitize={_UNDEFINED.format(',unsigned-integer-overflow')} "
                 f"-fno-sanitize-recover={_UNDEFINED.format('')}",
    "coverage": "-fprofile-instr-generate -fcoverage-mapping -pthread -Wl,--no-as-needed -Wl,-ldl "
                "-Wl,-lm -Wno-unused-command-line-argument"}
_LIBFUZZER_COVERAGE = "-fsanitize=fuzzer-no-link"
ENGINES = {"libfuzzer": ("clang", "clang++", "-fsanitize=fuzzer"),
           "afl": ("afl-clang-fast", "afl-clang-fast++", "/usr/lib/afl/libAFLDriver.a")}
# What is built there, of what project.yaml asks for, and what coverage reports are made of.
CONFIGURATIONS = (("address", "libfuzzer"), ("undefined", "libfuzzer"), ("address", "afl"),
                  ("coverage", "libfuzzer"))

_RUN_ASAN = ("alloc_dealloc_mismatch=0:allocator_may_return_null=1:"
             "allocator_release_to_os_interval_ms=500:check_malloc_usable_size=0:"
             "detect_container_overflow=1:detect_odr_violation=0:detect_leaks=1:"
             "detect_stack_use_after_return=1:fast_unwind_on_fatal=0:handle_abort=1:handle_segv=1:"
             "handle_sigill=1:max_uar_stack_size_log=16:print_scariness=1:quarantine_size_mb=10:"
             "strict_memcmp=1:symbolize=1:use_sigaltstack=1:dedup_token_length=3")
_RUN_UBSAN = ("print_stacktrace=1:print_summary=1:silence_unsigned_overflow=1:symbolize=1:"
              "dedup_token_length=3")
# What the runner gives libFuzzer on the command line.
LIBFUZZER_ARGUMENTS = ("-rss_limit_mb=2560", "-timeout=25")


def _inherited():
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "UKEYFUZZ_JOBS", "TMPDIR")
            if name in os.environ}


def for_build(sanitizer, engine, src, work, out):
    """The environment of build.sh."""
    cc, cxx, library = ENGINES[engine]
    flags = [_BASE, SANITIZERS[sanitizer]]
    if engine == "libfuzzer" and sanitizer != "coverage":
        flags.append(_LIBFUZZER_COVERAGE)
    cflags = " ".join(flags)
    environment = {**_inherited(), "SRC": str(src), "WORK": str(work), "OUT": str(out),
                   "SANITIZER": sanitizer, "FUZZING_ENGINE": engine, "ARCHITECTURE": "x86_64",
                   "FUZZING_LANGUAGE": "c", "CC": cc, "CXX": cxx, "CCC": cxx, "CFLAGS": cflags,
                   "CXXFLAGS": f"{cflags} {_CXX_EXTRA}", "LIB_FUZZING_ENGINE": library,
                   "UBSAN_OPTIONS": "silence_unsigned_overflow=1"}
    if engine == "afl":
        environment |= {"AFL_QUIET": "1", "ASAN_OPTIONS":
                        "detect_leaks=0:symbolize=0:detect_odr_violation=0:abort_on_error=1"}
    return environment


def for_run(engine, options=None):
    """The environment that a target runs in. `options`: its .options file's sections."""
    options = options or {}
    environment = {**_inherited(), "ASAN_OPTIONS": _RUN_ASAN, "UBSAN_OPTIONS": _RUN_UBSAN}
    for section, variable in (("asan", "ASAN_OPTIONS"), ("ubsan", "UBSAN_OPTIONS")):
        for name, value in options.get(section, {}).items():
            environment[variable] += f":{name}={value}"
    if engine == "afl":
        environment["ASAN_OPTIONS"] += ":abort_on_error=1:symbolize=0"
        environment |= {"AFL_NO_UI": "1", "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
                        "AFL_SKIP_CPUFREQ": "1", "AFL_TRY_AFFINITY": "1", "AFL_FAST_CAL": "1",
                        "AFL_FORKSRV_INIT_TMOUT": "30000", "AFL_NO_COLOR": "1"}
    return environment


def words(flags):
    """A variable's flags, one by one."""
    return shlex.split(flags)
