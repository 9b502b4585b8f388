// Answer: the rows that a step gives back, as the messages the host takes.
//
// Columns are named once; a row is written value by value in that order; totals, the same for every row, are
// said once and go into the first. Rows beyond the question's `limit` are counted only. Values are in the
// form of the SQL: thousandths, 1e-4 of money, doubles. Threads: one owner.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "garden/json_writer.hpp"
#include "queries/facts.hpp"

namespace garden::inventory::steps {

class Answer {
 public:
  Answer(const Question& question, std::vector<std::string> columns)
      : columns_(std::move(columns)), rows_max_(question.limit()) {}

  Answer& row() {
    close();
    ++count_;
    open_ = count_ <= rows_max_;
    if (open_) writer_.array();
    return *this;
  }
  // The next row would only be counted: what it says need not be worked out.
  bool full() const { return count_ >= rows_max_; }

  Answer& exact(std::optional<std::int64_t> value) {
    if (open_ && value) writer_.exact(*value);
    return value ? *this : nothing();
  }
  Answer& number(std::optional<double> value) {
    if (open_ && value) writer_.value(*value);
    return value ? *this : nothing();
  }
  Answer& text(std::string_view value) {
    if (open_) writer_.value(value);
    return *this;
  }
  // NULL where there is nothing to say.
  Answer& text_or_null(std::string_view value) { return value.empty() ? nothing() : text(value); }
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
  Answer& nothing() {
    if (open_) writer_.value(nullptr);
    return *this;
  }
  void close() {
    if (!open_) return;
    writer_.end();
    rows_.push_back(writer_.take());
    open_ = false;
  }

  std::vector<std::string> columns_, rows_, warnings_;
  std::vector<Total> totals_;
  std::size_t rows_max_ = 0, count_ = 0;
  json::Writer writer_;
  bool open_ = false;  // a row is being written
};

}  // namespace garden::inventory::steps
