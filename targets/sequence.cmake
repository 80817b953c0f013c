# The target without interleaving, and the sequential model that it compares the cache with.
#
# add_sequence(suffix ...)   makes fuzz_sequence from the objects of a cache, its adapter and, if it has
#                            one of its own, its model
add_library(sequence STATIC
  sequence_operation.c sequence_run.c sequence_transcript.c sequential_cache.c sequential_compare.c
  sequential_judge.c sequential_round.c sequential_upcalls.c)
target_include_directories(sequence PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(sequence PUBLIC target_options)

if(HAVE_LIBFUZZER)
  add_library(fuzz_sequence_main OBJECT fuzz_sequence.c fuzz_hang.c fuzz_mutators.c stats_totals.c
              ${FUZZ_RUN_SOURCES})
  target_link_libraries(fuzz_sequence_main PRIVATE sequence)

  function(add_sequence suffix)
    add_executable(fuzz_sequence${suffix} $<TARGET_OBJECTS:fuzz_sequence_main> ${ARGN})
    target_link_libraries(fuzz_sequence${suffix} PRIVATE sequence engine_wrapped)
  endfunction()

  add_sequence("")
endif()

add_tool(test_sequence test/test_sequence.c)
target_link_libraries(test_sequence PRIVATE sequence)
add_test(NAME targets_sequence COMMAND test_sequence)
