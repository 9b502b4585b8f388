// Convert: from what a database returned to what the declared type of a column says.
//
// The same SUM is an integer from one engine and the text "731" from another; a quantity is a 4-byte float
// here and an 8-byte one there. So queries yield exact integers, and the one place that turns them into
// quantities, money and dates is here. Rounding: exact values (money, revenue) round half away from zero, as
// invoices do; ratios, which are doubles, round to the nearest decimal of their exact binary value.
// Threads: pure functions [any].
#pragma once
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "queries/definition.hpp"

namespace garden::queries {

// The value as the reader sees it, or what is wrong with it. Null stays null; so do NaN, infinity and the
// zero dates that shops store for "never". `today` is the store's day, for ages and days ahead.
std::expected<base::Json, std::string> convert_value(const Column& column, const base::Json& raw,
                                                     std::chrono::sys_days today = {});

// An exact integer in any of the forms that engines send: 731, 731.0, "731", "731.0000".
std::optional<std::int64_t> exact_integer(const base::Json& raw);

// `value` units of 10^-scale as text with `decimals` decimals (fewer than scale), half away from zero:
// fixed_text(125000, 4, 2) is "12.50".
std::string fixed_text(std::int64_t value, int scale, int decimals);

// HTML entities as characters ("6&quot; &#39;x&#39" -> 6" 'x'), runs of blanks as one. What is no entity
// stays.
std::string decode_html(std::string_view text);

// For comparing words: lower case, accents off, entities decoded. Latin letters only; others stay as they
// are.
std::string fold_text(std::string_view text);

}  // namespace garden::queries
