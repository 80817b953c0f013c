#!/usr/bin/env bash
# test_package.sh BUILD_FOLDER: a little project of somebody else finds what is installed, by CMake and by
# pkg-config, in C and in C++, though there is a space in the path.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../ci/lib/expect.sh"

prefix="$work/a prefix"
# The manifest belongs to the build: what another test has installed may still be named in it.
cmake -D CMAKE_INSTALL_PREFIX="$prefix" -P "$1/cmake_install.cmake" >log || fail "$(cat log)"

mkdir foreign
cat >foreign/two.c <<'END'
#include <ukeyfuzz.h>

static int n;
static void add(unsigned i, void *unused)
{
    (void)i;
    (void)unused;
    n++;
}
UK_TEST(two_add)
{
    uk_threads(2, add, NULL);
    uk_check(n == 2);
}
UK_MAIN
END
cp foreign/two.c foreign/two_in_cxx.cc
cat >foreign/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.20)
project(foreign C CXX)
enable_testing()
find_package(ukeyfuzz REQUIRED)
ukeyfuzz_add_test(two two.c)
ukeyfuzz_add_test(two_in_cxx two_in_cxx.cc)
END

{ cmake -S foreign -B 'a build' -D CMAKE_PREFIX_PATH="$prefix" && cmake --build 'a build'; } >log 2>&1 || fail "$(cat log)"
ctest --test-dir 'a build' --output-on-failure >log 2>&1 && fail "nothing was found: $(cat log)"
(($(grep -c 'ASSERT: uk_check(n == 2) at two' log) == 2)) || fail "$(cat log)"
[[ -s 'a build/two.uks' ]] || fail "no schedule"

export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"
for pair in cc:two.c cxx:two_in_cxx.cc; do
    driver=$(pkg-config --variable="${pair%:*}" ukeyfuzz)
    eval "flags=($(pkg-config --cflags ukeyfuzz))"
    tool=${driver% *}
    "${tool//\\/}" "${driver##* }" "${flags[@]}" -o two.uk "foreign/${pair#*:}" || fail "it cannot be built: $driver"
    "${tool//\\/}" run -q --runs 1000 two.uk >out && fail "nothing was found"
    grep -q 'ASSERT: uk_check(n == 2)' out || fail "$(cat out)"
done
