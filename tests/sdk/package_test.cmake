# Goal: an author outside of this tree can build, probe and test a plugin with find_package(AgentGarden) alone.
# Method: the SDK is installed to an empty folder; a copy of sdk/template is configured against it, built and tested.
#   cmake -DSOURCE=... -DBINARY=... -DWORK=... -DCXX=... [-DFLAGS=...] -P package_test.cmake
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
file(COPY ${SOURCE}/sdk/template DESTINATION ${WORK})
function(step)
  execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()
step(${CMAKE_COMMAND} --install ${BINARY} --component sdk --prefix ${WORK}/prefix)
step(${CMAKE_COMMAND} -S ${WORK}/template -B ${WORK}/build -G Ninja -DCMAKE_PREFIX_PATH=${WORK}/prefix
     -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_CXX_FLAGS=${FLAGS} -DGARDEN_SANITIZE=${SANITIZE} -DCMAKE_BUILD_TYPE=Debug)
step(${CMAKE_COMMAND} --build ${WORK}/build)
step(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/build --output-on-failure --no-tests=error)
step(${CMAKE_COMMAND} --install ${WORK}/build --prefix ${WORK}/prefix)
if(NOT EXISTS ${WORK}/prefix/lib/agent-garden/plugins/hello.so AND
   NOT EXISTS ${WORK}/prefix/lib64/agent-garden/plugins/hello.so)
  file(GLOB_RECURSE there ${WORK}/prefix/*.so)
  message(FATAL_ERROR "hello.so is not where plugins are installed: ${there}")
endif()
