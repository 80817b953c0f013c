# SANITIZER=external: the flags are somebody else's, as OSS-Fuzz and ClusterFuzzLite want it. $CC and
# $CFLAGS compile and $CXX and $CXXFLAGS link, with nothing about warnings, optimization or sanitizers
# added to them, and every library but the C library's is linked statically.
#
# LIB_FUZZING_ENGINE, a cache variable or that of the environment, is what makes a program a fuzz
# target: flags, or an archive.
set(LIB_FUZZING_ENGINE "$ENV{LIB_FUZZING_ENGINE}" CACHE STRING "What fuzz targets are linked with")
if(NOT LIB_FUZZING_ENGINE)
  message(FATAL_ERROR "SANITIZER is external, and LIB_FUZZING_ENGINE is not set")
endif()
if(NOT HAVE_LIBFUZZER)
  message(FATAL_ERROR "SANITIZER is external, and ${CMAKE_C_COMPILER} is not clang")
endif()
separate_arguments(engine UNIX_COMMAND "${LIB_FUZZING_ENGINE}")
target_link_libraries(fuzzing_engine INTERFACE ${engine})

# There is no C++ here, but fuzzing engines are made of it.
enable_language(CXX)
set(CMAKE_C_LINK_EXECUTABLE "${CMAKE_CXX_COMPILER} ${CMAKE_CXX_FLAGS} <LINK_FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES>")

set(URCU_CDS -l:liburcu-cds.a)
set(URCU_LIBRARIES -l:liburcu-qsbr.a -l:liburcu-cds.a -l:liburcu-common.a)
