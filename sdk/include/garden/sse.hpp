// SseReader: cuts server-sent events out of bytes as they come.
//
// Lines end with LF or CR LF; an event ends with an empty line and counts if it has data; several data lines
// are joined by LF; comments and fields other than data and event are skipped; an event that the stream
// breaks off is dropped, as the standard says. Every byte is looked at once, whatever the pieces. Threads: a
// plain value.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace garden {

class SseReader {
 public:
  static constexpr std::size_t event_bytes_max = 4 * 1024 * 1024;
  static constexpr std::size_t idle_bytes_max = 4096;  // of memory kept while nothing is waiting to be read

  void append(std::string_view bytes) { buffer_.append(bytes); }

  // True if there is a next event. data() and name() then hold until the next append() or next().
  bool next() {
    if (complete_) start_event();
    if (line_ == event_) drop_read();
    for (;;) {
      const auto end = buffer_.find('\n', search_);
      if (end == std::string::npos) {
        search_ = buffer_.size();
        return false;
      }
      auto line = std::string_view(buffer_).substr(line_, end - line_);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!std::exchange(begun_, true) && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
      if (!line.empty()) read_field(line);
      line_ = search_ = end + 1;
      if (!line.empty()) continue;
      complete_ = has_data_;
      if (complete_) return true;
      start_event();
    }
  }
  std::string_view data() const { return joined_.empty() ? slice(data_) : std::string_view(joined_); }
  // True from a next() that found an event to the following one.
  bool complete() const { return complete_; }
  // The event's "event" field; empty when it has none.
  std::string_view name() const { return slice(name_); }
  // What came after the last event and is none so far: at the end of a stream, what was no event at all.
  std::string_view rest() const { return std::string_view(buffer_).substr(complete_ ? line_ : event_); }
  // True if the event that is arriving is larger than any should be.
  bool too_large() const { return buffer_.size() - event_ > event_bytes_max; }

 private:
  struct Range {
    std::size_t from = 0, size = 0;
  };

  std::string_view slice(Range range) const {
    return std::string_view(buffer_).substr(range.from, range.size);
  }

  void start_event() {
    event_ = line_;
    data_ = name_ = {};
    joined_.clear();
    has_data_ = complete_ = false;
  }
  // Between two events: gives up the bytes of those that were read, when that is worth the move.
  void drop_read() {
    if (event_ == buffer_.size()) {
      buffer_.clear();
      if (buffer_.capacity() > idle_bytes_max) buffer_.shrink_to_fit();
      event_ = line_ = search_ = 0;
    } else if (event_ >= buffer_.size() / 2) {
      buffer_.erase(0, event_);
      search_ -= event_;
      event_ = line_ = 0;
    }
  }
  void read_field(std::string_view line) {
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    auto value = colon == line.npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    Range range;
    if (!value.empty()) range = {static_cast<std::size_t>(value.data() - buffer_.data()), value.size()};
    if (name == "event") name_ = range;
    if (name != "data") return;
    if (has_data_) {
      if (joined_.empty()) joined_ = slice(data_);
      joined_ += '\n';
      joined_ += value;
    }
    data_ = range;
    has_data_ = true;
  }

  std::string buffer_;
  std::size_t event_ = 0, line_ = 0,
              search_ = 0;  // where the event and its open line begin; where to look for LF
  Range data_, name_;
  std::string joined_;  // of several data lines
  bool has_data_ = false, complete_ = false, begun_ = false;
};

}  // namespace garden
