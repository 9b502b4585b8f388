// Goal: no text can forge an event or a field, and a reader by the standard gets the data back. Method:
// write, then read with a small reader of the standard's rules.
#include <catch2/catch.hpp>
#include <vector>

#include "http/sse.hpp"

using namespace garden::http;

namespace {

struct Read {
  std::string id, type, data;
  bool operator==(const Read&) const = default;
};

// Lines end in LF, CR or CRLF; one space after the colon is dropped; an empty line hands the event out.
std::vector<Read> read_events(std::string_view text) {
  std::vector<Read> events;
  Read event;
  bool any = false;
  while (!text.empty()) {
    auto end = text.find_first_of("\r\n");
    REQUIRE(end != text.npos);
    auto line = text.substr(0, end);
    text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
    if (line.empty()) {
      if (any) {
        event.data.pop_back();
        events.push_back(event);
      }
      event = {};
      any = false;
      continue;
    }
    auto colon = line.find(':');
    auto name = line.substr(0, colon), value = line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "data") event.data.append(value).append("\n"), any = true;
    if (name == "id") event.id = value;
    if (name == "event") event.type = value;
  }
  return events;
}

}  // namespace

TEST_CASE("an event is written as the standard has it") {
  CHECK(sse_text({"7", "text.delta", "{\"text\":\"hi\"}"}) ==
        "id: 7\nevent: text.delta\ndata: {\"text\":\"hi\"}\n\n");
  CHECK(sse_text({{}, {}, "hello"}) == "data: hello\n\n");
  CHECK(sse_text({{}, {}, ""}) == "data: \n\n");
}

TEST_CASE("data of several lines comes back, whatever ends them") {
  for (std::string data : {"a\nb", "\n", "a\n\nb\n", " a", ": x", "data: x\n\nevent: forged\n\n", "\n\n\n"}) {
    INFO(data);
    auto events = read_events(sse_text({"1", "t", data}));
    REQUIRE(events.size() == 1);
    CHECK(events[0] == Read{"1", "t", data});
  }
  CHECK(read_events(sse_text({{}, {}, "a\rb\r\nc"}))[0].data == "a\nb\nc");
  CHECK(read_events(sse_text({{}, {}, "a\r"}))[0].data == "a\n");
}

TEST_CASE("id and type cannot end their line") {
  std::string_view nul("a\0b", 3);
  auto events = read_events(sse_text({"1\nid: 2\r\n", "x\n\ndata: forged", "d"}));
  REQUIRE(events.size() == 1);
  CHECK(events[0] == Read{"1id: 2", "xdata: forged", "d"});
  CHECK(sse_text({nul, {}, "d"}) == "id: ab\ndata: d\n\n");
}

TEST_CASE("a comment is no event") {
  std::string out;
  append_sse_comment(out, "ping");
  CHECK(out == ": ping\n\n");
  append_sse_comment(out, "two\nlines");
  CHECK(read_events(out).empty());
}
