# The freestanding modules, no generated JavaScript: build/wasm/keepfit.wasm is the engine, keepfit-predict.wasm and the like are its parts,
# keepfit-tables.wasm reads tables, keepfit-interchange.wasm reads files of other programs, keepfit-onnx.wasm,
# keepfit-pmml.wasm and keepfit-skops.wasm write them.
set(keepfit_exports keepfit_allocate keepfit_free keepfit_call keepfit_release keepfit_version)
list(TRANSFORM keepfit_exports PREPEND _ OUTPUT_VARIABLE emscripten_exports)
list(JOIN emscripten_exports "," emscripten_exports)

if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.25)
  set(stack_size -sTOTAL_STACK=1MB) # its name before 3.1.25
else()
  set(stack_size -sSTACK_SIZE=1MB)
endif()

# Binaryen, of the version that Emscripten itself uses where it brings its own.
foreach(tool wasm-metadce wasm-opt wasm-split)
  find_program(${tool} ${tool} NO_CMAKE_FIND_ROOT_PATH REQUIRED HINTS ${EMSCRIPTEN_ROOT_PATH}/../bin ${EMSCRIPTEN_ROOT_PATH}/binaryen/bin ${EMSCRIPTEN_ROOT_PATH}/../binaryen/bin)
endforeach()
set(features --enable-simd --enable-exception-handling --enable-bulk-memory --enable-sign-ext --enable-mutable-globals
  --enable-nontrapping-float-to-int --enable-reference-types --enable-multivalue)

# Emscripten always exports some functions for its own glue; wasm-metadce takes them out again.
set(nodes "")
foreach(name memory _initialize ${keepfit_exports})
  list(APPEND nodes "{\"name\": \"${name}\", \"export\": \"${name}\", \"root\": true}")
endforeach()
list(JOIN nodes ",\n " nodes)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/exports.json CONTENT "[${nodes}]\n" @ONLY)

# A program of build/wasm without main, linked as all of them are.
function(keepfit_linked name)
  add_executable(${name} cpp/toolchain/freestanding.c)
  set_target_properties(${name} PROPERTIES SUFFIX .wasm)
  foreach(part IN LISTS ARGN)
    if(TARGET ${part})
      target_link_libraries(${name} PRIVATE ${part})
    else()
      target_sources(${name} PRIVATE ${part})
    endif()
  endforeach()
  target_link_options(${name} PRIVATE
    -fwasm-exceptions -msimd128 -mbulk-memory --no-entry
    -sSTANDALONE_WASM ${stack_size} -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB
    -sABORTING_MALLOC=0 # a failed allocation is bad_alloc, hence an error with a name
    -Wl,--stack-first   # an overflowing stack traps instead of running into the data
    # Our one import, keepfit.progress, is unknown to Emscripten; modules.mjs checks that no other import remains.
    -sERROR_ON_UNDEFINED_SYMBOLS=0 -sWARN_ON_UNDEFINED_SYMBOLS=0
    -sEXPORTED_FUNCTIONS=${emscripten_exports})
endfunction()

# keepfit_module(<file> <libraries and objects ...>): build/wasm/<file>.wasm
function(keepfit_module file)
  set(linked ${file}_linked)
  keepfit_linked(${linked} ${ARGN})
  target_link_options(${linked} PRIVATE -O2)
  set(module ${PROJECT_BINARY_DIR}/${file}.wasm)
  add_custom_command(OUTPUT ${module}
    COMMAND ${wasm-metadce} ${features} --graph-file=${PROJECT_BINARY_DIR}/exports.json $<TARGET_FILE:${linked}> -o ${module}
      > ${PROJECT_BINARY_DIR}/${file}.unused.txt
    DEPENDS ${linked} ${PROJECT_BINARY_DIR}/exports.json VERBATIM)
  add_custom_target(${file}_module ALL DEPENDS ${module})
endfunction()

keepfit_module(keepfit keepfit)

