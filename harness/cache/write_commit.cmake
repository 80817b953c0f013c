# Writes OUT, which says what commit the folder CHECKOUT is at, unless it says so already. The top of a
# checkout must be this folder itself: a tarball unpacked inside of another project's checkout has no
# commit.
function(ask out)
  execute_process(COMMAND git -C ${CHECKOUT} ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE said
                  ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(code ${code} PARENT_SCOPE)
  set(${out} "${said}" PARENT_SCOPE)
endfunction()

set(commit "")
ask(prefix rev-parse --show-prefix)
if(code EQUAL 0 AND prefix STREQUAL "")
  ask(commit rev-parse --verify --quiet HEAD)
  ask(changes diff-index --quiet HEAD --)
  if(commit AND NOT code EQUAL 0)
    string(APPEND commit "-dirty")
  endif()
endif()
set(text "#include \"cache/origin.h\"

const char build_commit[] = \"${commit}\";
")
if(EXISTS ${OUT})
  file(READ ${OUT} before)
endif()
if(NOT "${before}" STREQUAL "${text}")
  file(WRITE ${OUT} "${text}")
endif()
