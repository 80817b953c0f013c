# fuzz_interleave_fine and ukeyfuzz_fine: fuzz_interleave and ukeyfuzz with the cache compiled so that
# every load and store is a scheduling point, for races that no lock, atomic or call marks.
#
# An input means another execution here, so to the tool this is another build ("asan-fine" beside
# "asan"), and crash files begin with its name. Nothing of it is linked into the other programs.
#
# options_fine_points   compiles code under test so, and links what its points call
# add_fine(...)         makes the two programs from the objects of a cache
add_library(options_fine_points INTERFACE)
target_compile_options(options_fine_points INTERFACE
                       -fsanitize-coverage=func,trace-loads,trace-stores)
target_link_libraries(options_fine_points INTERFACE runtime_memory_points)

add_library(target_options_fine INTERFACE)
target_include_directories(target_options_fine INTERFACE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_definitions(target_options_fine INTERFACE UKEYFUZZ_BUILD="${UKEYFUZZ_BUILD}-fine"
  UKEYFUZZ_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
  UKEYFUZZ_TOOL="build/${UKEYFUZZ_BUILD}/targets/ukeyfuzz_fine")
target_link_libraries(target_options_fine INTERFACE program_options program_schedule search sequential isolation shrink generation build_commit options_harness -l:libmd.a)

add_library(ukeyfuzz_fine_main OBJECT ${UKEYFUZZ_SOURCES})
add_library(fuzz_interleave_fine_main OBJECT ${FUZZ_INTERLEAVE_SOURCES})
foreach(program ukeyfuzz fuzz_interleave)
  target_link_libraries(${program}_fine_main PRIVATE target_options_fine)
endforeach()

# `suffix`: what the programs' targets are called after "fuzz_interleave_fine" and "ukeyfuzz_fine".
# The rest: objects of the cache, and more, that stand before the libraries on the link line, so that
# the libraries' own are never taken.
function(add_fine suffix)
  foreach(program fuzz_interleave ukeyfuzz)
    add_executable(${program}_fine${suffix} $<TARGET_OBJECTS:${program}_fine_main> ${ARGN})
    target_link_libraries(${program}_fine${suffix}
                          PRIVATE target_options_fine runtime_memory_points)
  endforeach()
  target_link_libraries(fuzz_interleave_fine${suffix} PRIVATE engine_wrapped)
  target_link_options(ukeyfuzz_fine${suffix} PRIVATE -fsanitize=fuzzer-no-link)
endfunction()

add_library(udpif_fine OBJECT ${UKEY_SOURCES})
target_include_directories(udpif_fine PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(udpif_fine PRIVATE runtime_interpose runtime_allocations options_under_test
                                         options_fuzzed options_fine_points)
add_fine("" $<TARGET_OBJECTS:udpif_fine>)
