# How a room of the house is built: garden_library, garden_test.
include_guard(GLOBAL)

add_library(garden_options INTERFACE)
target_compile_options(garden_options INTERFACE -Wall -Wextra -Wpedantic -Wno-missing-field-initializers
                       $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local>
                       # g++ 12 sees overruns in the code of std::string itself
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread>
                       $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>  # of libstdc++ 12 itself
                       $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual>)
# The compiler looks for unused memory of its own less often: a tenth less time for a tenth more memory.
target_compile_options(garden_options INTERFACE
  "$<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:SHELL:--param ggc-min-expand=300 --param ggc-min-heapsize=524288>")
target_compile_definitions(garden_options INTERFACE GARDEN_VERSION="${PROJECT_VERSION}")
# Asio's switches are everybody's: a precompiled header is good only for sources that agree on them.
target_link_libraries(garden_options INTERFACE garden::asio)

if(GARDEN_SANITIZE)
  string(REPLACE "," ";" sanitizers "${GARDEN_SANITIZE}")
  add_compile_options(-fsanitize=${GARDEN_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${GARDEN_SANITIZE})
  if("undefined" IN_LIST sanitizers)
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  if("thread" IN_LIST sanitizers)
    add_compile_options(-Wno-tsan)
    # Debian's Pistache is not instrumented: what its threads hand each other looks unordered.
    set(GARDEN_TEST_ENVIRONMENT "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp")
  endif()
endif()

# What most sources read, compiled once for the rooms and once, with Catch2, for the tests. After the sanitizers: a
# precompiled header is good only for sources compiled with the same options.
option(GARDEN_PRECOMPILED "Use precompiled headers" ON)
if(GARDEN_PRECOMPILED)
  add_library(garden_precompiled STATIC ${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp)
  target_link_libraries(garden_precompiled PRIVATE garden_options)
  # In angle brackets: by an absolute path the header would differ between two checkouts, and ccache would miss.
  target_include_directories(garden_precompiled PRIVATE ${PROJECT_SOURCE_DIR}/host)
  target_precompile_headers(garden_precompiled PRIVATE <precompiled.hpp>)
  target_compile_options(garden_options INTERFACE $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fpch-preprocess>)
endif()
# The rooms from the top of the house to the cellar. An arrow (DEPENDS) goes only downward.
set(GARDEN_ROOMS cli app api http conversation ledger reports queries answers shop_data state sqlite runtime plugins config telemetry base)

# Several sources of a room compiled as one: templates that many of them use are made once, which halves the time of a
# whole build (docs/decisions/0006). For what is built once and shipped; who works here compiles each by itself.
option(GARDEN_MERGE_SOURCES "Compile eight sources of a room at a time" OFF)

# garden_library(NAME [DEPENDS room...] [PRIVATE third-party...] [PUBLIC third-party...] [ALONE source...]): every .cpp of
# this folder. ALONE: sources that are never merged with others, because they use names that others use otherwise.
function(garden_library name)
  cmake_parse_arguments(arg "" "" "DEPENDS;PRIVATE;PUBLIC;ALONE" ${ARGN})
  list(FIND GARDEN_ROOMS ${name} here)
  if(here EQUAL -1)
    message(FATAL_ERROR "host/${name} is not in GARDEN_ROOMS (cmake/GardenLibrary.cmake)")
  endif()
  foreach(room IN LISTS arg_DEPENDS)
    list(FIND GARDEN_ROOMS ${room} there)
    if(NOT there GREATER here)
      message(FATAL_ERROR "host/${name} may not use host/${room}: arrows go only downward in GARDEN_ROOMS")
    endif()
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  if(NOT sources)
    return()
  endif()
  add_library(garden_${name} STATIC ${sources})
  target_include_directories(garden_${name} PUBLIC ${PROJECT_SOURCE_DIR}/host ${PROJECT_SOURCE_DIR}/sdk/include)
  target_link_libraries(garden_${name} PUBLIC garden_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  if(GARDEN_MERGE_SOURCES)
    set_target_properties(garden_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    # What an anonymous namespace hides looks as if it came from a header there. The dev preset has these warnings on.
    target_compile_options(garden_${name} PRIVATE -Wno-subobject-linkage -Wno-maybe-uninitialized)
  endif()
  if(GARDEN_PRECOMPILED)
    target_precompile_headers(garden_${name} REUSE_FROM garden_precompiled)
  endif()
  foreach(room IN LISTS arg_DEPENDS)
    if(TARGET garden_${room})
      target_link_libraries(garden_${name} PUBLIC garden_${room})
    endif()
  endforeach()
endfunction()

# garden_test(NAME [LINK target...]): every .cpp of this folder becomes the test program test_NAME, its cases known to ctest.
function(garden_test name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources})
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/host ${PROJECT_SOURCE_DIR}/sdk/include)
  target_compile_definitions(test_${name} PRIVATE GARDEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}" GARDEN_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_link_libraries(test_${name} PRIVATE garden_options garden_catch_main ${arg_LINK})
  if(GARDEN_PRECOMPILED)
    # An executable would be compiled with -fPIE, which the header of a library does not fit.
    set_target_properties(test_${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(test_${name} PRIVATE -fPIC)
    target_precompile_headers(test_${name} REUSE_FROM garden_catch_main)
  endif()
  set(properties TIMEOUT 120)
  if(GARDEN_TEST_ENVIRONMENT)
    list(APPEND properties ENVIRONMENT ${GARDEN_TEST_ENVIRONMENT})
  endif()
  catch_discover_tests(test_${name} TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST PROPERTIES ${properties})
endfunction()

# garden_hide_runtime(TARGET): the C++ runtime inside and invisible, so that no plugin can bind to it (docs/decisions/0001).
# Not under a sanitizer: a static runtime aborts there when a plugin throws.
function(garden_hide_runtime target)
  if(NOT GARDEN_SANITIZE)
    target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc -Wl,--exclude-libs,ALL)
  endif()
  target_link_options(${target} PRIVATE -Wl,--as-needed -Wl,--gc-sections)
endfunction()
