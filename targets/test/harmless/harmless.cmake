# Caches with a planted bug and, each, a change beside it that does no harm: what a file that was made
# before the change says of its preemptions is not so any more. And each change alone, as if the bug
# had been repaired.
#
#   planted/BUG-with-CHANGE, planted/without-CHANGE
file(GLOB changes CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.patch)
set(bug own-stale-confirm)
file(READ ${CMAKE_CURRENT_SOURCE_DIR}/${bug}.patch planting)
add_dependencies(planted_for_tests ukeyfuzz-${bug})
foreach(change ${changes})
  get_filename_component(name ${change} NAME_WE)
  file(READ ${change} changing)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${change})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/harmless)
  file(CONFIGURE OUTPUT ${folder}/${bug}-with-${name}.patch CONTENT "${planting}${changing}" @ONLY)
  file(CONFIGURE OUTPUT ${folder}/without-${name}.patch CONTENT "Build: plain\n${changing}" @ONLY)
  foreach(made ${bug}-with-${name} without-${name})
    add_planted(${folder}/${made}.patch)
    add_dependencies(planted_for_tests ukeyfuzz-${made})
  endforeach()
endforeach()
