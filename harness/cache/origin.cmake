# Source files that say which cache a program is linked with; see origin.h.
#
# add_cache_origin(target planted sources...)   an object library with the hash of these sources and the
#                                               name of the bug planted in them ("" is none)
# add_build_commit(target)                      a library with the commit
set(ORIGIN_FOLDER ${CMAKE_CURRENT_LIST_DIR} CACHE INTERNAL "")

function(add_cache_origin target planted)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}.c)
  add_custom_command(OUTPUT ${out}
                     COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DPLANTED=${planted} "-DSOURCES=${ARGN}"
                             -P ${ORIGIN_FOLDER}/write_sources.cmake
                     DEPENDS ${ARGN} ${ORIGIN_FOLDER}/write_sources.cmake VERBATIM
                     COMMENT "Hashing the cache's sources")
  add_library(${target} OBJECT ${out})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/harness)
endfunction()

# The commit is looked at in every build, and written only when it is another one, so that nothing but
# this object is compiled again; it is for programs that write files, not for every test.
function(add_build_commit target)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}.c)
  add_custom_target(${target}_source
                    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DCHECKOUT=${PROJECT_SOURCE_DIR}
                            -P ${ORIGIN_FOLDER}/write_commit.cmake
                    BYPRODUCTS ${out} VERBATIM COMMENT "Asking git for the commit")
  add_library(${target} STATIC ${out})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/harness)
  add_dependencies(${target} ${target}_source)
endfunction()
