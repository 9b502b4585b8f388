// Texts built into the program from the files that people read and change. Threads: constants [any].
#pragma once
#include <string_view>

namespace garden::shop_data {

extern const std::string_view schema_sql;  // schema.sql

}  // namespace garden::shop_data
