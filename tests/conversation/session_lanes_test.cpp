// Goal: a session has one writer, its queue is bounded, and a place that is given up at any moment blocks
// nobody. Method: direct calls; callbacks write into a string, whose order is the claim.
#include <catch2/catch.hpp>

#include "conversation/event_log.hpp"
#include "conversation/session_lanes.hpp"

using namespace garden::conversation;
using garden::base::Code;

namespace {
struct Visitor {
  SessionLanes::Place place;
  garden::base::Result<> result;
};
Visitor enter(SessionLanes& lanes, std::string& story, char name, OnBusy wish = OnBusy::enqueue) {
  Visitor visitor;
  visitor.result = lanes.enter(
      "s", wish, {[&story, name] { story += name; }, [&story, name] { story += std::string("!") + name; }},
      [&](SessionLanes::Place place) { visitor.place = std::move(place); });
  return visitor;
}
}  // namespace

TEST_CASE("messages of a session are taken strictly in turn") {
  SessionLanes lanes;
  std::string story;
  auto a = enter(lanes, story, 'a'), b = enter(lanes, story, 'b'), c = enter(lanes, story, 'c');
  CHECK(story == "a");
  b.place.leave();  // gives up while it waits
  a.place.leave();
  CHECK(story == "ac");
  c.place.leave();
  CHECK(lanes.active_sessions() == 0);
}

TEST_CASE("four may wait, the next is told so") {
  SessionLanes lanes;
  std::string story;
  std::vector<Visitor> all;
  for (char name : std::string("abcde")) all.push_back(enter(lanes, story, name));
  CHECK(all.back().result.has_value());
  auto sixth = enter(lanes, story, 'f');
  REQUIRE_FALSE(sixth.result.has_value());
  CHECK(sixth.result.error().code == Code::full);
}

TEST_CASE("reject and interrupt") {
  SessionLanes lanes;
  std::string story;
  auto a = enter(lanes, story, 'a');
  CHECK(enter(lanes, story, 'b', OnBusy::reject).result.error().code == Code::denied);
  auto c = enter(lanes, story, 'c', OnBusy::interrupt);
  CHECK(story == "a!a");
  a.place.leave();
  CHECK(story == "a!ac");
}

TEST_CASE("the event log drops the oldest and says what it still holds") {
  EventLog log;
  CHECK(log.holds_after(0));
  for (int i = 0; i < 100; ++i) log.append(EventType::text_delta, std::string(10'000, 'x'));
  CHECK(log.last_id() == 100);
  CHECK_FALSE(log.holds_after(0));
  CHECK_FALSE(log.holds_after(101));
  REQUIRE(log.holds_after(90));
  std::uint64_t next = 91;
  log.each_after(90, [&](const Event& event) { CHECK(event.id == next++); });
  CHECK(next == 101);
}
