// What a connector on FakeHost answered: its rows and its last message. Threads: the test's.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "garden/json.hpp"
#include "garden/testing/fake_host.hpp"

namespace garden::testing {

// All rows of an answer, as JSON texts.
inline std::vector<std::string> rows_of(const FakeOperation& operation) {
  std::vector<std::string> rows;
  for (const auto& piece : operation.json())
    json::each(json::member(piece, "rows"), [&rows](std::string_view row) { rows.emplace_back(row); });
  return rows;
}

// A member of {"done": ...} as JSON text; "" if there is none.
inline std::string done_of(const FakeOperation& operation, std::string_view name) {
  return operation.json().empty() ? "" : std::string(json::at(operation.json().back(), {"done", name}));
}

}  // namespace garden::testing
