// Answer: the rows that a step gives back, as the messages the host takes.
//
// Columns are named once; a row is written value by value in that order; totals, the same for every row, are
// said once and go into the first. Values are in the form of the SQL: thousandths, 1e-4 of money, doubles.
// Threads: one owner.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "garden/json_writer.hpp"

namespace garden::inventory::steps {

class Answer {
 public:
  explicit Answer(std::vector<std::string> columns) : columns_(std::move(columns)) {}

  Answer& row() {
    close();
    writer_.array();
    open_ = true;
    return *this;
  }
  Answer& exact(std::optional<std::int64_t> value) {
    if (value)
      writer_.exact(*value);
    else
      writer_.value(nullptr);
    return *this;
  }
  Answer& number(std::optional<double> value) {
    if (value)
      writer_.value(*value);
    else
      writer_.value(nullptr);
    return *this;
  }
  Answer& text(std::string_view value) {
    writer_.value(value);
    return *this;
  }
  // NULL where there is nothing to say.
  Answer& text_or_null(std::string_view value) {
    if (value.empty())
      writer_.value(nullptr);
    else
      writer_.value(value);
    return *this;
  }
  void total(std::string name, std::optional<std::int64_t> value) {
    totals_.push_back({std::move(name), value});
  }

  // A sentence for the reader: what had to be assumed.
  void warn(std::string sentence) { warnings_.push_back(std::move(sentence)); }

  // The messages: columns, batches of rows, done.
  std::vector<std::string> take();

 private:
  struct Total {
    std::string name;
    std::optional<std::int64_t> value;
  };
  void close() {
    if (!open_) return;
    writer_.end();
    rows_.push_back(writer_.take());
    open_ = false;
  }

  std::vector<std::string> columns_, rows_, warnings_;
  std::vector<Total> totals_;
  json::Writer writer_;
  bool open_ = false;
};

}  // namespace garden::inventory::steps
