# cmake -DLIBRARY=x.so -DNM=nm -DREADELF=readelf [-DSANITIZE=...] -P check_plugin.cmake
# Fails unless the library exports exactly garden_plugin_v1 and brings its C++ runtime along, hidden.
execute_process(COMMAND ${NM} -D --defined-only --format=posix ${LIBRARY} OUTPUT_VARIABLE symbols
                COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[ \t][^\n]*" "" symbols "${symbols}")
string(STRIP "${symbols}" symbols)
if(NOT symbols STREQUAL "garden_plugin_v1")
  string(REPLACE "\n" ", " symbols "${symbols}")
  message(FATAL_ERROR "${LIBRARY} exports \"${symbols}\"; a plugin exports garden_plugin_v1 and nothing else")
endif()
execute_process(COMMAND ${READELF} -d ${LIBRARY} OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
if(NOT dynamic MATCHES "NODELETE")
  message(FATAL_ERROR "${LIBRARY} can be unloaded while its code runs: link it with -Wl,-z,nodelete")
endif()
if(NOT SANITIZE AND dynamic MATCHES "NEEDED[^\n]*(libstdc|libc\\+\\+|libgcc_s)[^\n]*")
  message(FATAL_ERROR "${LIBRARY} needs a shared C++ runtime: ${CMAKE_MATCH_0}\n"
                      "Another plugin's or the host's may be taken for it: link it with -static-libstdc++ -static-libgcc")
endif()
