# The freestanding module: build/wasm/keepfit.wasm, no generated JavaScript.
set(keepfit_exports keepfit_allocate keepfit_free keepfit_call keepfit_release keepfit_version)
list(TRANSFORM keepfit_exports PREPEND _ OUTPUT_VARIABLE emscripten_exports)
list(JOIN emscripten_exports "," emscripten_exports)

if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.25)
  set(stack_size -sTOTAL_STACK=1MB) # its name before 3.1.25
else()
  set(stack_size -sSTACK_SIZE=1MB)
endif()

add_executable(keepfit_linked cpp/toolchain/freestanding.c)
set_target_properties(keepfit_linked PROPERTIES SUFFIX .wasm)
target_link_libraries(keepfit_linked PRIVATE keepfit)
target_link_options(keepfit_linked PRIVATE
  -O2 -fwasm-exceptions -msimd128 --no-entry
  -sSTANDALONE_WASM ${stack_size} -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB
  -sABORTING_MALLOC=0 # a failed allocation is bad_alloc, hence an error with a name
  -Wl,--stack-first   # an overflowing stack traps instead of running into the data
  # Our one import, keepfit.progress, is unknown to Emscripten; build.mjs checks that no other import remains.
  -sERROR_ON_UNDEFINED_SYMBOLS=0 -sWARN_ON_UNDEFINED_SYMBOLS=0
  -sEXPORTED_FUNCTIONS=${emscripten_exports})

# Emscripten always exports some functions for its own glue; take them out again.
find_program(KEEPFIT_METADCE wasm-metadce NO_CMAKE_FIND_ROOT_PATH
  HINTS ${EMSCRIPTEN_ROOT_PATH}/../bin ${EMSCRIPTEN_ROOT_PATH}/../binaryen/bin)
set(module ${PROJECT_BINARY_DIR}/keepfit.wasm)
if(KEEPFIT_METADCE)
  set(nodes "")
  foreach(name memory _initialize ${keepfit_exports})
    list(APPEND nodes "{\"name\": \"${name}\", \"export\": \"${name}\", \"root\": true}")
  endforeach()
  list(JOIN nodes ",\n " nodes)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/exports.json CONTENT "[${nodes}]\n" @ONLY)
  add_custom_command(OUTPUT ${module}
    COMMAND ${KEEPFIT_METADCE} --enable-simd --enable-exception-handling --enable-bulk-memory --enable-sign-ext
      --enable-mutable-globals --enable-nontrapping-float-to-int --enable-reference-types --enable-multivalue
      --graph-file=${PROJECT_BINARY_DIR}/exports.json $<TARGET_FILE:keepfit_linked> -o ${module}
      > ${PROJECT_BINARY_DIR}/unused.txt
    DEPENDS keepfit_linked ${PROJECT_BINARY_DIR}/exports.json VERBATIM)
else()
  add_custom_command(OUTPUT ${module}
    COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:keepfit_linked> ${module} DEPENDS keepfit_linked VERBATIM)
endif()
add_custom_target(keepfit_module ALL DEPENDS ${module})
