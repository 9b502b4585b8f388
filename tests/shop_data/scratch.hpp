// Scratch: a folder of a test's own, gone when the test is over, and short ways to read a database.
#pragma once
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "sqlite/database.hpp"
#include "support/temp_dir.hpp"

namespace garden::shop_data {

class Scratch {
 public:
  std::filesystem::path operator/(const std::string& name) const { return folder() / name; }
  const std::filesystem::path& folder() const { return folder_.path(); }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    folder_.write(name, text);
    return folder() / name;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder()))
      found.push_back(entry.path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  testing::TempDir folder_;
};

inline std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

// A shop database opened for reading, with answers as text.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file)
      : database_(
            sqlite::Database::open(file.string(), {.access = sqlite::Access::read_only, .wal = false})) {
    INFO(file);
    REQUIRE(database_.has_value());
  }

  // Rows with columns between '|', NULL as "NULL".
  std::vector<std::string> rows(const std::string& sql) {
    auto statement = database_->prepare(sql);
    INFO(sql << (statement ? "" : statement.error().text()));
    REQUIRE(statement.has_value());
    std::vector<std::string> found;
    for (;;) {
      auto stepped = statement->step();
      REQUIRE(stepped.has_value());
      if (!*stepped) return found;
      std::string row;
      for (int i = 0; i < statement->column_count(); ++i) {
        if (i > 0) row += '|';
        row += statement->is_null(i) ? "NULL" : std::string(statement->text(i));
      }
      found.push_back(std::move(row));
    }
  }
  std::string one(const std::string& sql) {
    auto found = rows(sql);
    INFO(sql);
    REQUIRE(found.size() == 1);
    return found.front();
  }
  std::int64_t number(const std::string& sql) { return std::stoll(one(sql)); }

  // Everything that is in the database, to compare two of them.
  std::string everything() {
    std::string all;
    for (const auto& table :
         rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
              "ORDER BY name"))
      for (const auto& row : rows("SELECT * FROM " + table)) all += table + ": " + row + "\n";
    return all;
  }

 private:
  base::Result<sqlite::Database> database_;
};

}  // namespace garden::shop_data
