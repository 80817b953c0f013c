# Mistakes that the cache's own test on real threads must be ended by, or the silence that the
# correct cache is tested with means nothing: src/test/test_churn.c, linked with a cache from here, or
# with the correct one on an RCU whose grace periods are broken.
#
#   add_canary(name cache code string...)   the cache is a library's name; how the test must end, and
#                                           what the report must have
function(add_canary name cache)
  add_executable(churn_${name} ${PROJECT_SOURCE_DIR}/src/test/test_churn.c
                 ${PROJECT_SOURCE_DIR}/src/test/fake_world.c)
  target_link_libraries(churn_${name} PRIVATE options_under_test ${cache} liburcu_ordered
                                              liburcu_options cmocka)
  add_test(NAME canary_${name}
           COMMAND ${PROJECT_SOURCE_DIR}/harness/runtime/test/canary.sh
                   $<TARGET_FILE:churn_${name}> "" ${ARGN})
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

if(SANITIZER STREQUAL "thread")
  add_planted_udpif(race)
  add_canary(race udpif-race 66 "data race" sweep_umap)
  add_planted_udpif(B89)
  add_canary(replaced_freed_at_once udpif-B89 66 ukey_destroy try_replace)
  add_canary(no_grace_period udpif 66 "data race" no_grace_period.c)
elseif(SANITIZER STREQUAL "address")
  add_canary(no_grace_period udpif 1 heap-use-after-free no_grace_period.c)
endif()
if(TARGET churn_no_grace_period)
  target_sources(churn_no_grace_period
                 PRIVATE ${PROJECT_SOURCE_DIR}/harness/liburcu/test/no_grace_period.c)
endif()
