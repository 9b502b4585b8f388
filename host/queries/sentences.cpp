#include "queries/sentences.hpp"

#include <algorithm>
#include <array>

namespace garden::queries {
namespace {

struct Piece {
  std::string_view plain;            // text before the value
  std::string_view name, one, many;  // empty name: nothing follows
};

std::expected<std::vector<Piece>, std::string> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  for (std::size_t at = 0;;) {
    auto open = text.find('{', at);
    if (open == std::string_view::npos) {
      pieces.push_back({text.substr(at), {}, {}, {}});
      return pieces;
    }
    auto close = text.find('}', open);
    if (close == std::string_view::npos) return std::unexpected("a { has no }");
    auto inside = text.substr(open + 1, close - open - 1);
    Piece piece{text.substr(at, open - at), inside, {}, {}};
    if (auto bar = inside.find('|'); bar != std::string_view::npos) {
      auto second = inside.find('|', bar + 1);
      if (second == std::string_view::npos)
        return std::unexpected("write {name|one|many}: two words, for 1 and for many");
      piece.name = inside.substr(0, bar);
      piece.one = inside.substr(bar + 1, second - bar - 1);
      piece.many = inside.substr(second + 1);
    }
    if (piece.name.empty()) return std::unexpected("a { } is empty; write {name}");
    pieces.push_back(piece);
    at = close + 1;
  }
}

std::string plain_text(const base::Json& value) {
  if (value.is_null()) return "unknown";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return base::to_text(value);
  std::string text;
  for (const auto& item : value) text += (text.empty() ? "" : ", ") + plain_text(item);
  return text;
}

base::Json values_of(const QueryResult& result) {
  auto values = result.params;
  for (const auto& [name, value] : result.totals.items()) values[name] = value;
  values["rows"] = result.rows.size();
  if (result.total_rows)
    values["total"] = *result.total_rows;
  else if (result.truncated)
    values["total"] = "more than " + std::to_string(result.rows.size());
  else
    values["total"] = result.rows.size();
  values["since"] = result.since;
  values["until"] = result.until;
  if (result.rows.empty()) return values;
  for (std::size_t i = 0; i < result.columns.size(); ++i)
    values["first." + result.columns[i].name] = result.rows.front()[i];
  return values;
}

bool is_negative(const base::Json& value) {
  return value.is_number() ? value.get<double>() < 0
                           : value.is_string() && value.get_ref<const std::string&>().starts_with("-");
}

// How many rows a rule is about; nothing when it does not hold.
std::optional<std::size_t> concerned(const WarningRule& rule, const QueryResult& result) {
  using When = WarningRule::When;
  if (rule.when == When::always) return result.rows.size();
  if (rule.when == When::empty) return result.rows.empty() ? std::optional<std::size_t>(0) : std::nullopt;
  auto column =
      std::find_if(result.columns.begin(), result.columns.end(),
                   [&rule](const ResultColumn& candidate) { return candidate.name == rule.column; });
  if (column == result.columns.end()) return std::nullopt;
  auto index = static_cast<std::size_t>(column - result.columns.begin());
  std::size_t count = 0;
  for (const auto& row : result.rows)
    count += (rule.when == When::any_negative ? is_negative(row[index]) : row[index].is_null()) ? 1 : 0;
  bool holds = rule.when == When::all_null ? count == result.rows.size() && count > 0 : count > 0;
  return holds ? std::optional(count) : std::nullopt;
}

}  // namespace

std::expected<std::vector<std::string>, std::string> template_names(std::string_view text) {
  auto pieces = pieces_of(text);
  if (!pieces) return std::unexpected(pieces.error());
  std::vector<std::string> names;
  for (const auto& piece : *pieces)
    if (!piece.name.empty()) names.emplace_back(piece.name);
  return names;
}

std::string fill_template(std::string_view text, const base::Json& values) {
  auto pieces = pieces_of(text);
  if (!pieces) return std::string(text);
  std::string out;
  for (const auto& piece : *pieces) {
    out += piece.plain;
    if (piece.name.empty()) continue;
    auto found = values.find(std::string(piece.name));
    auto value = found == values.end() ? std::string("?") : plain_text(*found);
    out += value;
    if (!piece.one.empty() || !piece.many.empty()) {
      out += ' ';
      out += value == "1" ? piece.one : piece.many;
    }
  }
  return out;
}

void add_sentences(const Definition& definition, QueryResult& result) {
  auto values = values_of(result);
  const auto& summary = result.rows.empty() ? definition.summary_empty : definition.summary;
  result.summary = fill_template(summary, values);
  for (const auto& rule : definition.warnings) {
    auto count = concerned(rule, result);
    if (!count) continue;
    values["count"] = *count;
    result.warnings.push_back(fill_template(rule.say, values));
  }
}

}  // namespace garden::queries
