# Each case of a test program is a test that ctest knows by name.
#
#   add_cases(NAME PROGRAM [ARGUMENTS argument...] [ENVIRONMENT variable=value...] [PROPERTIES property value...])
#
# PROGRAM is an executable's target that runs its cases by harness/test/check.h or ci/cases/run_by_name.h. Each of
# them becomes a test NAME.CASE, run in a process of its own with these arguments, this environment and these
# properties of tests. What the environment is where none is given: ThreadSanitizer waits a second at each exit, for threads that
# our fibers are not.
#
# ctest asks the program for its cases when it begins (list_cases.cmake), so there is nothing to repeat here.
function(add_cases name program)
  cmake_parse_arguments(PARSE_ARGV 2 of "" "" "ARGUMENTS;ENVIRONMENT;PROPERTIES")
  if(DEFINED of_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "add_cases(${name}): what is ${of_UNPARSED_ARGUMENTS}?")
  endif()
  if(NOT DEFINED of_ENVIRONMENT)
    set(of_ENVIRONMENT TSAN_OPTIONS=atexit_sleep_ms=0)
  endif()
  set(call "[==[${name}]==] [==[$<TARGET_FILE:${program}>]==]")
  foreach(part ARGUMENTS ENVIRONMENT PROPERTIES)
    string(APPEND call "\n  ${part}")
    foreach(word IN LISTS of_${part})
      string(APPEND call " [==[${word}]==]")
    endforeach()
  endforeach()
  set(file "${CMAKE_CURRENT_BINARY_DIR}/${name}.cases.cmake")
  file(GENERATE OUTPUT "${file}"
       CONTENT "include([==[${PROJECT_SOURCE_DIR}/ci/cases/list_cases.cmake]==])\nadd_listed_cases(${call})\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${file}")
endfunction()
