# What `cmake --install` puts where: the tool, its manual page, its completion, and what it loads into
# gdb (replay_debug.c looks for that beside the tool's own place).
include(GNUInstallDirs)

add_custom_command(OUTPUT ukeyfuzz.1
                   COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/man/man_page $<TARGET_FILE:ukeyfuzz> ukeyfuzz.1
                   DEPENDS ukeyfuzz man/man_page VERBATIM COMMENT "Writing ukeyfuzz.1")
add_custom_target(man_page ALL DEPENDS ukeyfuzz.1)

install(TARGETS ukeyfuzz ukeyfuzz_stress)
if(TARGET ukeyfuzz_fine)
  install(TARGETS ukeyfuzz_fine)
endif()
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/ukeyfuzz.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES completion/ukeyfuzz DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${PROJECT_SOURCE_DIR}/harness/runtime/gdb/runtime.py gdb/ukeyfuzz.py
        DESTINATION ${CMAKE_INSTALL_DATADIR}/ukeyfuzz/gdb)
