// Goal: what the SDK reads for a plugin (JSON of models and hosts, server-sent events, durations) harms
// nobody whatever it holds. Method: the first byte cuts the rest in two; slices stay inside, what is valid is
// read whole and read back the same, and events do not depend on where the stream is cut.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/json_writer.hpp"
#include "garden/sse.hpp"
#include "garden/units.hpp"

namespace {

namespace json = garden::json;

void must(bool good) {
  if (!good) std::abort();
}

void read_json(std::string_view text) {
  const bool valid = json::valid(text);
  const auto look = [&](std::string_view value) {
    must(value.data() >= text.data() && value.data() + value.size() <= text.data() + text.size());
    must(!valid || json::valid(value));
    const auto characters = json::text(value);
    must(json::valid(json::quoted(characters)));
    if (garden::is_utf8(characters)) must(json::text(json::quoted(characters)) == characters);
    (void)json::number(value);
    (void)json::integer(value);
  };
  json::each(text, look);
  json::each_member(text, [&](std::string_view key, std::string_view value) {
    look(key);
    look(value);
    must(!json::member(text, json::text(key)).empty());
  });
  (void)json::pointer(text, "/a/0/b");
  if (valid) must(!json::Cursor(text).value().empty());
}

std::vector<std::string> events(garden::SseReader& reader, std::string_view bytes) {
  std::vector<std::string> found;
  reader.append(bytes);
  while (reader.next()) found.push_back(std::string(reader.name()) + "\n" + std::string(reader.data()));
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  read_json(text);
  const auto cut = text.empty() ? 0 : data[0] % (text.size() + 1);
  garden::SseReader whole, parts;
  const auto at_once = events(whole, text);
  auto in_two = events(parts, text.substr(0, cut));
  for (auto& event : events(parts, text.substr(cut))) in_two.push_back(std::move(event));
  must(at_once == in_two);
  (void)garden::parse_duration_ms(text);
  (void)garden::parse_size(text);
  return 0;
}
