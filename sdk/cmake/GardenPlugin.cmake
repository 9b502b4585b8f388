# garden_add_plugin(NAME source... [LINK target...]): a shared library that exports exactly garden_plugin_v1.
# Its C++ runtime is inside and hidden, so that it can live in any host with any other plugin (docs/decisions/0001).
include_guard(GLOBAL)

function(garden_add_plugin name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_library(${name}_plugin MODULE ${arg_UNPARSED_ARGUMENTS})
  target_include_directories(${name}_plugin PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../include)
  target_compile_features(${name}_plugin PRIVATE cxx_std_20)
  target_compile_options(${name}_plugin PRIVATE -fvisibility=hidden $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_link_libraries(${name}_plugin PRIVATE ${arg_LINK})
  target_link_options(${name}_plugin PRIVATE -Wl,-z,nodelete -Wl,--exclude-libs,ALL
                      -Wl,--version-script=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../cmake/plugin.map)
  if(NOT GARDEN_SANITIZE)
    target_link_options(${name}_plugin PRIVATE -static-libstdc++ -static-libgcc -Wl,--no-undefined)
  endif()
  set_target_properties(${name}_plugin PROPERTIES PREFIX "" OUTPUT_NAME ${name}
                        LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins)
endfunction()
