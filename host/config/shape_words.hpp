// Words for the shapes of values, and the advice that goes with the usual slips. Internal to this room.
// Threads: pure functions [any].
#pragma once
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace garden::config {

// What an unquoted scalar means: true, false, null (`~`, nothing), a number as JSON writes it, else text.
// Discarded: a number that fits no 64 bits.
base::Json plain_scalar(std::string_view text);

unsigned shape_of(const base::Json& value);  // one bit of shape::
std::string words_of(unsigned types);        // "text or a list"
bool whole_number(double number);            // exact as a 64-bit integer
// How to turn `value` into one of `types`. `quote`: the value itself may be repeated.
std::string type_advice(unsigned types, const base::Json& value, bool quote);
// Of a description, for the end of a message; nothing if it is long.
std::string first_sentence(std::string_view text);

}  // namespace garden::config
