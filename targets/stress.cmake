# ukeyfuzz_stress, what `ukeyfuzz stress` runs: the cache, its adapter and the stress library on real
# threads.
#
# add_stress(suffix sources...)   makes one from the objects of an adapter and a cache
add_library(stress_main OBJECT stress_main.c stress_options.c ${SANITIZER_OPTIONS})
target_link_libraries(stress_main PRIVATE stress options_harness)

add_library(adapter_heap OBJECT ${CACHE_ADAPTER_HEAP_SOURCES})
target_include_directories(adapter_heap PRIVATE ${PROJECT_SOURCE_DIR}/src
                           ${PROJECT_SOURCE_DIR}/harness)
target_link_libraries(adapter_heap PRIVATE options_harness)

function(add_stress suffix)
  add_executable(ukeyfuzz_stress${suffix} $<TARGET_OBJECTS:stress_main> ${ARGN})
  target_link_libraries(ukeyfuzz_stress${suffix} PRIVATE stress urcu-qsbr urcu-cds urcu-common
                        pthread)
endfunction()

add_stress("" $<TARGET_OBJECTS:adapter_heap>)
target_link_libraries(ukeyfuzz_stress PRIVATE udpif)
