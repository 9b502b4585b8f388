#include "http/message.hpp"

#include <algorithm>

#include "garden/ascii.hpp"

namespace garden::http {
namespace {

const std::string* find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return &value;
  }
  return nullptr;
}

}  // namespace

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(),
                                                   [](char a, char b) { return to_lower(a) == to_lower(b); });
}

std::string_view header(const Headers& headers, std::string_view name) {
  const auto* found = find_header(headers, name);
  return found ? std::string_view(*found) : std::string_view();
}

bool has_header(const Headers& headers, std::string_view name) {
  return find_header(headers, name) != nullptr;
}

Response json_response(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

}  // namespace garden::http
