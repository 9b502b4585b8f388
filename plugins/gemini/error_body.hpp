// What Gemini's errors mean: try again, wait, or leave it to the next model.
//
// An error comes as the body of a status, as an event within a stream, bare or as the one element of an
// array; its details say how long to wait and which quota is used up. Only what may pass within a person's
// patience is tried again: a quota of the day, a model without capacity or a wrong key will not. Threads:
// pure functions.
#pragma once
#include <string_view>

#include "model_kit/trouble.hpp"

namespace garden::gemini {

// The error object of a body or an event; empty if there is none.
std::string_view find_error(std::string_view json);

// `http_status` is that of the answer, or 0: then the error's own counts. `key` is kept out of the text.
model_kit::Trouble trouble_of(int http_status, std::string_view body, std::string_view key);

}  // namespace garden::gemini
