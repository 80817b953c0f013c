# cmake -D OUT=page.c -P embed.cmake: puts the style and the scripts into page.html, where @NAME@ stands
# for the file called so, cuts the page where its data belong (@DATA@) and writes the pieces as C.
cmake_minimum_required(VERSION 3.25)

set(folder ${CMAKE_CURRENT_LIST_DIR})
file(READ ${folder}/page.html page)
foreach(name page.css data.js rows.js lanes.js ledger.js details.js search.js page.js)
  file(READ ${folder}/${name} text)
  string(REPLACE "@${name}@" "${text}" page "${page}")
endforeach()

string(FIND "${page}" "@DATA@" at)
if(at EQUAL -1)
  message(FATAL_ERROR "page.html has no place for the data")
endif()
string(SUBSTRING "${page}" 0 ${at} before)
math(EXPR at "${at} + 6")
string(SUBSTRING "${page}" ${at} -1 after)

set(source "#include \"report/format/page.h\"\n")
foreach(part before after)
  string(HEX "${${part}}" bytes)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
  string(APPEND source "const unsigned char report_page_${part}[] = {\n${bytes}};\n"
         "const size_t report_page_${part}_size = sizeof report_page_${part};\n")
endforeach()
file(WRITE ${OUT} "${source}")
