// HandedOver: a text that whoever is called next may keep, instead of a copy of it.
//
// A component lends what it passes to the host, and the host copies what it keeps. The request of a model is
// a hundred kilobytes, and those of our own components are made for one call and then thrown away: such a one
// is handed over for the length of the call, and start_call() takes it if it is this text that it is given.
// Threads: made, used and destroyed on one, with no wait in between.
#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace garden::runtime {

class HandedOver {
 public:
  explicit HandedOver(std::string text) : text_(std::move(text)), before_(std::exchange(offered, this)) {}
  ~HandedOver() { offered = before_; }
  HandedOver(const HandedOver&) = delete;
  HandedOver& operator=(const HandedOver&) = delete;

  std::string_view text() const { return text_; }  // to be passed to the call

  // The text itself if it is handed over just now, else a copy.
  static std::string keep(std::string_view text) {
    auto* offer = offered;
    if (offer != nullptr && text.data() == offer->text_.data() && text.size() == offer->text_.size())
      return std::exchange(offer->text_, {});
    return std::string(text);
  }

 private:
  static inline thread_local HandedOver* offered = nullptr;

  std::string text_;
  HandedOver* before_;
};

}  // namespace garden::runtime
