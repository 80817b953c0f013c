# Caches with a planted bug and, each, a change beside it that does no harm: what a file that was made
# before the change says of its preemptions is not so any more. And each change alone, as if the bug
# had been repaired.
#
#   planted/BUG-with-CHANGE, planted/without-CHANGE
file(GLOB changes CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.patch)
set(folder ${CMAKE_CURRENT_BINARY_DIR}/harmless)

# add_harmless(NAME BEGINNING CHANGE): planted/NAME, with the patch BEGINNING and the change.
function(add_harmless name beginning change)
  file(READ ${change} changing)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${change})
  file(CONFIGURE OUTPUT ${folder}/${name}.patch CONTENT "${beginning}${changing}" @ONLY)
  add_planted(${folder}/${name}.patch)
  add_dependencies(planted_for_tests ukeyfuzz-${name})
endfunction()

set(bug own-stale-confirm)
file(READ ${CMAKE_CURRENT_SOURCE_DIR}/${bug}.patch planting)
add_dependencies(planted_for_tests ukeyfuzz-${bug})
foreach(change ${changes})
  get_filename_component(name ${change} NAME_WE)
  add_harmless(${bug}-with-${name} "${planting}" ${change})
  add_harmless(without-${name} "Build: plain\n" ${change})
endforeach()

# Here the change puts another event before the very one that an anchor names.
file(READ ${CMAKE_CURRENT_SOURCE_DIR}/B75.patch planting)
add_harmless(B75-with-locks "${planting}" ${CMAKE_CURRENT_LIST_DIR}/locks.patch)

# And here what a preemption lets run gives way itself, before it has done what it must.
file(READ ${CMAKE_CURRENT_SOURCE_DIR}/B68.patch planting)
add_harmless(B68-with-yields "${planting}" ${CMAKE_CURRENT_LIST_DIR}/yields.patch)
