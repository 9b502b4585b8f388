# garden_add_plugin(NAME source... [LINK target...] [NO_INSTALL]): a shared library that exports exactly garden_plugin_v1.
#
# The target is NAME_plugin, the file ${CMAKE_BINARY_DIR}/plugins/NAME.so, installed to lib/agent-garden/plugins. Its C++
# runtime is inside and hidden, so that it lives in any host with any other plugin (docs/decisions/0001-plugin-abi.md).
# Where testing is enabled, two tests are added: garden-probe tries the library, and its symbols and needs are looked at.
include_guard(GLOBAL)
include(GNUInstallDirs)

function(garden_add_plugin name)
  cmake_parse_arguments(arg "NO_INSTALL" "" "LINK" ${ARGN})
  set(target ${name}_plugin)
  add_library(${target} MODULE ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${target} PRIVATE AgentGarden::sdk ${arg_LINK})
  if(CMAKE_CXX_COMPILER_LOADED)
    target_compile_features(${target} PRIVATE cxx_std_20)
  endif()
  target_compile_options(${target} PRIVATE -fvisibility=hidden
                         $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${target} PRIVATE -Wl,-z,nodelete -Wl,--exclude-libs,ALL
                      -Wl,--version-script=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
  if(NOT GARDEN_SANITIZE)  # a static runtime aborts under a sanitizer when something is thrown
    target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc -Wl,--no-undefined)
  endif()
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME ${name} POSITION_INDEPENDENT_CODE ON
                        LINK_DEPENDS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map
                        LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins)
  if(NOT arg_NO_INSTALL)
    install(TARGETS ${target} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/agent-garden/plugins COMPONENT plugins)
  endif()
  garden_test_plugin(${name} ${target})
endfunction()

# garden_test_plugin(NAME target): the two tests of garden_add_plugin, for any target that is a plugin.
function(garden_test_plugin name target)
  add_test(NAME "plugin ${name}: garden-probe" COMMAND AgentGarden::garden-probe $<TARGET_FILE:${target}>)
  add_test(NAME "plugin ${name}: symbols and needs"
           COMMAND ${CMAKE_COMMAND} -DLIBRARY=$<TARGET_FILE:${target}> -DNM=${CMAKE_NM} -DREADELF=${CMAKE_READELF}
                   -DSANITIZE=${GARDEN_SANITIZE} -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/check_plugin.cmake)
  set_tests_properties("plugin ${name}: garden-probe" "plugin ${name}: symbols and needs" PROPERTIES TIMEOUT 60)
endfunction()
