# The freestanding modules, no generated JavaScript: build/wasm/keepfit.wasm is the engine, keepfit-tables.wasm reads tables.
set(keepfit_exports keepfit_allocate keepfit_free keepfit_call keepfit_release keepfit_version)
list(TRANSFORM keepfit_exports PREPEND _ OUTPUT_VARIABLE emscripten_exports)
list(JOIN emscripten_exports "," emscripten_exports)

if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.25)
  set(stack_size -sTOTAL_STACK=1MB) # its name before 3.1.25
else()
  set(stack_size -sSTACK_SIZE=1MB)
endif()

# keepfit_module(<file> <libraries and objects ...>): build/wasm/<file>.wasm
find_program(KEEPFIT_METADCE wasm-metadce NO_CMAKE_FIND_ROOT_PATH
  HINTS ${EMSCRIPTEN_ROOT_PATH}/../bin ${EMSCRIPTEN_ROOT_PATH}/../binaryen/bin)
# Emscripten always exports some functions for its own glue; wasm-metadce takes them out again.
set(nodes "")
foreach(name memory _initialize ${keepfit_exports})
  list(APPEND nodes "{\"name\": \"${name}\", \"export\": \"${name}\", \"root\": true}")
endforeach()
list(JOIN nodes ",\n " nodes)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/exports.json CONTENT "[${nodes}]\n" @ONLY)

function(keepfit_module file)
  set(linked ${file}_linked)
  add_executable(${linked} cpp/toolchain/freestanding.c)
  set_target_properties(${linked} PROPERTIES SUFFIX .wasm)
  foreach(part IN LISTS ARGN)
    if(TARGET ${part})
      target_link_libraries(${linked} PRIVATE ${part})
    else()
      target_sources(${linked} PRIVATE ${part})
    endif()
  endforeach()
  target_link_options(${linked} PRIVATE
    -O2 -fwasm-exceptions -msimd128 -mbulk-memory --no-entry
    -sSTANDALONE_WASM ${stack_size} -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB
    -sABORTING_MALLOC=0 # a failed allocation is bad_alloc, hence an error with a name
    -Wl,--stack-first   # an overflowing stack traps instead of running into the data
    # Our one import, keepfit.progress, is unknown to Emscripten; build.mjs checks that no other import remains.
    -sERROR_ON_UNDEFINED_SYMBOLS=0 -sWARN_ON_UNDEFINED_SYMBOLS=0
    -sEXPORTED_FUNCTIONS=${emscripten_exports})
  set(module ${PROJECT_BINARY_DIR}/${file}.wasm)
  if(KEEPFIT_METADCE)
    add_custom_command(OUTPUT ${module}
      COMMAND ${KEEPFIT_METADCE} --enable-simd --enable-exception-handling --enable-bulk-memory --enable-sign-ext
        --enable-mutable-globals --enable-nontrapping-float-to-int --enable-reference-types --enable-multivalue
        --graph-file=${PROJECT_BINARY_DIR}/exports.json $<TARGET_FILE:${linked}> -o ${module}
        > ${PROJECT_BINARY_DIR}/${file}.unused.txt
      DEPENDS ${linked} ${PROJECT_BINARY_DIR}/exports.json VERBATIM)
  else()
    add_custom_command(OUTPUT ${module}
      COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:${linked}> ${module} DEPENDS ${linked} VERBATIM)
  endif()
  add_custom_target(${file}_module ALL DEPENDS ${module})
endfunction()

keepfit_module(keepfit keepfit)

# The reader of tables: its room, the messages it is asked with, and nothing of the engine.
set(tables_sources cpp/toolchain/tables_module.cpp cpp/wasm/exports.cpp cpp/persistence/codec.cpp
  cpp/core/errors.cpp cpp/core/value.cpp cpp/core/text.cpp cpp/core/summary.cpp)
file(GLOB tables_room CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/cpp/tables/*.cpp)
keepfit_module(keepfit-tables keepfit_flags ${tables_sources} ${tables_room})
# Functions stay apart: what one great function of all of them costs a browser's compiler is more memory than most tables.
target_link_options(keepfit-tables_linked PRIVATE -sBINARYEN_EXTRA_PASSES=--one-caller-inline-max-function-size=500)
