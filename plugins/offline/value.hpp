// Value: one JSON value, read whole, with its numbers kept as they were written.
//
// The plugin answers with exactly the figures it was given: "12.50" read into a double and written again may
// come out as another number, so a number stays text here until decimal.hpp adds it up. Reading has limits on
// nesting and on the count of values; broken text gives no value at all rather than half of one.
//
// Threads: plain values; share only const ones.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace garden::offline {

class Value {
 public:
  using Member = std::pair<std::string, Value>;
  struct Number {
    std::string text;  // as JSON wrote it: "-12.50", "1e3"
  };

  Value() = default;  // null
  explicit Value(bool truth) : data_(truth) {}
  explicit Value(Number number) : data_(std::move(number)) {}
  explicit Value(std::string text) : data_(std::move(text)) {}
  explicit Value(std::vector<Value> items) : data_(std::move(items)) {}
  explicit Value(std::vector<Member> members) : data_(std::move(members)) {}
  static Value integer(long long number) { return Value(Number{std::to_string(number)}); }

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool is_boolean() const { return std::holds_alternative<bool>(data_); }
  bool is_number() const { return std::holds_alternative<Number>(data_); }
  bool is_text() const { return std::holds_alternative<std::string>(data_); }
  bool is_array() const { return std::holds_alternative<std::vector<Value>>(data_); }
  bool is_object() const { return std::holds_alternative<std::vector<Member>>(data_); }

  // Each gives an empty answer where the value is of another type: no reader has to ask first.
  bool truth() const;                           // true only for the JSON true
  std::string_view text() const;                // a string's characters
  std::string_view number() const;              // a number's text
  const std::vector<Value>& items() const;      // an array's
  const std::vector<Member>& members() const;   // an object's, in their order
  const Value& at(std::string_view key) const;  // an object's member, or null

  // A string's characters or a number's text: DECIMAL values and big integers cross the border as strings.
  std::string_view scalar() const;

 private:
  std::variant<std::monostate, bool, Number, std::string, std::vector<Value>, std::vector<Member>> data_;
};

// The whole text as one value; nothing when it is no JSON, deeper than 64, or of more than 500,000 values.
std::optional<Value> read_json(std::string_view text);

// Compact JSON. Text is passed through as it is; the border promises UTF-8.
std::string write_json(const Value& value);

}  // namespace garden::offline
