#include "shop_data/import_rows.hpp"

#include <algorithm>

#include "garden/ascii.hpp"

namespace garden::shop_data {
namespace {

// A value of the file inside a sentence: short, and on one line.
std::string in_quotes(std::string_view text) {
  constexpr std::size_t bytes_max = 60;
  std::string shown = single_spaced(text.substr(0, bytes_max));
  while (text.size() > bytes_max && !shown.empty() && (shown.back() & 0x80) != 0) shown.pop_back();
  return '"' + shown + (text.size() > bytes_max ? "...\"" : "\"");
}

bool is_one_of(const std::vector<std::string>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(),
                     [&](const auto& word) { return folded(word) == folded(text); });
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}
}  // namespace

void RowTaker::take(const CsvRow& row) {
  ExportRow taken;
  taken.line = row.line;
  if (read(row, taken)) {
    line_of_id_.emplace(taken.id, row.line);
    rows_.push_back(std::move(taken));
  } else {
    why_.line = row.line;
    rejected_.push_back(why_);
  }
}

bool RowTaker::read(const CsvRow& row, ExportRow& taken) {
  if (!fits_header(row) || !read_id(row, taken) || !read_parent(row, taken) || !read_name(row, taken) ||
      !read_quantity(row, Fact::stock, "the units on hand", true, taken.stock_m) ||
      !read_quantity(row, Fact::sold, "the units sold", false, taken.sold_m) || !read_status(row, taken))
    return false;
  // What somebody meant to order is only reported, so nothing depends on its being a number.
  if (auto ordered = parse_thousandths(field(row, Fact::ordered), mapping_.numbers); ordered && *ordered > 0)
    taken.ordered_m = *ordered;
  taken.maker = cleaned(field(row, Fact::maker));
  taken.sku = single_spaced(field(row, Fact::sku));
  return true;
}

bool RowTaker::fits_header(const CsvRow& row) {
  auto width = columns_.header.size();
  for (auto i = width; i < row.fields.size(); ++i)
    if (!trimmed(row.fields[i]).empty())
      return fail("the row has " + std::to_string(row.fields.size()) + " fields and the header " +
                      std::to_string(width),
                  "put a field that holds the separator into quotes");
  std::optional<Fact> first_missing;
  for (std::size_t i = 0; i < fact_names.size(); ++i) {
    auto fact = static_cast<Fact>(i);
    auto place = columns_.place(fact);
    if (!place || *place < row.fields.size() || fact == Fact::ordered) continue;
    if (!first_missing || *place < *columns_.place(*first_missing)) first_missing = fact;
  }
  if (first_missing)
    return fail("the row ends before the column " + shown(*first_missing), "complete the row, or remove it");
  return true;
}

bool RowTaker::read_id(const CsvRow& row, ExportRow& taken) {
  auto text = field(row, Fact::id);
  auto id = parse_id(text);
  if (!id)
    return fail(
        shown(Fact::id) + " is " + in_quotes(text) + ", not a product number",
        "write a whole number from 1 to 2147483647; a comma in a name without quotes moves the columns");
  if (auto known = line_of_id_.find(*id); known != line_of_id_.end())
    return fail(shown(Fact::id) + " " + std::to_string(*id) + " stands on line " +
                    std::to_string(known->second) + " already",
                "keep one of the two rows");
  taken.id = *id;
  return true;
}

bool RowTaker::read_parent(const CsvRow& row, ExportRow& taken) {
  auto text = field(row, Fact::parent);
  if (text.empty() || text == mapping_.no_parent) return true;
  auto parent = parse_id(text);
  if (!parent)
    return fail(
        shown(Fact::parent) + " is " + in_quotes(text) + ", not a product number",
        "write the number of the family, or " + mapping_.no_parent + " for a product that stands alone");
  if (*parent == taken.id)
    return fail(
        "the product is its own family (" + shown(Fact::parent) + " is its own number)",
        "write the number of the family, or " + mapping_.no_parent + " for a product that stands alone");
  taken.parent = *parent;
  return true;
}

bool RowTaker::read_name(const CsvRow& row, ExportRow& taken) {
  constexpr std::size_t bytes_max = 1000;
  auto text = field(row, Fact::name);
  if (text.size() > bytes_max)
    return fail(shown(Fact::name) + " is longer than " + std::to_string(bytes_max) + " bytes",
                "shorten it; an unclosed quote makes a field run on");
  taken.name = cleaned(text);
  if (taken.name.empty())
    return fail(shown(Fact::name) + " is empty", "write the product's name, or remove the row");
  if (mapping_.sizes == SizeStyle::untouched) return true;
  bool small_first = mapping_.sizes == SizeStyle::small_first;
  taken.name = with_even_sizes(taken.name, small_first);
  if (auto found = find_size(taken.name, 0, small_first)) taken.size = found->size;
  return true;
}

bool RowTaker::read_quantity(const CsvRow& row, Fact fact, std::string_view meaning, bool may_be_negative,
                             std::int64_t& value_m) {
  if (!columns_.place(fact)) return true;
  auto text = field(row, fact);
  auto value = parse_thousandths(text, mapping_.numbers);
  if (!value)
    return fail(
        shown(fact) + (text.empty() ? " is empty" : " is " + in_quotes(text) + ", not a number"),
        "write " + std::string(meaning) + " as a number with at most three decimals, 0 if there are none");
  if (*value < 0 && !may_be_negative)
    return fail(shown(fact) + " is negative (" + std::string(text) + ")",
                "write " + std::string(meaning) + " as 0 or more");
  value_m = *value;
  return true;
}

bool RowTaker::read_status(const CsvRow& row, ExportRow& taken) {
  if (!columns_.place(Fact::status)) return true;
  auto text = field(row, Fact::status);
  taken.active = is_one_of(mapping_.active_words, text);
  if (taken.active || is_one_of(mapping_.inactive_words, text)) return true;
  return fail(shown(Fact::status) + " is " + in_quotes(text),
              "known words are " + joined(mapping_.active_words) + " and " + joined(mapping_.inactive_words) +
                  "; a mapping can name more under status");
}

std::string_view RowTaker::field(const CsvRow& row, Fact fact) const {
  auto place = columns_.place(fact);
  if (!place || *place >= row.fields.size()) return {};
  return trimmed(row.fields[*place]);
}

std::string RowTaker::shown(Fact fact) const {
  auto place = columns_.place(fact);
  if (place && !columns_.header[*place].empty()) return '"' + columns_.header[*place] + '"';
  return "column " + std::to_string(place.value_or(0) + 1);
}

std::string RowTaker::cleaned(std::string_view text) const {
  std::string clean = mapping_.entities ? without_entities(text) : std::string(text);
  for (const auto& [from, to] : mapping_.replacements)
    for (std::size_t at = clean.find(from); at != clean.npos; at = clean.find(from, at + to.size()))
      clean.replace(at, from.size(), to);
  return single_spaced(clean);
}

bool RowTaker::fail(std::string reason, std::string advice) {
  why_ = {0, std::move(reason), std::move(advice)};
  return false;
}

}  // namespace garden::shop_data
