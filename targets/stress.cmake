# ukeyfuzz_stress, what `ukeyfuzz stress` runs: the cache, its adapter and the stress library on real
# threads.
#
# add_stress(suffix sources...)   makes one from the objects of an adapter and a cache
add_library(stress_main OBJECT tool/stress/main.c tool/stress/options.c ${SANITIZER_OPTIONS})
target_link_libraries(stress_main PRIVATE stress provenance support options_harness)

add_library(adapter_heap OBJECT ${CACHE_ADAPTER_HEAP_SOURCES})
target_include_directories(adapter_heap PRIVATE ${PROJECT_SOURCE_DIR}/src
                           ${PROJECT_SOURCE_DIR}/harness)
target_link_libraries(adapter_heap PRIVATE options_harness)

function(add_stress suffix)
  add_executable(ukeyfuzz_stress${suffix} $<TARGET_OBJECTS:stress_main> ${ARGN})
  target_link_libraries(ukeyfuzz_stress${suffix} PRIVATE stress provenance support ${URCU_LIBRARIES} pthread)
endfunction()

add_stress("" $<TARGET_OBJECTS:adapter_heap>)
target_link_libraries(ukeyfuzz_stress PRIVATE udpif)

# The same in short bursts for libFuzzer, whose coverage is that of a cache of its own.
if(HAVE_LIBFUZZER)
  add_library(udpif_fuzzed OBJECT ${UKEY_SOURCES})
  target_include_directories(udpif_fuzzed PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(udpif_fuzzed PRIVATE options_under_test options_fuzzed)
  add_executable(fuzz_stress fuzz/fuzz_stress.c ${FUZZ_RUN_SOURCES}
                 $<TARGET_OBJECTS:adapter_heap> $<TARGET_OBJECTS:cache_origin>
                 $<TARGET_OBJECTS:udpif_fuzzed>)
  target_include_directories(fuzz_stress PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_compile_definitions(fuzz_stress PRIVATE UKEYFUZZ_BUILD="${UKEYFUZZ_BUILD}")
  target_link_libraries(fuzz_stress PRIVATE stress support provenance build_commit options_harness
                        engine_wrapped ${URCU_LIBRARIES} pthread)
endif()
