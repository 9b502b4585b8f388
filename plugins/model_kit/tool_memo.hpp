// ToolMemo: an agent's tools in a provider's words, written once and not with every question.
//
// The tools are a good part of a request and the same bytes each time; reading them and writing them anew was
// half of what a model's plugin did before it sent anything. Threads: [any].
#pragma once
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace garden::model_kit {

class ToolMemo {
 public:
  static constexpr std::size_t agents_max = 8;  // that ask one model in turn

  // The tools that `json` begins with, if they are known: an array ends where its brackets say, so that what
  // stands behind it need not be looked at.
  struct Known {
    std::size_t bytes = 0;                       // 0: they are not
    std::shared_ptr<const std::string> written;  // shared with the memo
  };
  Known find(std::string_view json) const {
    const std::lock_guard lock(mutex_);
    for (const auto& known : known_)
      if (known.tools.starts_with('[') && json.starts_with(known.tools))
        return {known.tools.size(), known.written};
    return {};
  }

  // What write(tools) gives, or gave. Shared by the memo and whoever is writing a request.
  template <class Write>
  std::shared_ptr<const std::string> of(std::string_view tools, Write&& write) {
    {
      const std::lock_guard lock(mutex_);
      for (const auto& known : known_)
        if (known.tools == tools) return known.written;
    }
    Entry entry{std::string(tools), std::make_shared<const std::string>(write(tools))};
    const std::lock_guard lock(mutex_);
    if (known_.size() == agents_max) known_.erase(known_.begin());
    known_.push_back(entry);
    return entry.written;
  }

 private:
  struct Entry {
    std::string tools;
    std::shared_ptr<const std::string> written;
  };
  mutable std::mutex mutex_;
  std::vector<Entry> known_;
};

}  // namespace garden::model_kit
