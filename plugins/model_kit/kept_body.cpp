#include "model_kit/kept_body.hpp"

#include <string_view>
#include <utility>

#include "garden/common_prefix.hpp"

namespace garden::model_kit {

KeptBody SharedBodies::keep(std::string body) {
  std::shared_ptr<const std::string> newest;
  {
    const std::lock_guard lock(mutex_);
    newest = newest_;
  }
  const auto alike = newest ? common_prefix_bytes(body, *newest) : 0;
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
