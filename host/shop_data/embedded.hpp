// Texts built into the program from the files that people read and change. Threads: constants [any].
#pragma once
#include <span>
#include <string_view>
#include <utility>

namespace garden::shop_data {

extern const std::string_view schema_sql;       // schema.sql
extern const std::string_view woocommerce_sql;  // woocommerce.sql

// The files of config/import: "families.yaml" and its text.
std::span<const std::pair<std::string_view, std::string_view>> embedded_mappings();

}  // namespace garden::shop_data
