// TableWriter: rows into the tables of one new SQLite file, whatever its tables are.
//
// What the writers of shops share: a schema made in two steps (tables, then indexes), one prepared INSERT for
// each table, values bound by their types, the first failure kept. Threads: one owner.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "sqlite/database.hpp"

namespace garden::shop_data {

// What stands for an absent value in a column: NULL.
template <class T>
struct Maybe {
  std::optional<T> value;
};
Maybe<double> money(std::optional<std::int64_t> e4);
Maybe<std::string_view> text_or_null(std::string_view text);  // empty: NULL
Maybe<std::int64_t> id_or_null(int id);                       // 0: NULL
double quantity(std::int64_t thousandths);

class TableWriter {
 public:
  // `schema` has its tables first; `inserts` are "table (column, column)", by the index that insert() takes.
  static base::Result<TableWriter> begin(const std::string& file, std::string_view schema,
                                         std::span<const std::string_view> inserts);

  template <class... Values>
  void insert(std::size_t table, const Values&... values) {
    if (failure_) return;
    auto& statement = statements_[table];
    int index = 0;
    (bind(statement, ++index, values), ...);
    if (auto stepped = statement.step(); !stepped) failure_ = stepped.error();
  }
  // Statements without values, such as rows that are always the same.
  void run(const std::string& sql);

  const std::optional<base::Error>& failure() const { return failure_; }
  base::Result<> finish();

 private:
  explicit TableWriter(sqlite::Database database) : database_(std::move(database)) {}
  static void bind(sqlite::Statement& statement, int index, std::string_view text);
  static void bind(sqlite::Statement& statement, int index, double value);
  static void bind(sqlite::Statement& statement, int index, int value);
  static void bind(sqlite::Statement& statement, int index, std::int64_t value);
  template <class T>
  static void bind(sqlite::Statement& statement, int index, const Maybe<T>& value) {
    if (value.value)
      bind(statement, index, *value.value);
    else
      statement.bind(index, nullptr);
  }

  sqlite::Database database_;
  std::string indexes_;
  std::vector<sqlite::Statement> statements_;
  std::optional<base::Error> failure_;
};

}  // namespace garden::shop_data
