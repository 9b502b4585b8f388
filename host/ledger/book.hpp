// Book: how far the sums of a ledger go, and what is still to be done.
//
// A generation is one way of counting (statuses, zone, the statement itself) in one of two places. It is
// built from the latest day back, so that questions about the last month are answered after seconds; what it
// has is one run of days, `reaches`..`through`, and a list of days to redo. The one in use is shown by the
// view `sales_day`; another way of counting is built beside it and then takes its place. Everything here is
// rows of the file, written in the transaction of the sums they speak of: a kill at any moment leaves both.
// Threads: as the Database.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "sqlite/database.hpp"

namespace garden::ledger {

struct Generation {
  std::string place;                    // "a" or "b": the table sales_a or sales_b
  std::int64_t number = 0;              // counts up; nothing is written for another one
  std::string definition;               // ShopSource::definition_of_sales
  std::int64_t begins = 0;              // the first day it shall have
  std::optional<std::int64_t> reaches;  // the first day it has
  std::optional<std::int64_t> through;  // the last day that was over when it was read
  std::int64_t changes_seen = 0;        // the newest change of a status that was looked at
  std::string changes_seen_at;          // when, in the shop's time

  std::string table() const { return "sales_" + place; }
  std::string orders_table() const { return "orders_" + place; }
  std::string returns_table() const { return "returns_" + place; }
  bool complete() const { return reaches && *reaches <= begins; }
};

// Single numbers about the whole file.
namespace mark {
inline constexpr const char* active = "active";                  // 1: place a is in use, 2: b
inline constexpr const char* next_number = "next_number";        // of a generation
inline constexpr const char* window_day = "window_day";          // the day before which the windows end
inline constexpr const char* window_reaches = "window_reaches";  // the first day they are made of
inline constexpr const char* windows_stale = "windows_stale";    // 1: days changed since
inline constexpr const char* sales_us = "sales_us";              // when the latest days were read
inline constexpr const char* stock_us = "stock_us";
inline constexpr const char* products_day = "products_day";  // when the whole list was read; 0: read it again
inline constexpr const char* products_key = "products_key";  // hash of the settings it was read with
inline constexpr const char* order_lines = "order_lines";    // counted up to the size rule
inline constexpr const char* first_day = "first_day";        // of the shop's orders
inline constexpr const char* checked_day = "checked_day";    // the totals were compared on
inline constexpr const char* checked_all_day = "checked_all_day";
}  // namespace mark

base::Result<std::optional<std::int64_t>> get_mark(sqlite::Database& database, const char* name);
base::Result<> set_mark(sqlite::Database& database, const char* name, std::int64_t value);

// The generation in use, and the one that is being built beside it.
base::Result<std::optional<Generation>> active_generation(sqlite::Database& database);
base::Result<std::optional<Generation>> other_generation(sqlite::Database& database);

// A new one: in use at once when there is none, else beside. What was in its place before is gone.
base::Result<Generation> begin_generation(sqlite::Database& database, Generation asked);
// Writes how far it goes. conflict: it has been replaced meanwhile.
base::Result<> save_generation(sqlite::Database& database, const Generation& generation);
// It takes the place of the one in use, which is deleted. In a transaction of the caller.
base::Result<> use_generation(sqlite::Database& database, const Generation& generation);
base::Result<> drop_generation(sqlite::Database& database, const Generation& generation);

base::Result<std::vector<std::int64_t>> days_to_redo(sqlite::Database& database, const std::string& place);
base::Result<> redo_days(sqlite::Database& database, const std::string& place,
                         const std::vector<std::int64_t>& days);

}  // namespace garden::ledger
