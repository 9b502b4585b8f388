// Amounts: what is counted exactly, and the few ways to calculate with it without losing a thousandth.
// A shop's quantities may be fractions (0.25 of a sheet, 0.7 lb) and its money has four decimals. Sums of
// such doubles depend on their order and differ from database to database, so the host's SQL yields
// integers and everything here that is money or quantity stays one. Doubles are for statistics only
// (rates, deviations, probabilities); they become a quantity again in one place, rounded_up().
// Products of two amounts are taken in 128 bits and saturate at the ends of 64: an absurd input gives an
// absurd number, never undefined behaviour.
// Threads: pure functions, [any].
#pragma once
#include <cstdint>

namespace garden::inventory {

// Thousandths of a unit: 2500 is two and a half sheets. Below zero: sold but not there (oversold), or
// returned.
using Quantity = std::int64_t;
// Ten-thousandths of the store's currency: 19.99 is 199900.
using Money = std::int64_t;
// Days since 1970-01-01 of the store's own calendar; a calendar day has no daylight saving.
using Day = std::int32_t;

constexpr Quantity unit = 1000;
constexpr Money money_unit = 10'000;

__extension__ using Wide = __int128;  // a GNU type, which -Wpedantic wants announced

// The nearest end of 64 bits if `value` does not fit.
std::int64_t saturated(Wide value);

// value * numerator / denominator, rounded to the nearest (halves away from zero). The denominator is above
// zero.
std::int64_t scaled(std::int64_t value, std::int64_t numerator, std::int64_t denominator);

// The same, rounded towards plus infinity: a need of 1.4 units stays a need of at least 1.4.
std::int64_t scaled_up(std::int64_t value, std::int64_t numerator, std::int64_t denominator);

// What `quantity` is worth at `price` a unit.
Money worth(Quantity quantity, Money price);

// The smallest multiple of `pack` that is at least `quantity`; zero for nothing or less. A pack of zero or
// less counts as one thousandth.
Quantity packed_up(Quantity quantity, Quantity pack);

// The largest multiple of `pack` that is at most `quantity`; zero for nothing or less.
Quantity packed_down(Quantity quantity, Quantity pack);

// A statistic in units as a quantity, rounded up to a thousandth; what is within a millionth of a thousandth
// above one is that one, so that 0.1 * 30 is 3 units and not 3.001. NaN is zero.
Quantity rounded_up(double units);

// Units as a double, for statistics.
constexpr double units_of(Quantity quantity) { return static_cast<double>(quantity) / 1000.0; }

}  // namespace garden::inventory
