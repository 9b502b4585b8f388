// What the fake world of a test answers, and what it was asked.
//
// Threads: plain values.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "garden/abi.h"
#include "garden/json.hpp"

namespace garden::testing {

// One piece that a component emitted, or that a called one emits.
struct Emitted {
  garden_kind kind = GARDEN_TEXT;
  std::string bytes = {};
  bool operator==(const Emitted&) const = default;
};

// An HTTP request as the component made it.
struct HttpSeen {
  std::string head = {};  // the JSON of the border
  std::string body = {};

  std::string method() const { return json::text(json::at(head, "method")); }
  std::string url() const { return json::text(json::at(head, "url")); }
  // The first header of exactly that name.
  std::string header(std::string_view name) const {
    std::string value;
    json::each(json::at(head, "headers"), [&](std::string_view pair) {
      if (value.empty() && json::same(json::element(pair, 0), name))
        value = json::text(json::element(pair, 1));
    });
    return value;
  }
};

// The answer to it: head after delay_ms, each chunk gap_ms after what came before, then the end.
struct HttpAnswer {
  int status = 200;  // 0: no head, only the end
  std::vector<std::string> chunks = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::uint32_t delay_ms = 0, gap_ms = 0;
  garden_status ending = GARDEN_OK;
  std::string error = {};  // the text of an ending that is not OK
};

// A call of another instance as the component made it.
struct CallSeen {
  std::string target, verb, request;
  std::uint32_t timeout_ms = 0;
};

// The answer to it: each piece gap_ms after what came before, the first after delay_ms, then the end.
struct CallAnswer {
  std::vector<Emitted> emits = {};
  garden_status ending = GARDEN_OK;
  std::string result = {};  // or the error text
  std::uint32_t delay_ms = 0, gap_ms = 0;
};

struct LogLine {
  garden_op op;
  std::int32_t level;
  std::string text = {};
};

}  // namespace garden::testing
