# The peers that ci/bench ablation compares the fuzzer with.
#
# add_peers(suffix ...)   makes them from the objects of a cache, its adapter and, if it has one of its
#                         own, its model
add_library(peer_threads_main OBJECT
            fuzz/peer_threads.c fuzz/fuzz_mutators.c fuzz/fuzz_options.c fuzz/shared_file.c
            fuzz/stats_file.c fuzz/stats_totals.c ${SANITIZER_OPTIONS})
target_link_libraries(peer_threads_main PRIVATE target_options)

function(add_peers suffix)
  add_executable(peer_threads${suffix} $<TARGET_OBJECTS:peer_threads_main> ${ARGN})
  target_link_libraries(peer_threads${suffix} PRIVATE threads_instead cache_locked target_options
                                                       fuzzing_engine)
endfunction()

add_peers("")
