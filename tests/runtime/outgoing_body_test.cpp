// Goal: a body is what it was given, small or on pages of its own, wherever it is moved, and gone when it is
// dropped. Method: sizes around the border between the two.
#include <catch2/catch.hpp>

#include "runtime/outgoing_body.hpp"

using garden::runtime::OutgoingBody;

namespace {
std::string_view view(const OutgoingBody& body) { return {body.data(), body.size()}; }
}  // namespace

TEST_CASE("a body holds its bytes until it is dropped, and goes with a move") {
  constexpr auto border = OutgoingBody::paged_bytes_min;
  for (const auto size : {std::size_t{0}, std::size_t{5}, border - 1, border, border + 1, 5 * border}) {
    std::string bytes(size, 'x');
    if (size > 0) bytes.front() = 'a', bytes.back() = 'z';
    OutgoingBody first{bytes};
    CHECK(view(first) == bytes);
    OutgoingBody second(std::move(first));
    CHECK(first.empty());
    CHECK(view(second) == bytes);
    OutgoingBody third{std::string(border, 'o')};
    third = std::move(second);
    CHECK(second.empty());
    CHECK(view(third) == bytes);
    third.drop();
    CHECK(third.empty());
    CHECK(view(third).empty());
  }
}