# Its parts. What belongs to which follows from the objects, from their names in a program that nobody has made smaller, and from the engine.
keepfit_linked(keepfit_named keepfit)
target_link_options(keepfit_named PRIVATE -O1 --profiling-funcs -Wl,--no-demangle)
file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/objects.txt CONTENT "$<JOIN:$<FILTER:${keepfit_objects},EXCLUDE,[.]pch>,\n>\n")
find_program(KEEPFIT_NODE node NO_CMAKE_FIND_ROOT_PATH REQUIRED)
set(split ${PROJECT_SOURCE_DIR}/cpp/toolchain/split.mjs)
execute_process(COMMAND ${KEEPFIT_NODE} ${split} --names OUTPUT_VARIABLE parts OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${split})
set(split_needs ${split} ${PROJECT_SOURCE_DIR}/cpp/toolchain/objects.mjs ${PROJECT_SOURCE_DIR}/cpp/toolchain/texts.mjs)
list(TRANSFORM parts PREPEND ${PROJECT_BINARY_DIR}/)
add_custom_command(OUTPUT ${parts}
  COMMAND ${KEEPFIT_NODE} ${split} ${wasm-opt} ${wasm-split} ${features}
  DEPENDS ${split_needs} ${PROJECT_BINARY_DIR}/keepfit.wasm keepfit_named ${PROJECT_BINARY_DIR}/objects.txt
  WORKING_DIRECTORY ${PROJECT_BINARY_DIR} VERBATIM)
add_custom_target(keepfit_parts ALL DEPENDS ${parts})

# What other modules of bytes in and bytes out are made of beside their room: the messages that they are asked with, and nothing of the engine.
set(module_sources cpp/wasm/exports.cpp cpp/border/call.cpp cpp/persistence/codec.cpp
  cpp/core/errors.cpp cpp/core/warnings.cpp cpp/core/value.cpp cpp/core/text.cpp)

# The reader of tables.
set(tables_sources cpp/toolchain/tables_module.cpp ${module_sources} cpp/core/summary.cpp)
file(GLOB tables_room CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/cpp/tables/*.cpp)
# What is done once for a table and not for each of its cells is small, and linked last: of what several sources have, the first is taken.
set(tables_cold ${tables_room})
list(FILTER tables_cold INCLUDE REGEX "/(codes|column_remarks|dates|evidence|fill_values|footers|header|identifiers|kinds|layout|operations|options|ragged|remarks|spellings|style|texts|weight)[.]cpp$")
list(REMOVE_ITEM tables_room ${tables_cold})
set_source_files_properties(${tables_cold} PROPERTIES COMPILE_OPTIONS -Oz SKIP_PRECOMPILE_HEADERS ON)
keepfit_module(keepfit-tables keepfit_flags ${tables_sources} ${tables_room} ${tables_cold})
# Functions stay apart: what one great function of all of them costs a browser's compiler is more memory than most tables.
target_link_options(keepfit-tables_linked PRIVATE -sBINARYEN_EXTRA_PASSES=--one-caller-inline-max-function-size=500)

# What reads files of other programs, what writes ONNX and PMML, and what writes files of skops; once for a file, hence small.
file(GLOB_RECURSE interchange_room CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/cpp/interchange/*.cpp)
set_source_files_properties(${interchange_room} PROPERTIES COMPILE_OPTIONS -Oz SKIP_PRECOMPILE_HEADERS ON)
set(writers ${interchange_room})
list(FILTER writers INCLUDE REGEX "/interchange/((graph|lower|onnx|pmml)/.*|export|writing)[.]cpp$")
set(readers ${interchange_room})
list(REMOVE_ITEM readers ${writers})
set(interchange_core ${module_sources} cpp/persistence/write.cpp cpp/core/math.cpp)

# interchange_module(<file> <operations> <sources ...>): of the sources what these operations lead to is linked.
function(interchange_module file find)
  set(front ${PROJECT_BINARY_DIR}/${file}_module.cpp)
  configure_file(${PROJECT_SOURCE_DIR}/cpp/toolchain/interchange_module.cpp ${front} COPYONLY)
  set_source_files_properties(${front} PROPERTIES COMPILE_DEFINITIONS "KEEPFIT_FIND=${find};KEEPFIT_VERSION=\"${PROJECT_VERSION}\"")
  keepfit_module(${file} keepfit_flags ${front} ${interchange_core} ${ARGN})
endfunction()
interchange_module(keepfit-interchange find_reading ${readers})
set(writers_need cpp/interchange/json.cpp cpp/interchange/sklearn/columns.cpp)
interchange_module(keepfit-onnx find_onnx_writing ${writers} ${writers_need})
interchange_module(keepfit-pmml find_pmml_writing ${writers} ${writers_need})
interchange_module(keepfit-skops find_skops_writing ${readers})
