#include "link.hpp"

#include "garden/json.hpp"
#include "garden/utf8.hpp"

namespace garden::tidb {

std::string_view Reply::result() const { return json::member(message, "result"); }

std::int64_t Reply::error_code() const {
  return json::integer(json::at(message, "error", "code")).value_or(0);
}

std::string Reply::error_text() const {
  constexpr std::size_t bytes_max = 300;
  auto text = json::text(json::at(message, "error", "message"));
  if (text.empty()) text = "HTTP " + std::to_string(http_status);
  text.resize(utf8_prefix(text, bytes_max).size());
  return text;
}

}  // namespace garden::tidb
