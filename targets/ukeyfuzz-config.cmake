# find_package(ukeyfuzz): ukeyfuzz::ukeyfuzz has the header, and
#
#   ukeyfuzz_add_test(NAME SOURCE...)
#
# builds the sources by `ukeyfuzz cc` (or c++), and adds a test that runs schedules of them for some seconds
# (UKEYFUZZ_SECONDS, 10).
get_filename_component(ukeyfuzz_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(UKEYFUZZ_EXECUTABLE "${ukeyfuzz_prefix}/bin/ukeyfuzz")
set(UKEYFUZZ_INCLUDE_DIR "${ukeyfuzz_prefix}/include")
if(NOT TARGET ukeyfuzz::ukeyfuzz)
  add_library(ukeyfuzz::ukeyfuzz INTERFACE IMPORTED)
  set_target_properties(ukeyfuzz::ukeyfuzz PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${UKEYFUZZ_INCLUDE_DIR}")
endif()
set(UKEYFUZZ_SECONDS 10 CACHE STRING "How long a test looks for schedules that fail")

function(ukeyfuzz_add_test name)
  set(sources)
  set(driver cc)
  foreach(source IN LISTS ARGN)
    get_filename_component(source "${source}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    list(APPEND sources "${source}")
    if(NOT source MATCHES "\\.c$")
      set(driver c++)
    endif()
  endforeach()
  set(program "${CMAKE_CURRENT_BINARY_DIR}/${name}.uk")
  add_custom_command(OUTPUT "${program}" DEPENDS ${sources} VERBATIM
    COMMAND "${UKEYFUZZ_EXECUTABLE}" ${driver} -g -O1 -pthread "-I${UKEYFUZZ_INCLUDE_DIR}" -o "${program}" ${sources})
  add_custom_target(${name} ALL DEPENDS "${program}")
  add_test(NAME ${name} COMMAND "${UKEYFUZZ_EXECUTABLE}" run -q --seconds ${UKEYFUZZ_SECONDS}
                                -o "${program}s" "${program}")
endfunction()
