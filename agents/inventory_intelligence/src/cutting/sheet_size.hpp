// The size of a sheet, out of a product's name as people write it.
//
// Names carry sizes in every spelling: `Size 12"x12"`, `6x6"`, `5.5"x6"`, `24&quot; x 22&quot;`, with
// typographic quotes and crosses. The idea: two numbers around a cross are a size; the smaller number goes
// first, so that 24x22 and 22x24 are one size. Threads: pure functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace garden::inventory::cutting {

struct SheetSize {
  double short_inches = 0, long_inches = 0;
  bool operator==(const SheetSize&) const = default;
};

// The last size in the name: what comes before may be part of a title. None: it names none.
std::optional<SheetSize> size_in(std::string_view name);
std::string text_of(const SheetSize& size);  // "6x12", "5.5x6"
// "3mm" in the name, as text; empty: it names none.
std::string thickness_in(std::string_view name);

}  // namespace garden::inventory::cutting
