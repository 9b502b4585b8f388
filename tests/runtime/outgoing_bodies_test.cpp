// Goal: a body is what it was given, wherever it is moved, until it is dropped; and what is dropped goes back
// to the system. Method: bodies of all sizes, dropped in any order, each checked while it lives; the number
// of slabs.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "runtime/outgoing_bodies.hpp"

using garden::runtime::OutgoingBodies;

TEST_CASE("bodies hold their bytes until they are dropped, and go with a move") {
  OutgoingBodies bodies;
  CHECK(bodies.keep("").bytes().empty());
  CHECK(bodies.slabs() == 0);
  auto first = bodies.keep("first");
  auto second = std::move(first);
  CHECK(first.bytes().empty());
  CHECK(second.bytes() == "first");
  first = bodies.keep("third");
  second = std::move(first);
  CHECK(second.bytes() == "third");
  second.drop();
  second.drop();
  CHECK(second.bytes().empty());
}

TEST_CASE("one body after the other uses one slab") {
  OutgoingBodies bodies;
  for (int i = 0; i < 1000; ++i) CHECK(bodies.keep(std::string(50'000, 'x')).bytes().size() == 50'000);
  CHECK(bodies.slabs() == 1);
}

TEST_CASE("a crowd of bodies takes slabs, and gives all but one back, in whatever order they go") {
  std::mt19937 chance(7);
  OutgoingBodies bodies;
  std::vector<std::pair<std::string, OutgoingBodies::Body>> all;
  for (int i = 0; i < 300; ++i) {
    const std::size_t large = OutgoingBodies::slab_bytes / 4 + chance() % 3000 - 1500;
    std::string bytes(i % 20 == 0 ? large : 1 + chance() % 60'000, static_cast<char>('a' + i % 26));
    auto body = bodies.keep(bytes);
    all.emplace_back(std::move(bytes), std::move(body));
    if (chance() % 4 == 0) all.erase(all.begin() + static_cast<std::ptrdiff_t>(chance() % all.size()));
  }
  CHECK(bodies.slabs() > 5);
  std::ranges::shuffle(all, chance);
  while (!all.empty()) {
    for (const auto& [bytes, body] : all) REQUIRE(body.bytes() == bytes);
    all.resize(all.size() / 2);
  }
  CHECK(bodies.slabs() == 1);
}
