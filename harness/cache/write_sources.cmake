# Writes OUT, which says what SOURCES (a list of files) are and that PLANTED is in them. The hash
# depends on their names without folders and on what is in them, and on nothing else.
set(lines)
foreach(source IN LISTS SOURCES)
  get_filename_component(name ${source} NAME)
  file(SHA256 ${source} hash)
  list(APPEND lines "${name} ${hash}")
endforeach()
list(SORT lines)
string(SHA256 hash "${lines}")
string(SUBSTRING ${hash} 0 16 hash)
file(WRITE ${OUT} "#include \"cache/origin.h\"

const char cache_sources[] = \"${hash}\";
const char cache_planted[] = \"${PLANTED}\";
")
