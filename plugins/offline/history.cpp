#include "history.hpp"

#include <algorithm>
#include <array>

#include "table.hpp"

namespace garden::offline {
namespace {

constexpr std::size_t kTurnsMax = 6;

bool is_one_of(const std::string& word, const auto& list) {
  return std::any_of(list.begin(), list.end(), [&word](const char* one) { return word == one; });
}

// Which row a word points to, counted from 1; 0: none.
std::size_t row_of(const std::string& word) {
  static constexpr std::array rows = {"first", "second", "third", "fourth", "fifth"};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (word == rows[i]) return i + 1;
  }
  return word == "top" ? 1 : 0;
}

}  // namespace

Earlier look_back(const Request& request, std::size_t last_user) {
  Earlier earlier;
  std::size_t turns = 0;
  for (std::size_t i = last_user; i-- > 0 && turns < kTurnsMax;) {
    const Message& message = request.messages[i];
    for (const ToolResult& result : message.results) {
      if (result.ok) earlier.results.push_back(&result);
    }
    for (const ToolCall& call : message.calls) earlier.calls.push_back(&call);
    if (message.role != Role::user) continue;
    ++turns;
    if (!earlier.calls.empty()) {
      earlier.question = message.text;
      break;
    }
    earlier.results.clear();
  }
  return earlier;
}

bool resolve_pointer(const Earlier& earlier, Reading& question) {
  static constexpr std::array things = {"one", "product", "item", "order", "row", "sku", "entry"};
  const auto& words = question.words;
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    const std::size_t row = row_of(words[at].folded);
    if (row == 0 || !is_one_of(words[at + 1].folded, things)) continue;
    for (const ToolResult* result : earlier.results) {
      const Table table = read_table(result->content);
      if (table.rows.size() < row) continue;
      for (std::size_t column = 0; column < table.columns.size(); ++column) {
        const std::string value(table.rows[row - 1][column]->scalar());
        if (value.empty()) continue;
        const ColumnRole role = table.columns[column].role;
        if (role == ColumnRole::code) question.clues.codes.push_back(value);
        if (role == ColumnRole::order) question.clues.order_numbers.push_back(value);
        if (role == ColumnRole::code || role == ColumnRole::order) return true;
      }
    }
  }
  return false;
}

bool leans_back(const Reading& question) {
  static constexpr std::array openers = {"and",  "also", "same", "only", "just",    "but",  "now",
                                         "then", "und",  "y",    "et",   "instead", "what", "how"};
  const auto& words = question.words;
  if (words.empty() || !is_one_of(words[0].folded, openers)) return false;
  if (words[0].folded != "what" && words[0].folded != "how") return true;
  return words.size() > 1 && (words[1].folded == "about" || words[1].folded == "if");
}

}  // namespace garden::offline
