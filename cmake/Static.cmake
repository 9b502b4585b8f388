# The only place that names third-party libraries to link.
# The host hides its C++ runtime (docs/decisions/0001), so every C++ library is header-only or a .a named by path;
# find_package would hand out the shared ones. C libraries may stay shared.
include_guard(GLOBAL)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

# garden_static(NAME archive...): imported target garden::NAME made of static archives, in link order.
function(garden_static name)
  add_library(garden_third_${name} INTERFACE)
  add_library(garden::${name} ALIAS garden_third_${name})
  foreach(archive IN LISTS ARGN)
    find_library(GARDEN_ARCHIVE_${archive} NAMES lib${archive}.a REQUIRED)
    target_link_libraries(garden_third_${name} INTERFACE ${GARDEN_ARCHIVE_${archive}})
  endforeach()
endfunction()

# garden_shared(NAME library...): C libraries that stay shared.
function(garden_shared name)
  add_library(garden_third_${name} INTERFACE)
  add_library(garden::${name} ALIAS garden_third_${name})
  foreach(library IN LISTS ARGN)
    find_library(GARDEN_SHARED_${library} NAMES ${library} REQUIRED)
    target_link_libraries(garden_third_${name} INTERFACE ${GARDEN_SHARED_${library}})
  endforeach()
endfunction()

function(garden_header_only name header)
  add_library(garden_third_${name} INTERFACE)
  add_library(garden::${name} ALIAS garden_third_${name})
  find_path(GARDEN_HEADER_${name} ${header} REQUIRED)
endfunction()

garden_header_only(json nlohmann/json.hpp)
garden_header_only(asio boost/asio.hpp)
garden_header_only(cli11 CLI/CLI.hpp)
garden_header_only(spdlog spdlog/spdlog.h)
target_compile_definitions(garden_third_spdlog INTERFACE FMT_HEADER_ONLY SPDLOG_FMT_EXTERNAL)
target_compile_definitions(garden_third_asio INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ERROR_CODE_HEADER_ONLY)
target_link_libraries(garden_third_asio INTERFACE Threads::Threads)

garden_static(yaml yaml-cpp)
garden_static(time absl_time absl_civil_time absl_time_zone absl_strings absl_strings_internal absl_int128
              absl_base absl_spinlock_wait absl_throw_delegate absl_raw_logging_internal absl_log_severity)
garden_static(dll boost_filesystem)
garden_static(pistache pistache)
garden_shared(openssl ssl crypto)
target_link_libraries(garden_third_pistache INTERFACE garden::openssl Threads::Threads)
garden_shared(curl curl)
garden_static(sqlite sqlite3)                    # a C library; static, so that a bare machine needs nothing at run time
target_link_libraries(garden_third_sqlite INTERFACE m)
garden_shared(mariadb mariadb)
find_path(GARDEN_HEADER_mariadb mysql.h PATH_SUFFIXES mariadb REQUIRED)
target_include_directories(garden_third_mariadb SYSTEM INTERFACE ${GARDEN_HEADER_mariadb})
garden_static(hiredis hiredis)                   # a C library; only its reader and formatter are used

# Pistache is used in a way that was tested with exactly this version (docs/decisions/0002).
pkg_check_modules(GARDEN_PISTACHE QUIET libpistache)
if(NOT GARDEN_PISTACHE_VERSION MATCHES "^0\\.0\\.5")
  message(FATAL_ERROR "Pistache 0.0.5 is needed, found '${GARDEN_PISTACHE_VERSION}'. host/http was tested with this "
                      "version only; another one must first pass tests/http.")
endif()
