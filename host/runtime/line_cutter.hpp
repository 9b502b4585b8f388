// LineCutter: lines out of bytes as they come, with a cap on what an unfinished line may hold.
//
// Of a line that is longer than the cap only its beginning and its end are kept, which is enough to say which
// it was. Threads: a plain value.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace garden::runtime {

class LineCutter {
 public:
  static constexpr std::size_t kept_bytes = 256;  // of the beginning, and of the end, of a line too long

  explicit LineCutter(std::size_t line_bytes_max) : line_bytes_max_(line_bytes_max) {}

  // take(line, too_long) for every line that ends in these bytes; CR before LF is no part of it.
  template <class Take>
  void feed(std::string_view bytes, Take&& take) {
    while (!bytes.empty()) {
      const auto end = bytes.find('\n');
      add(bytes.substr(0, end));
      if (end == bytes.npos) return;
      bytes.remove_prefix(end + 1);
      finish(take);
    }
  }
  // The end of the bytes also ends a line.
  template <class Take>
  void close(Take&& take) {
    if (!line_.empty() || too_long_) finish(take);
  }
  std::size_t held_bytes() const { return line_.size(); }

 private:
  void add(std::string_view piece) {
    if (!too_long_ && line_.size() + piece.size() <= line_bytes_max_) {
      line_ += piece;
      return;
    }
    if (!std::exchange(too_long_, true)) {
      const auto room = line_.size() < kept_bytes ? kept_bytes - line_.size() : 0;
      head_ = line_.substr(0, kept_bytes) + std::string(piece.substr(0, room));
    }
    line_ += piece.size() > kept_bytes ? piece.substr(piece.size() - kept_bytes) : piece;
    if (line_.size() > kept_bytes) line_.erase(0, line_.size() - kept_bytes);
    line_.shrink_to_fit();
  }
  template <class Take>
  void finish(Take& take) {
    if (line_.ends_with('\r')) line_.pop_back();
    if (too_long_) line_.insert(0, head_);
    take(std::exchange(line_, {}), std::exchange(too_long_, false));
    head_.clear();
  }

  std::size_t line_bytes_max_;
  std::string line_, head_;
  bool too_long_ = false;
};

}  // namespace garden::runtime
