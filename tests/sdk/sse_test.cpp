// Goal: server-sent events come out the same however their bytes are cut.
// Method: one text with every form of line, read whole, byte by byte and split at every place; limits;
// memory.
#include <catch2/catch.hpp>

#include "garden/sse.hpp"

using garden::SseReader;

namespace {

struct Seen {
  std::vector<std::string> data, names;
  bool operator==(const Seen&) const = default;
};

void drain(SseReader& reader, Seen& seen) {
  while (reader.next()) {
    seen.data.emplace_back(reader.data());
    seen.names.emplace_back(reader.name());
  }
}

const std::string stream =
    "\xef\xbb\xbf: a comment\n\n"
    "data: one\n\n"
    "data:two\r\nid: 4\r\n\r\n"
    "event: message\ndata: three\ndata: four\ndata\n\n"
    "event: lonely\n\n"
    "data: {\"a\":1}\nretry: 10\n\n"
    "data\n\n"
    "data: never ended\n";
const Seen expected{{"one", "two", "three\nfour\n", "{\"a\":1}", ""}, {"", "", "message", "", ""}};

}  // namespace

TEST_CASE("SSE: whole, byte by byte, split anywhere") {
  Seen whole, bytes;
  SseReader first, second;
  first.append(stream);
  drain(first, whole);
  CHECK(whole.data == expected.data);
  CHECK(whole.names == expected.names);
  for (const char c : stream) {
    second.append({&c, 1});
    drain(second, bytes);
  }
  CHECK(bytes == expected);
  for (std::size_t at = 0; at <= stream.size(); ++at) {
    Seen split;
    SseReader reader;
    reader.append(stream.substr(0, at));
    drain(reader, split);
    reader.append(stream.substr(at));
    drain(reader, split);
    REQUIRE(split == expected);
  }
}

TEST_CASE("SSE: an event without end is too large at the limit, many events are not") {
  SseReader reader;
  const std::string part = "data: " + std::string(1000, 'x') + "\n";
  bool any = false;
  for (int i = 0; i < 10'000; ++i) {
    reader.append(part + "\n");
    while (reader.next()) any = true;
    REQUIRE_FALSE(reader.too_large());
  }
  CHECK(any);
  for (int i = 0; i < 5000; ++i) {
    reader.append(part);
    any = reader.next();
  }
  CHECK_FALSE(any);
  CHECK(reader.too_large());
}

TEST_CASE("SSE: a long event in single bytes takes linear time") {
  SseReader reader;
  std::size_t found = 0;
  reader.append("data: ");
  for (int i = 0; i < 1'000'000; ++i) {
    reader.append("y");
    found += reader.next();
  }
  reader.append("\n\n");
  REQUIRE(reader.next());
  CHECK(reader.data().size() == 1'000'000);
  CHECK(found == 0);
}
