// HttpStream: the inside of an HttpReply: what has come of the answer, and who waits for more.
//
// What a reader was given must stay where it is until it asks again: bytes that come meanwhile go to a buffer
// of their own. Threads: one lane.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "garden/sse.hpp"
#include "garden/stream.hpp"

namespace garden::detail {

class HttpStream final : public Stream {
 public:
  static constexpr std::size_t idle_bytes_max = SseReader::idle_bytes_max;

  HttpStream(Operation& operation, std::string_view head, std::string_view body) : Stream(operation) {
    const auto* host = operation.host();
    begun(host->http(host, operation.id(), token_, borrow(head), borrow(body)), "http: the host answered ");
  }

  const std::string& head() const { return head_; }
  const SseReader& sse() const { return sse_; }
  auto wait_head() {
    return Wait(*this, [](Stream& stream) { return !static_cast<HttpStream&>(stream).head_.empty(); });
  }

  class Next : Wait {
   public:
    using Read = std::string_view (HttpStream::*)() const;
    Next(HttpStream& stream, Enough enough, Read read) : Wait(stream, enough), http_(stream), read_(read) {}
    using Wait::await_ready;
    using Wait::await_suspend;
    std::optional<std::string_view> await_resume() const {
      if (Wait::await_resume()) return (http_.*read_)();
      http_.check();
      return std::nullopt;
    }

   private:
    HttpStream& http_;
    Read read_;
  };
  Next next_sse() { return {*this, &HttpStream::has_sse, &HttpStream::sse_data}; }
  Next next_chunk() { return {*this, &HttpStream::has_chunk, &HttpStream::chunk}; }

 private:
  void take(const garden_event& event) override {
    if (event.event == GARDEN_EV_HEAD) {
      head_ = view(event.body);
    } else if (reads_sse_ && waiting()) {
      sse_.append(view(event.body));
    } else {
      incoming_.append(view(event.body));
    }
  }

  static bool has_sse(Stream& stream) {
    auto& me = static_cast<HttpStream&>(stream);
    me.reads_sse_ = true;
    if (!me.incoming_.empty()) me.sse_.append(std::exchange(me.incoming_, {}));
    return me.sse_.next() || me.sse_.too_large();
  }
  std::string_view sse_data() const {
    if (!sse_.complete()) throw Failure(GARDEN_INVALID, "http: a server-sent event is too large");
    return sse_.data();
  }
  static bool has_chunk(Stream& stream) {
    auto& me = static_cast<HttpStream&>(stream);
    me.current_.clear();
    if (me.current_.capacity() > idle_bytes_max) me.current_.shrink_to_fit();
    me.current_.swap(me.incoming_);
    return !me.current_.empty();
  }
  std::string_view chunk() const { return current_; }

  std::string head_, incoming_, current_;
  SseReader sse_;
  bool reads_sse_ = false;
};

}  // namespace garden::detail
