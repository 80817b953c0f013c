# What `cmake --install` puts where: the tool, its manual page, its completion, and what it loads into
# gdb (replay_debug.c looks for that beside the tool's own place).
include(GNUInstallDirs)

add_custom_command(OUTPUT ukeyfuzz.1
                   COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/man/man_page $<TARGET_FILE:ukeyfuzz> ukeyfuzz.1
                   DEPENDS ukeyfuzz ukeyfuzz_stress man/man_page VERBATIM COMMENT "Writing ukeyfuzz.1")
add_custom_target(man_page ALL DEPENDS ukeyfuzz.1)

set(installed_programs ukeyfuzz ukeyfuzz_stress)
if(TARGET ukeyfuzz_fine)
  list(APPEND installed_programs ukeyfuzz_fine)
endif()
# All of it or nothing: what is missing is said before anything is written.
foreach(program ${installed_programs})
  list(APPEND needed "$<TARGET_FILE:${program}>")
endforeach()
list(APPEND needed "${CMAKE_CURRENT_BINARY_DIR}/ukeyfuzz.1")
if(TARGET program_object)
  list(APPEND needed ${program_files})
endif()
install(CODE "foreach(file IN ITEMS \"$<JOIN:${needed},\" \">\")
  if(NOT EXISTS \"\${file}\")
    message(FATAL_ERROR \"\${file} is not built, so nothing is installed; first: cmake --build ${PROJECT_BINARY_DIR}\")
  endif()
endforeach()")
install(TARGETS ${installed_programs})
# What `ukeyfuzz cc` links programs with; the tool looks for it there.
if(TARGET program_object)
  install(FILES ${program_files} DESTINATION lib/ukeyfuzz)
  install(DIRECTORY ${program_include} DESTINATION lib/ukeyfuzz)
  install(FILES ${PROJECT_SOURCE_DIR}/harness/program/ukeyfuzz.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  # They find the prefix by their own place.
  install(FILES ${PROJECT_SOURCE_DIR}/targets/ukeyfuzz.pc DESTINATION lib/pkgconfig)
  install(FILES ${PROJECT_SOURCE_DIR}/targets/ukeyfuzz-config.cmake DESTINATION lib/cmake/ukeyfuzz)
endif()
# They do not tell where they were built.
list(TRANSFORM installed_programs REPLACE "(.+)"
     "\"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/\\1\"" OUTPUT_VARIABLE installed_paths)
if(TARGET program_object)
  list(APPEND installed_paths "\"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/ukeyfuzz/ukeyfuzz-program.o\"")
endif()
list(JOIN installed_paths " " installed_paths)
foreach(folder IN ITEMS "${PROJECT_BINARY_DIR}" "${PROJECT_SOURCE_DIR}")
  install(CODE "execute_process(COMMAND \"${CMAKE_CURRENT_SOURCE_DIR}/hide_paths\" \"${folder}\"
                  ${installed_paths} COMMAND_ERROR_IS_FATAL ANY)")
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
# All of them, as they link to each other.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR})
add_custom_target(uninstall
                  COMMAND ${CMAKE_COMMAND} -D MANIFEST=${PROJECT_BINARY_DIR}/install_manifest.txt
                          -P ${CMAKE_CURRENT_SOURCE_DIR}/uninstall.cmake
                  VERBATIM COMMENT "Uninstalling")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/ukeyfuzz.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES completion/ukeyfuzz DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${PROJECT_SOURCE_DIR}/harness/runtime/gdb/runtime.py gdb/ukeyfuzz.py
        DESTINATION ${CMAKE_INSTALL_DATADIR}/ukeyfuzz/gdb)
