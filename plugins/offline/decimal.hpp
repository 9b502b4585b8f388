// Decimal: sums and means of a table's column that come out exact.
//
// Money and quantities reach the plugin as decimal text. Added as doubles, 0.1 + 0.2 is not 0.3 and the
// printed sum would be a number that no reader can verify; here the digits themselves are added.
//
// Threads: a plain value.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace garden::offline {

class Decimal {
 public:
  Decimal() = default;  // zero

  // "-12.50", "7", "1e3" (an exponent within 40). Nothing for any other text, or more than 60 digits.
  static std::optional<Decimal> read(std::string_view text);

  Decimal& operator+=(const Decimal& other);

  // This divided by a count of 1 or more, with `decimals` digits after the point, ties away from zero.
  Decimal divided_by(std::uint32_t count, std::size_t decimals) const;

  // Rounded to at most `decimals` digits after the point, ties away from zero.
  Decimal rounded(std::size_t decimals) const;

  bool is_zero() const;
  bool is_negative() const { return negative_ && !is_zero(); }
  bool is_whole() const;  // no digit other than 0 after the point
  double approximately() const;

  // Without a thousands separator. Zeros at the end of the fraction are cut down to `decimals_min` digits.
  std::string text(std::size_t decimals_min = 0) const;

 private:
  void scale_to(std::size_t decimals);
  void strip();

  bool negative_ = false;
  std::string digits_ = "0";  // most significant first, no leading zero but for the last one
  std::size_t scale_ = 0;     // how many of them are after the point
};

}  // namespace garden::offline
