// KeptBody: the body of a request that may have to be sent again, at the price of what is its own.
//
// Nearly all of a body is what every conversation of an agent begins with: instructions, tools, the store's
// context. While answers stream, all of them keep that part as one text. Threads: KeptBody is a plain value;
// SharedBodies [any].
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace garden::model_kit {

struct KeptBody {
  std::shared_ptr<const std::string> like;  // another body that begins alike; co-owners: all that do
  std::size_t alike = 0;                    // its bytes that are this one's too
  std::string rest;
  std::string fresh = {};  // all of it, as it was made, until the first take()

  // To be sent: the first time without a copy.
  std::string take() { return fresh.empty() ? whole() : std::exchange(fresh, {}); }
  std::string whole() const { return std::string(*like, 0, alike) + rest; }
};

class SharedBodies {
 public:
  KeptBody keep(std::string body);

 private:
  std::mutex mutex_;
  std::shared_ptr<const std::string> newest_;  // that was unlike those before
};

}  // namespace garden::model_kit
