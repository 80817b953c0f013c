# The target without interleaving, which compares the cache with a sequential model.
#
# add_sequence(suffix ...)   makes fuzz_sequence from the objects of a cache, its adapter and, if it has
#                            one of its own, its model
if(HAVE_LIBFUZZER)
  add_library(fuzz_sequence_main OBJECT fuzz/fuzz_sequence.c fuzz/fuzz_hang.c fuzz/fuzz_mutators.c
              fuzz/stats_totals.c ${FUZZ_RUN_SOURCES})
  target_link_libraries(fuzz_sequence_main PRIVATE target_options)

  function(add_sequence suffix)
    add_executable(fuzz_sequence${suffix} $<TARGET_OBJECTS:fuzz_sequence_main> ${ARGN})
    target_link_libraries(fuzz_sequence${suffix} PRIVATE sequential target_options engine_wrapped)
  endfunction()

  add_sequence("")
endif()
