# Header-only libraries: the system's where there are any, else pinned sources.
#
# Debian puts some of them directly into /usr/include. Handing that folder to emcc would give it the host's C library as
# well, so every library is reached through one folder of links that holds nothing else.
include(FetchContent)

set(KEEPFIT_INCLUDE_DIRS ${PROJECT_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${KEEPFIT_INCLUDE_DIRS})

set(keepfit_prefixes /usr/include /usr/local/include $ENV{HOMEBREW_PREFIX}/include /opt/homebrew/include /opt/local/include)

# keepfit_headers(<name> PROBE <header> ENTRIES <files and folders to link> [SUFFIX <folder>]
#                 REPOSITORY <url> TAG <tag> [SUBDIRECTORY <folder>])
function(keepfit_headers name)
  cmake_parse_arguments(arg "" "PROBE;SUFFIX;REPOSITORY;TAG;SUBDIRECTORY" "ENTRIES" ${ARGN})
  # The wasm toolchain confines searches to its own sysroot; these headers come from the host.
  find_path(KEEPFIT_${name}_DIR ${arg_PROBE} PATHS ${keepfit_prefixes} PATH_SUFFIXES ${arg_SUFFIX}
    NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
  if(KEEPFIT_${name}_DIR)
    set(from ${KEEPFIT_${name}_DIR})
  else()
    message(STATUS "${name}: not on this system, fetching ${arg_TAG}")
    string(TOLOWER keepfit_${name} content)
    # SOURCE_SUBDIR names a folder without a CMakeLists.txt: fetch the sources, do not configure them.
    FetchContent_Declare(${content} GIT_REPOSITORY ${arg_REPOSITORY} GIT_TAG ${arg_TAG} GIT_SHALLOW TRUE
      SOURCE_SUBDIR headers-only)
    FetchContent_MakeAvailable(${content})
    set(from ${${content}_SOURCE_DIR}/${arg_SUBDIRECTORY})
  endif()
  foreach(entry IN LISTS arg_ENTRIES)
    if(EXISTS ${from}/${entry})
      file(CREATE_LINK ${from}/${entry} ${KEEPFIT_INCLUDE_DIRS}/${entry} SYMBOLIC)
    endif()
  endforeach()
endfunction()

keepfit_headers(EIGEN PROBE Eigen/Core SUFFIX eigen3 ENTRIES Eigen unsupported
  REPOSITORY https://gitlab.com/libeigen/eigen.git TAG 3.4.0)
keepfit_headers(MSGPACK PROBE msgpack.hpp ENTRIES msgpack msgpack.hpp
  REPOSITORY https://github.com/msgpack/msgpack-c.git TAG cpp-4.1.3 SUBDIRECTORY include)
keepfit_headers(XXHASH PROBE xxhash.h ENTRIES xxhash.h
  REPOSITORY https://github.com/Cyan4973/xxHash.git TAG v0.8.1)
keepfit_headers(FAST_FLOAT PROBE fast_float/fast_float.h ENTRIES fast_float
  REPOSITORY https://github.com/fastfloat/fast_float.git TAG v3.9.0 SUBDIRECTORY include)
keepfit_headers(PROTOZERO PROBE protozero/pbf_writer.hpp ENTRIES protozero
  REPOSITORY https://github.com/mapbox/protozero.git TAG v1.7.1 SUBDIRECTORY include)
if(KEEPFIT_TESTS)
  keepfit_headers(JSON PROBE nlohmann/json.hpp ENTRIES nlohmann
    REPOSITORY https://github.com/nlohmann/json.git TAG v3.11.2 SUBDIRECTORY include)
endif()
