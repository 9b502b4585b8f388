#include "model_kit/kept_body.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace garden::model_kit {

namespace {

// How many bytes the two begin with that are the same: blocks first, because most are.
std::size_t common_bytes(std::string_view a, std::string_view b) {
  constexpr std::size_t block = 256;
  const auto end = std::min(a.size(), b.size());
  std::size_t at = 0;
  while (at + block <= end && std::memcmp(a.data() + at, b.data() + at, block) == 0) at += block;
  while (at < end && a[at] == b[at]) ++at;
  return at;
}

}  // namespace

KeptBody SharedBodies::keep(std::string body) {
  std::shared_ptr<const std::string> newest;
  {
    const std::lock_guard lock(mutex_);
    newest = newest_;
  }
  const auto alike = newest ? common_bytes(body, *newest) : 0;
  // What begins otherwise for the most part is of another agent, or the context is a new one.
  if (newest && alike >= body.size() / 2) {
    auto rest = body.substr(alike);
    return {std::move(newest), alike, std::move(rest), std::move(body)};
  }
  const auto size = body.size();
  newest = std::make_shared<const std::string>(body);
  const std::lock_guard lock(mutex_);
  newest_ = newest;
  return {std::move(newest), size, {}, std::move(body)};
}

}  // namespace garden::model_kit
