// Goal: a body is what it was given, wherever it is moved and however it is read, until it is dropped; bodies
// that begin alike share that part, and no more. Method: bodies of all sizes and beginnings, dropped in any
// order, each read in pieces while it lives.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "runtime/outgoing_bodies.hpp"

using garden::runtime::OutgoingBodies;

namespace {
std::string read(const OutgoingBodies::Body& body, std::size_t piece) {
  std::string all, part(piece, '\0');
  for (std::size_t got; (got = body.copy(all.size(), part.data(), piece)) > 0;) all.append(part, 0, got);
  CHECK(all.size() == body.size());
  return all;
}
std::string text_of(std::mt19937& chance, std::size_t size) {
  std::string text(size, '\0');
  for (auto& c : text) c = static_cast<char>(chance());
  return text;
}
}  // namespace

TEST_CASE("bodies hold their bytes until they are dropped, and go with a move") {
  OutgoingBodies bodies;
  CHECK(bodies.keep("").size() == 0);
  auto first = bodies.keep("first");
  auto second = std::move(first);
  CHECK(read(second, 3) == "first");
  first = bodies.keep(std::string(100'000, 'x'));
  second = std::move(first);
  CHECK(read(second, 4096) == std::string(100'000, 'x'));
  second.drop();
  second.drop();
  CHECK(second.size() == 0);
}

TEST_CASE("bodies that begin alike are told apart to the last byte") {
  std::mt19937 chance(7);
  OutgoingBodies bodies;
  const auto text = text_of(chance, 90'000);
  std::vector<std::pair<std::string, OutgoingBodies::Body>> all;
  for (std::size_t alike : {90'000, 89'999, 89'000, 80'000, 78'751, 78'750, 40'000, 1, 0}) {
    auto bytes = text.substr(0, alike) + text_of(chance, 90'000 - alike);
    all.emplace_back(bytes, bodies.keep(bytes));
    all.emplace_back(bytes.substr(0, bytes.size() - 1), bodies.keep({bytes.data(), bytes.size() - 1}));
    all.emplace_back(bytes + "more", bodies.keep(bytes + "more"));
  }
  for (const auto& [bytes, body] : all)
    for (std::size_t piece : {7'919, 65'536, 200'000}) REQUIRE(read(body, piece) == bytes);
}

TEST_CASE("a crowd of bodies of several kinds, dropped in whatever order") {
  std::mt19937 chance(11);
  OutgoingBodies bodies;
  std::vector<std::string> kinds;
  for (std::size_t i = 0; i < OutgoingBodies::recent_max + 3; ++i)
    kinds.push_back(text_of(chance, i == 0 ? OutgoingBodies::recent_bytes_max + 1 : 20'000 + 5'000 * i));
  std::vector<std::pair<std::string, OutgoingBodies::Body>> all;
  for (int i = 0; i < 300; ++i) {
    auto bytes = kinds[chance() % kinds.size()] + text_of(chance, chance() % 100);
    auto body = bodies.keep(bytes);
    all.emplace_back(std::move(bytes), std::move(body));
    if (chance() % 4 != 0) all.erase(all.begin() + static_cast<std::ptrdiff_t>(chance() % all.size()));
  }
  std::ranges::shuffle(all, chance);
  while (!all.empty()) {
    for (const auto& [bytes, body] : all) REQUIRE(read(body, 96 * 1024) == bytes);
    all.resize(all.size() / 2);
  }
}
