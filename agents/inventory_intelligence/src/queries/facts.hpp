// Facts: what a computed query is asked, and the rows it computes with.
//
// A step gets the host's request as JSON text (sdk/include/garden/abi_compute.h): parameters, settings, the
// day, and all rows of the query's SQL. This reads it in one pass into cells that stay slices of the text;
// nothing is copied before it is needed. Databases give whole numbers in several forms (731, "731", 731.0):
// all are taken, and nothing that is not exact. Threads: read by anyone; the text must outlive it.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "stock/amounts.hpp"

namespace garden::inventory::steps {

// The rows are not what the step needs, or a setting says what cannot be: the query fails with this text.
struct Unusable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Facts {
 public:
  Facts() = default;
  // The columns and rows of the request.
  explicit Facts(std::string_view request);

  std::size_t rows() const { return width_ == 0 ? 0 : cells_.size() / width_; }
  bool has(const std::string& name) const { return places_.contains(name); }
  // Its place; Unusable if there is none of that name.
  std::size_t column(const std::string& name) const;

  // A whole number; empty for NULL. Unusable for anything else.
  std::optional<std::int64_t> integer(std::size_t row, std::size_t column) const;
  // The same, 0 for NULL.
  std::int64_t count(std::size_t row, std::size_t column) const { return integer(row, column).value_or(0); }
  // A ratio; empty for NULL. Unusable for what is no number.
  std::optional<double> number(std::size_t row, std::size_t column) const;
  // "" for NULL.
  std::string text(std::size_t row, std::size_t column) const;
  // `size` whole numbers of a text such as "3000,0,2000"; what is missing at its end, or all of NULL, is 0.
  std::vector<std::int64_t> list(std::size_t row, std::size_t column, std::size_t size) const;
  // The day of a date or a moment; empty for NULL and for what is no date (0000-00-00).
  std::optional<Day> day(std::size_t row, std::size_t column) const;

 private:
  std::string_view cell(std::size_t row, std::size_t column) const { return cells_[row * width_ + column]; }

  std::size_t width_ = 0;
  std::map<std::string, std::size_t> places_;
  std::vector<std::string_view> cells_;
};

// "2026-11-22" or "2026-11-22 10:30:00".
std::optional<Day> day_of_text(std::string_view text);

struct Question {
  explicit Question(std::string_view request);

  std::string_view params, settings, tables;  // JSON objects
  Day today = 0;
  Facts facts;

  // Rows of the product's own ledger, as the query's `tables` name them; no row where there is no such table.
  Facts table(const std::string& name) const;

  std::size_t limit() const;                                             // rows that are looked at
  std::optional<double> number_given(std::string_view parameter) const;  // empty: NULL
  std::int64_t integer_given(std::string_view parameter, std::int64_t otherwise) const;
  std::string text_given(std::string_view parameter) const;
  double number_set(std::string_view setting) const;  // Unusable without it
  std::string text_set(std::string_view setting) const;
};

}  // namespace garden::inventory::steps
