// Sinks: what becomes of the rows that a query reads: its result, the matches of a search, or facts to
// compute with. Threads: on the lane of the query.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "queries/convert.hpp"
#include "queries/definition.hpp"
#include "queries/result.hpp"
#include "queries/rows.hpp"
#include "queries/search.hpp"

namespace garden::queries {

// Rows of `facts`, turned into the declared types as they come.
class FactsSink final : public RowSink {
 public:
  // `today` is the store's day, for ages.
  FactsSink(const Definition& definition, QueryResult& result, std::size_t rows_max,
            std::chrono::sys_days today)
      : definition_(definition), result_(result), rows_max_(rows_max), today_(today) {}

  std::string columns(const base::Json& columns) override {
    for (const auto& column : definition_.columns) places_.push_back(find(columns, column.name));
    for (const auto& column : definition_.totals) total_places_.push_back(find(columns, column.name));
    total_rows_ = find(columns, "total_rows");
    for (std::size_t i = 0; i < places_.size(); ++i)
      if (places_[i] == nowhere) return "there is no column " + definition_.columns[i].name;
    for (std::size_t i = 0; i < total_places_.size(); ++i)
      if (total_places_[i] == nowhere) return "there is no column " + definition_.totals[i].name;
    auto declared = places_.size() + total_places_.size() + (total_rows_ == nowhere ? 0 : 1);
    return columns.size() == declared ? "" : "it has columns that the query does not declare";
  }

  std::string row(const base::Json& raw) override {
    ++seen_;
    if (result_.rows.size() == rows_max_) return {};  // the statement has no LIMIT of its own
    if (result_.rows.empty())
      if (auto wrong = take_totals(raw); !wrong.empty()) return wrong;
    auto row = base::Json::array();
    for (std::size_t i = 0; i < places_.size(); ++i) {
      auto value = convert_value(definition_.columns[i], raw[places_[i]], today_);
      if (!value) return value.error();
      row.push_back(std::move(*value));
    }
    result_.rows.push_back(std::move(row));
    return {};
  }
  bool counts_rows() const { return total_rows_ != nowhere; }
  std::size_t seen() const { return seen_; }

 private:
  static constexpr std::size_t nowhere = SIZE_MAX;

  static std::size_t find(const base::Json& columns, const std::string& name) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (base::text_at(columns[i], "name") == name) return i;
    return nowhere;
  }
  std::string take_totals(const base::Json& raw) {
    for (std::size_t i = 0; i < total_places_.size(); ++i) {
      auto value = convert_value(definition_.totals[i], raw[total_places_[i]], today_);
      if (!value) return value.error();
      result_.totals[definition_.totals[i].name] = std::move(*value);
    }
    if (total_rows_ == nowhere) return {};
    static const Column count{.name = "total_rows", .type = ColumnType::integer};
    auto value = convert_value(count, raw[total_rows_]);
    if (!value || !value->is_number_integer()) return "total_rows is no number of rows";
    result_.total_rows = value->get<std::int64_t>();
    return {};
  }

  const Definition& definition_;
  QueryResult& result_;
  std::size_t rows_max_;
  std::chrono::sys_days today_;
  std::vector<std::size_t> places_, total_places_;
  std::size_t total_rows_ = nowhere;
  std::size_t seen_ = 0;
};

// Rows as they are, few of them.
class RawSink final : public RowSink {
 public:
  std::string columns(const base::Json& columns) override { return columns_ = columns, std::string(); }
  std::string row(const base::Json& row) override { return rows_.push_back(row), std::string(); }
  const base::Json& columns() const { return columns_; }
  const base::Json& rows() const { return rows_; }

 private:
  base::Json columns_ = base::Json::array(), rows_ = base::Json::array();
};

// Rows as the JSON text that a step computes with: of 50,000 products they would take some time to keep as
// values, and as much to let go of.
class TextSink final : public RowSink {
 public:
  std::string columns(const base::Json& columns) override { return columns_ = columns, std::string(); }
  std::string row(const base::Json& row) override {
    rows_ += rows_.empty() ? "" : ",";
    rows_ += base::to_text(row);
    return {};
  }
  bool empty() const { return rows_.empty(); }
  // Two members of an object: "columns":[...],"rows":[...]
  std::string members() const {
    return "\"columns\":" + base::to_text(columns_) + ",\"rows\":[" + rows_ + "]";
  }

 private:
  base::Json columns_ = base::Json::array();
  std::string rows_;
};

// Rows of `search`: only the best matches are kept, and some first texts for "did you mean".
class SearchSink final : public RowSink {
 public:
  SearchSink(const std::string& wanted, std::size_t found_max) : matcher_(wanted), best_(found_max) {}

  std::string columns(const base::Json& columns) override {
    return columns.size() >= 2 ? "" : "a search needs an id and at least one text";
  }
  std::string row(const base::Json& raw) override {
    if (!raw[0].is_number_integer()) return "the first column of a search must be an integer id";
    texts_.clear();
    for (std::size_t i = 1; i < raw.size(); ++i)
      if (raw[i].is_string()) texts_.push_back(raw[i].get<std::string>());
    if (auto rank = matcher_.rank(texts_)) best_.add({*rank, raw[0].get<std::int64_t>()});
    if (best_.total() == 0 && words_.size() < words_max && !texts_.empty())
      words_.push_back(decode_html(texts_[0]));
    return {};
  }
  const BestMatches& best() const { return best_; }
  const std::vector<std::string>& words() const { return words_; }

 private:
  static constexpr std::size_t words_max = 5'000;
  Matcher matcher_;
  BestMatches best_;
  std::vector<std::string> texts_, words_;
};

}  // namespace garden::queries
