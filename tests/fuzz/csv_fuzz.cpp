// Goal: no bytes make the CSV reader or the cleaning of its fields crash, hang, or go backwards. Method:
// libFuzzer; the first byte chooses the separator and the limits. Checked beside the sanitizers' own rules:
// lines rise, every field keeps its limit, cleaning twice is cleaning once, and the whole text is read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "shop_data/clean.hpp"
#include "shop_data/csv.hpp"

using namespace garden::shop_data;

namespace {
void expect(bool holds) {
  if (!holds) std::abort();
}

void clean(std::string_view field) {
  auto name = single_spaced(without_entities(field));
  expect(single_spaced(name) == name);
  auto even = with_even_sizes(name, true);
  expect(with_even_sizes(even, true) == even);
  find_thickness_mm(name);
  has_word(name, "frit");
  if (auto value = parse_thousandths(field)) expect(parse_thousandths(thousandths_text(*value)) == value);
  if (auto id = parse_id(field)) expect(*id > 0);
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  CsvLimits limits;
  if ((data[0] & 1) != 0) limits = {.field_bytes_max = 16, .fields_max = 4};
  CsvReader reader(text, (data[0] & 2) != 0 ? guess_delimiter(text) : ',', limits);
  std::size_t last_line = 0;
  for (auto row = reader.next(); row; row = reader.next()) {
    auto line = *row ? (*row)->line : row->error().line;
    expect(line > last_line);
    last_line = line;
    if (!*row) continue;
    expect(!(*row)->fields.empty() && (*row)->fields.size() <= limits.fields_max);
    for (const auto& field : (*row)->fields) {
      expect(field.size() <= limits.field_bytes_max);
      clean(field);
    }
  }
  expect(reader.offset() == text.size());
  return 0;
}
