# Mistakes that must end what runs the cache on real threads, or the silence that the correct cache is
# tested with means nothing: src/test/test_churn.c and ukeyfuzz_stress, linked with a cache from here,
# or with the correct one on RCU without grace periods.
#
#   add_canary(name cache code string...)   the cache is a library's name; how the test must end, and
#                                           what the report must have
#   add_stress_canary(name target code string...)   the same of ukeyfuzz_stress, which `target` is
set(canary ${PROJECT_SOURCE_DIR}/harness/runtime/test/canary/canary.sh)
set(no_grace_period ${PROJECT_SOURCE_DIR}/harness/liburcu/test/no_grace_period.c)

function(add_canary name cache)
  add_executable(churn_${name} ${PROJECT_SOURCE_DIR}/src/test/test_churn.c
                 ${PROJECT_SOURCE_DIR}/src/test/fake_world.c)
  target_link_libraries(churn_${name} PRIVATE options_under_test ${cache} liburcu_ordered
                                              liburcu_options test_run)
  add_test(NAME canary_${name}
           COMMAND ${canary} $<TARGET_FILE:churn_${name}> "" ${ARGN})
endfunction()

function(add_stress_canary name target)
  set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL OFF)
  add_test(NAME canary_stress_${name}
           COMMAND ${canary} $<TARGET_FILE:${target}> "--seconds 60 --flows 1000" ${ARGN})
endfunction()

# The real-thread cache with the mistake of a patch.
function(add_planted_udpif name)
  planted_files(sources ${PROJECT_BINARY_DIR}/planted/${name} ${PROJECT_SOURCE_DIR} ${UKEY_SOURCES})
  add_library(udpif-${name} STATIC ${sources})
  add_dependencies(udpif-${name} planted-${name})
  target_include_directories(udpif-${name} PUBLIC ${PROJECT_BINARY_DIR}/planted/${name}/src)
  target_link_libraries(udpif-${name} PRIVATE options_under_test
                                      PUBLIC ${URCU_LIBRARIES} pthread)
endfunction()

if(SANITIZER MATCHES "^(address|thread)$")
  add_stress(_no_grace_period $<TARGET_OBJECTS:adapter_heap> ${no_grace_period})
  target_link_libraries(ukeyfuzz_stress_no_grace_period PRIVATE udpif)
endif()
if(SANITIZER STREQUAL "thread")
  add_planted_udpif(race)
  add_canary(race udpif-race 66 "data race" sweep_umap)
  add_stress_canary(race ukeyfuzz_stress-race 66 "data race" sweep_umap)
  add_planted_udpif(B89)
  # The report is of the free, or of the mutex in what was freed: in each tenth run or so.
  add_canary(replaced_freed_at_once udpif-B89 66
             "ukey_destroy|unlock of an unlocked mutex|destroyed mutex" "ukey_create|try_replace")
  add_canary(no_grace_period udpif 66 "data race|heap-use-after-free" no_grace_period.c)
  add_stress_canary(no_grace_period ukeyfuzz_stress_no_grace_period 66 ThreadSanitizer)
elseif(SANITIZER STREQUAL "address")
  add_canary(no_grace_period udpif 1 heap-use-after-free no_grace_period.c)
endif()
if(TARGET churn_no_grace_period)
  target_sources(churn_no_grace_period PRIVATE ${no_grace_period})
endif()
