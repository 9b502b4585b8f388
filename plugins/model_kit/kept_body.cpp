#include "model_kit/kept_body.hpp"

#include <algorithm>
#include <utility>

namespace garden::model_kit {

KeptBody SharedBodies::keep(std::string body) {
  const std::lock_guard lock(mutex_);
  if (newest_) {
    const auto differs = std::mismatch(body.begin(), body.end(), newest_->begin(), newest_->end()).first;
    const auto alike = static_cast<std::size_t>(differs - body.begin());
    // What begins otherwise for the most part is of another agent, or the context is a new one.
    if (alike >= body.size() / 2) return {newest_, alike, body.substr(alike)};
  }
  const auto size = body.size();
  newest_ = std::make_shared<const std::string>(std::move(body));
  return {newest_, size, {}};
}

}  // namespace garden::model_kit
